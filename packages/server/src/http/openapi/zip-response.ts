import { z } from '@hono/zod-openapi'

const zip = z.string().openapi({ format: 'binary' })

/** A bundle, as docs/audit-format.md describes it. */
export const zipContent: { readonly 'application/zip': { readonly schema: z.ZodString } } = {
  'application/zip': { schema: zip },
}
