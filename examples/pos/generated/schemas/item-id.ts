// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'

export const ItemId = z.string().check(z.minLength(1), z.maxLength(64))
export type ItemId = z.infer<typeof ItemId>
