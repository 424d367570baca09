import { CreateError } from './errors.ts'

// What npm takes for the name of a package, without a scope.
const PACKAGE_NAME = /^[a-z0-9][a-z0-9._-]{0,213}$/
// What @docket/core takes for a part of a document's name.
const TENANT = /^[A-Za-z0-9_-]{1,64}$/

/** @throws CreateError */
export function checkName(name: string): void {
  if (PACKAGE_NAME.test(name)) return
  throw new CreateError(
    'name_invalid',
    `"${name}" cannot be the name of a package: take a folder named in lower-case letters, digits, "-", "." and "_"`,
  )
}

/** @throws CreateError */
export function checkTenant(tenant: string): void {
  if (TENANT.test(tenant)) return
  throw new CreateError('tenant_invalid', `"${tenant}" is no tenant: take 1 to 64 letters, digits, "-" and "_"`)
}
