import { readFileSync } from 'node:fs'
import { HEADER } from './module.ts'
import { API_PROVIDER, CALL_API, DOCKET_EVENTS } from './paths.ts'

const FOLDER = new URL('../../runtime/', import.meta.url)

/** What is the same for every description: how an API is asked. */
export function runtimeFiles({ hooks }: { readonly hooks: boolean }): ReadonlyMap<string, string> {
  const paths = [CALL_API, DOCKET_EVENTS, ...(hooks ? [API_PROVIDER] : [])]
  return new Map(paths.map((path) => [path, `${HEADER}\n\n${readFileSync(new URL(path, FOLDER), 'utf8')}`]))
}
