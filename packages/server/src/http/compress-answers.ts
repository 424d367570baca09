import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './env.ts'

const MIN_BYTES = 1_024
const LEVEL = 3
const TEXT = /^(text\/|application\/json|application\/x-ndjson)/
const gzipped = promisify(gzip)

/**
 * Compresses texts that are worth it, for whoever takes gzip. Bundles are compressed in themselves; answers to a POST may
 * be tokens, and stay as they are. (BREACH needs a browser that sends credentials by itself: ours come in a header.)
 */
export function compressAnswers(): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next()
    const { body, headers } = c.res
    if (c.req.method !== 'GET' || body === null || !TEXT.test(headers.get('content-type') ?? '')) return
    c.header('vary', 'Accept-Encoding', { append: true })
    if (!takesGzip(c.req.header('accept-encoding'))) return
    const reader = body.getReader()
    const first = await reader.read()
    const second = await reader.read()
    if (!second.done) {
      const rest = ReadableStream.from(chunks([first, second], reader))
      c.res = new Response(rest.pipeThrough(new CompressionStream('gzip')), c.res)
    } else {
      const bytes = first.value ?? new Uint8Array()
      const isWorthIt = bytes.byteLength >= MIN_BYTES
      c.res = new Response(isWorthIt ? new Uint8Array(await gzipped(bytes, { level: LEVEL })) : bytes, c.res)
      if (!isWorthIt) return
    }
    c.res.headers.set('content-encoding', 'gzip')
    c.res.headers.delete('content-length')
  }
}

type Bytes = Uint8Array<ArrayBuffer>

async function* chunks(
  read: readonly { readonly value: Bytes | undefined }[],
  reader: ReadableStreamDefaultReader<Bytes>,
): AsyncGenerator<Bytes> {
  for (const { value } of read) if (value !== undefined) yield value
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    // Whoever asked may have gone.
    await reader.cancel()
  }
}

/** RFC 9110, 12.5.3, as far as gzip goes. */
function takesGzip(accepted = ''): boolean {
  const codings = accepted.split(',').map((one) =>
    one
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/),
  )
  const [, quality = '1'] = codings.find(([name]) => name === 'gzip') ??
    codings.find(([name]) => name === '*') ?? ['', '0']
  return Number(quality) > 0
}
