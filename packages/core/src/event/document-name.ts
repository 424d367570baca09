import { DocketError } from './errors.ts'

/** Where a document belongs: `<tenant>/<entity>/<id>`. */
export interface DocumentAddress {
  readonly tenant: string
  readonly entity: string
  readonly id: string
}

const PART = /^[A-Za-z0-9_-]{1,64}$/

/** Entity names with this beginning are Docket's own. */
export const RESERVED_ENTITY = 'docket'

/** A tenant, entity or id is not 1 to 64 letters, digits, "_" and "-"; code `document_name_invalid`. */
export class DocumentNameError extends DocketError {
  constructor(part: string, value: string) {
    super(
      'document_name_invalid',
      `${part} "${value.slice(0, 80)}" is not valid: use 1 to 64 letters, digits, "_" and "-"`,
    )
  }
}

/** May this be a tenant, an entity or an id: 1 to 64 letters, digits, "_" and "-"? */
export function isNamePart(value: unknown): value is string {
  return typeof value === 'string' && PART.test(value)
}

/** The name that an address stands for. @throws DocumentNameError when a part is not valid */
export function documentName(address: DocumentAddress): string {
  for (const part of ['tenant', 'entity', 'id'] as const) {
    if (!isNamePart(address[part])) throw new DocumentNameError(part, String(address[part]))
  }
  return `${address.tenant}/${address.entity}/${address.id}`
}

/** The address that a name stands for, or undefined when it is not a document's name. */
export function parseDocumentName(name: string): DocumentAddress | undefined {
  const parts = name.split('/')
  const [tenant, entity, id] = parts
  if (parts.length !== 3 || !isNamePart(tenant) || !isNamePart(entity) || !isNamePart(id)) return undefined
  return { tenant, entity, id }
}

/** The document without content over which a tenant's devices and the server exchange time and summaries. */
export function controlDocumentName(tenant: string): string {
  return documentName({ tenant, entity: RESERVED_ENTITY, id: 'control' })
}
