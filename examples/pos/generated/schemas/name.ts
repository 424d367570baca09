// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'

export const Name = z.string().check(z.minLength(1), z.maxLength(200))
export type Name = z.infer<typeof Name>
