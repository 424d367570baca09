import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Generated, generate } from '../src/generate.ts'

/** What is generated of a description that is written here. */
export async function generateText(description: unknown): Promise<Generated> {
  const folder = await mkdtemp(join(tmpdir(), 'docket-codegen-'))
  try {
    const input = join(folder, 'openapi.json')
    await writeFile(input, JSON.stringify(description))
    return await generate({ input, out: join(folder, 'generated') })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
