import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { $RefParser } from '@apidevtools/json-schema-ref-parser'
import { parseDocument } from 'yaml'
import { Description } from './description.ts'
import { DescriptionUnreadableError } from './errors.ts'
import { isObject } from './place.ts'

/**
 * Reads a description and the files that it refers to. Nothing is fetched from the network: a reference to an address
 * is one to something that is not there.
 *
 * @throws DescriptionUnreadableError
 */
export async function loadDescription(path: string): Promise<Description> {
  const root = resolve(path)
  const parser = new $RefParser()
  const failure: unknown = await parser.resolve(root, { continueOnError: true, resolve: { http: false } }).then(
    () => undefined,
    (error: unknown) => error,
  )
  // In the place of a file that is missing, or no YAML, stands an error; it is told where the file is referred to.
  const read = Object.entries(parser.$refs.values()).filter(([, value]) => !((value as unknown) instanceof Error))
  const files = new Map(read.map(([file, value]) => [resolve(file), value] as const))
  if (!isObject(files.get(root))) throw new DescriptionUnreadableError(whyUnreadable(root), { cause: failure })
  return new Description(root, files)
}

function whyUnreadable(path: string): string {
  try {
    const [error] = parseDocument(readFileSync(path, 'utf8')).errors
    return `${path} is not an OpenAPI description in YAML or JSON${error === undefined ? '' : `: ${error.message}`}`
  } catch (cause) {
    return `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
