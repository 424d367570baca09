import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parse } from 'yaml'
import { isObject } from '../src/description/place.ts'

/** The folders of `fixtures/`: pristine descriptions of others, and several files of our own. */
export const PUBLIC = ['petstore', 'fastapi', 'github', 'stripe'] as const
export const OWN = { booking: 'openapi.yaml', library: 'openapi.json' } as const
export const TRIED: readonly Tried[] = ['petstore', 'fastapi', 'github', 'stripe', 'booking', 'library']

export type Tried = (typeof PUBLIC)[number] | keyof typeof OWN

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url))

/** Writes a description to `folder`, a published one with `x-sync` added to the paths that `x-sync.yaml` names. */
export async function describe(name: Tried, folder: string): Promise<string> {
  if (name === 'booking' || name === 'library') {
    await cp(join(FIXTURES, name), folder, { recursive: true })
    return join(folder, OWN[name])
  }
  const description = await published(name)
  const paths = asObject(description.paths)
  for (const [path, sync] of Object.entries(
    asObject(parse(await readFile(join(FIXTURES, name, 'x-sync.yaml'), 'utf8'))),
  )) {
    paths[path] = { 'x-sync': sync, ...asObject(paths[path]) }
  }
  await mkdir(folder, { recursive: true })
  const input = join(folder, 'openapi.json')
  await writeFile(input, JSON.stringify(description, null, 2))
  return input
}

async function published(name: (typeof PUBLIC)[number]): Promise<Record<string, unknown>> {
  const file = join(FIXTURES, name, 'openapi')
  if (existsSync(`${file}.yaml`)) return asObject(parse(await readFile(`${file}.yaml`, 'utf8')))
  if (existsSync(`${file}.json`)) return asObject(JSON.parse(await readFile(`${file}.json`, 'utf8')))
  const text = await promisify(gunzip)(await readFile(`${file}.json.gz`))
  return asObject(JSON.parse(text.toString()))
}

function asObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`)
  return value as Record<string, unknown>
}
