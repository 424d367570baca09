export type CreateErrorCode = 'name_invalid' | 'tenant_invalid' | 'folder_not_empty' | 'folder_not_writable'

/** Nothing was made. `code` says why, the message what to do about it. */
export class CreateError extends Error {
  readonly code: CreateErrorCode

  constructor(code: CreateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}
