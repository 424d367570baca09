import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeUpdate, type RawStruct } from '../../test/hostile/raw-update.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import { decodeUpdate } from './decode-update.ts'
import { hasTooManyStructs } from './has-too-many-structs.ts'

const one: RawStruct = { kind: 'item', content: { kind: 'any', values: [1] } }

test('[GAT2] two blocks of a client are malformed: Yjs would apply one of them only', () => {
  for (const clock of [0, 1]) {
    const update = encodeUpdate({
      blocks: [
        { client: 7, clock: 0, structs: [one] },
        { client: 7, clock, structs: [one] },
      ],
    })
    expect(decodeUpdate(update, DEFAULT_LIMITS)).toMatchObject({ kind: 'breach', code: 'update_malformed' })
  }
})

test.each<RawStruct>([
  { kind: 'item', content: { kind: 'any', values: [] }, parent: 'other' },
  { kind: 'item', content: { kind: 'string', text: '' }, parent: 'verdicts' },
  { kind: 'item', content: { kind: 'deleted', length: 0 } },
  { kind: 'gc', length: 0 },
])('[GAT2] an empty item is malformed: Yjs would put it somewhere (%o)', (struct) => {
  const update = encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [struct] }] })
  expect(decodeUpdate(update, DEFAULT_LIMITS)).toMatchObject({ kind: 'breach', code: 'update_malformed' })
})

test('structs are counted without decoding them, as Yjs counts them', () => {
  const doc = new Y.Doc()
  for (let n = 0; n < 300; n++) doc.getArray('events').insert(0, [{ n }])
  doc.getText('text').insert(0, 'hello', { bold: true })
  doc.getMap('map').set('key', new Y.XmlElement('p'))
  doc.getArray('events').delete(3, 5)
  const update = Y.encodeStateAsUpdate(doc)
  const { structs } = Y.decodeUpdate(update)
  expect(hasTooManyStructs(update, structs.length)).toBe(false)
  expect(hasTooManyStructs(update, structs.length - 1)).toBe(true)
})

test('many clients with a struct each are too many too', () => {
  const blocks = Array.from({ length: 6_000 }, (_, client) => ({ client, clock: 0, structs: [one] }))
  expect(decodeUpdate(encodeUpdate({ blocks }), DEFAULT_LIMITS)).toMatchObject({ code: 'update_too_large' })
})
