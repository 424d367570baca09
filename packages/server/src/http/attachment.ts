import type { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { HttpEnv } from './env.ts'

/** A file to keep: a bundle. */
export function attachment(c: Context<HttpEnv>, bundle: Readable, fileName: string): Response {
  return c.body(ReadableStream.from<Uint8Array>(bundle), 200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${fileName}"`,
  })
}
