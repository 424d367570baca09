import * as Y from 'yjs'
import { EVENTS } from '../../document/layout.ts'
import { storageName } from '../../store/document-copies.ts'
import type { SimDevice } from './sim-device.ts'

/** A program with a bug has written what is no event; the device finds it on its disk when it starts the next time. Is there anything to spoil? */
export function spoil(device: SimDevice, entity: string, id: string): boolean {
  const { disk } = device.options
  const generation = disk.quarantines.get(device.tenant)?.get(`${entity}/${id}`)?.generation ?? 0
  const parts = disk.documents.get(storageName(`${device.tenant}/${entity}/${id}`, generation))
  if (parts === undefined) return false
  const doc = new Y.Doc()
  doc.clientID = 0xbad + parts.updates.length
  for (const update of parts.updates) Y.applyUpdate(doc, update)
  const before = Y.encodeStateVector(doc)
  doc.getArray(EVENTS).push([{ it: 'is no event' }])
  parts.updates.push(Y.encodeStateAsUpdate(doc, before))
  return true
}
