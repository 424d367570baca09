import type { z } from '@hono/zod-openapi'

interface JsonResponse<Schema extends z.ZodType> {
  readonly description: string
  readonly content: { readonly 'application/json': { readonly schema: Schema } }
}

/** One JSON document. */
export function jsonResponse<Schema extends z.ZodType>(description: string, schema: Schema): JsonResponse<Schema> {
  return { description, content: { 'application/json': { schema } } }
}
