import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { build, defaultClientConditions } from 'vite'

const FOLDER = fileURLToPath(new URL('client/', import.meta.url))

/** What a till should load at most before it does anything. */
export const TARGET_KB = 50
/** What it may, until that is reached: Yjs and what it brings are 35 of it, and a provider that goes is 8. */
export const LIMIT_KB = 56

/** A module of the folder `client`, which exports all that a page uses. */
export type Client = 'docket' | 'docket-one-database' | 'tanstack'

/** How much a page loads for it: minified and gzipped, kB (1,000 bytes), React not counted. */
export async function clientSizeKb(client: Client): Promise<number> {
  const result = await build({
    root: FOLDER,
    configFile: false,
    logLevel: 'error',
    resolve: {
      conditions: ['@docket/source', ...defaultClientConditions],
      // TanStack's packages each pin a version of their own; one of them counts.
      dedupe: ['@tanstack/db'],
    },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: `${FOLDER}${client}.ts`,
        external: /^react(-dom)?($|\/)/,
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const outputs = [result].flat().flatMap((built) => ('output' in built ? built.output : []))
  const code = outputs.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
  const { byteLength } = await promisify(gzip)(code, { level: 9 })
  return byteLength / 1000
}
