import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Entity } from '@docket/core'
import { onTestFinished } from 'vitest'
import { generate } from '../src/generate.ts'
import { writeFiles } from '../src/write/write-files.ts'
import { temporaryDescription } from './temporary-description.ts'

// Inside the package, so that what is generated finds its dependencies.
const FOLDER = fileURLToPath(new URL('./out/', import.meta.url))

/** Generates a description, and imports what it makes. */
export async function generateAndImport(text: string): Promise<{
  readonly folder: string
  import(path: string): Promise<Readonly<Record<string, unknown>>>
}> {
  mkdirSync(FOLDER, { recursive: true })
  const folder = mkdtempSync(join(FOLDER, 'entity-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { input } = temporaryDescription(text)
  const out = join(folder, 'generated')
  await writeFiles(await generate({ input, out }), out)
  return { folder, import: (path) => import(pathToFileURL(join(folder, path)).href) }
}

/** The entity `order` of a description. */
export async function generatedOrder(text: string): Promise<Entity> {
  const { order } = await (await generateAndImport(text)).import('generated/entities/order.ts')
  return order as Entity
}
