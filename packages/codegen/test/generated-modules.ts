import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Entity, EntityNotifications } from '@docket/core'
import { type Generated, generate } from '../src/generate.ts'
import { writeFiles } from '../src/write/write-files.ts'
import { describe, type Tried } from './tried-descriptions.ts'

export interface GeneratedCode {
  readonly input: string
  readonly generated: Generated
  /** What a generated file exports. The caller says what that is: the type check has seen the file elsewhere. */
  load<T>(path: string): Promise<T>
  /** What all files of a folder export whose names end so. */
  loadAll<T>(folder: string, end: string): Promise<Readonly<Record<string, T>>>
}

export interface Registry {
  readonly registry: { readonly entities: readonly Entity[]; readonly notifications: EntityNotifications }
}

/** Generates from a description into a folder, to be imported. */
export async function generatedCode(name: Tried, folder: string): Promise<GeneratedCode> {
  const input = await describe(name, join(folder, name))
  const out = join(folder, name, 'generated')
  const generated = await generate({ input, out })
  await writeFiles(generated, out)
  const load = async <T>(path: string): Promise<T> => {
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(out, path)).href)
    return module as T
  }
  return {
    input,
    generated,
    load,
    async loadAll<T>(within: string, end: string) {
      const paths = [...generated.files.keys()].filter((path) => path.startsWith(`${within}/`) && path.endsWith(end))
      const all = await Promise.all(paths.map((path) => load<Record<string, T>>(path)))
      return Object.assign({}, ...all) as Readonly<Record<string, T>>
    },
  }
}
