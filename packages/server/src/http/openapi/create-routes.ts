import { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../env.ts'
import { BadRequestError } from '../errors.ts'

/** Routes that are described where they are made, for `/openapi.json`. What their schemas refuse is a bad request. */
export function createRoutes(): OpenAPIHono<HttpEnv> {
  return new OpenAPIHono<HttpEnv>({
    defaultHook(result) {
      if (!result.success) throw new BadRequestError(reasonsOf(result.error.issues))
    },
  })
}

/** What a schema has against a value, for people. */
export function reasonsOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`).join('; ')
}
