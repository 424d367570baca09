import { DocketError, type DocumentAddress, documentName } from '@docket/core'
import type { DocumentPart } from '../ledger/load-document.ts'

/** Where a document is damaged, as far as that can be told. */
export type DamagedRow = Pick<DocumentPart, 'table' | 'no'>

/** What Postgres has of a document is not what was written. Its message tells no payload. */
export class DocumentCorruptError extends DocketError {
  readonly document: string
  readonly row: DamagedRow | undefined

  constructor(address: DocumentAddress, reason: string, row?: DamagedRow, cause?: unknown) {
    const document = documentName(address)
    const where = row === undefined ? '' : ` (docket.${row.table}, no ${row.no})`
    super(
      'document_corrupt',
      `${document} cannot be read back: ${reason}${where}. Repair or restore its rows; until then nobody can open it`,
      { cause },
    )
    this.document = document
    this.row = row
  }
}
