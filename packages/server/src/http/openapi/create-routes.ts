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

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What a schema has against a value, for people. */
export function reasonsOf(issues: readonly Issue[], whole = 'the body'): string {
  return issues.map(({ path, message }) => `${path.join('.') || whole}: ${message}`).join('; ')
}
