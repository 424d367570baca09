import { strToU8, zipSync } from 'fflate'
import type { OrderTrail } from '../../books/order-trail.ts'
import { COLUMNS, type FileName, type Files } from '../../dsfinvk/columns.ts'
import { dsfinvkFiles } from '../../dsfinvk/dsfinvk-files.ts'
import { writeCsv } from '../../dsfinvk/write-csv.ts'
import type { MadeClosing } from './made-closing.ts'

const README = `These files have the shape of a DSFinV-K export. They are none: taxes, master data and the signatures of a certified
device are not in them, and nobody has certified them.
`

export interface DsfinvkZipOptions {
  readonly tenant: string
  readonly closing: MadeClosing
  readonly trails: readonly OrderTrail[]
}

/** A closed period as CSV files in the shape of DSFinV-K, in one ZIP file. */
export function dsfinvkZip({ tenant, closing: { closed, closedAtMs }, trails }: DsfinvkZipOptions): Blob {
  const files = dsfinvkFiles({ closed, closedAtMs, cashPoint: tenant, trails })
  const names = Object.keys(COLUMNS) as FileName[]
  const texts = names.map((name) => [name, strToU8(csvOf(files, name))] as const)
  const zip = zipSync({ ...Object.fromEntries(texts), 'README.txt': strToU8(README) })
  return new Blob([zip], { type: 'application/zip' })
}

function csvOf<Name extends FileName>(files: Files, name: Name): string {
  return writeCsv(name, files[name])
}
