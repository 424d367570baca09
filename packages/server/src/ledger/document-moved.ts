import { DocketError, type DocumentAddress } from '@docket/core'
import { type DocumentCommit, isSameDocument } from './commit.ts'
import type { EntityInput } from './group-columns.ts'

/** Another server has committed events of documents of the group since they were judged. Nothing of it is in the ledger. */
export class DocumentMovedError extends DocketError {
  readonly documents: readonly DocumentAddress[]

  constructor(documents: readonly DocumentAddress[], cause?: unknown) {
    const names = documents.map(({ entity, id }) => `${entity}/${id}`).join(', ')
    super('document_moved', `Another server has committed events of ${names}: judge again by those`, { cause })
    this.documents = documents
  }

  has({ address }: Pick<DocumentCommit, 'address'>): boolean {
    return this.documents.some((document) => isSameDocument(document, address))
  }
}

/** As `docket.chain` raises it; its detail has the numbers of the documents in the group. */
const CODE = 'DK002'

/** @param documents of the group, as `docket.chain` numbers them from 1 */
export function documentMoved(error: unknown, documents: readonly EntityInput[]): DocumentMovedError | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === CODE && 'detail' in error)) return undefined
  const moved = String(error.detail)
    .split(',')
    .flatMap((number) => documents[Number(number) - 1] ?? [])
  return new DocumentMovedError(
    moved.map(({ tenant_id, entity_type, entity_id }) => ({ tenant: tenant_id, entity: entity_type, id: entity_id })),
    error,
  )
}
