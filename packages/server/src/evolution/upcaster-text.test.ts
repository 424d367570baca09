import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { comparePayloads } from './compare-payloads.ts'
import type { JsonSchema } from './json-schema.ts'
import { payloadSchema } from './payload-schema.ts'
import { upcasterText } from './upcaster-text.ts'

const item = z.object({ id: z.string(), tags: z.array(z.enum(['hot', 'cold'])).optional() })
const changes: readonly (readonly [z.ZodType, z.ZodType])[] = [
  [z.object({ item: z.string() }), z.object({ item: z.string(), course: z.string() })],
  [z.object({ item }), z.object({ item: item.extend({ vat: z.int() }) })],
  [
    z.object({ 'a-b': z.string(), c: z.number() }),
    z.strictObject({ 'a-b': z.string(), d: z.tuple([z.string(), z.int()]) }),
  ],
  [z.object({ by: z.record(z.string(), z.number()) }), z.object({ by: z.record(z.string(), z.int()) })],
  [z.object({ a: z.union([z.string(), z.null()]) }), z.union([z.object({ a: z.string() }), z.object({ b: z.int() })])],
  [
    z.object({}),
    z.object({
      class: z.discriminatedUnion('k', [z.object({ k: z.literal('x') })]),
      rest: z.tuple([z.string()], z.any()),
    }),
  ],
]

function schemaOf(schema: z.ZodType): JsonSchema {
  const found = payloadSchema(schema)
  if (found.kind === 'opaque') throw new Error(found.reason)
  return found.schema
}

function textOf([before, after]: (typeof changes)[number], from = 1): string {
  const [old, now] = [schemaOf(before), schemaOf(after)]
  const { narrowings } = comparePayloads(old, now)
  return upcasterText({ event: 'item_added', from, before: old, after: now, narrowings })
}

test('[EVO3] the upcaster to write has a place for what only its author knows', () => {
  expect(textOf(changes[0] as (typeof changes)[number], 2)).toBe(`item_added: {
  // payload, guard and evolve as they are now
  version: 3,
  upcasters: {
    // and those that there are
    2: (payload) => {
      const old = payload as { item: string }
      return { ...old, course: <default for course: string> }
    },
  },
},`)
})

test('[EVO3] what is to be written is right TypeScript once its places are filled in', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-upcasters-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const definitions = changes.map((change) => {
    const text = textOf(change)
    expect(text).toMatch(/<.+>/)
    return `take({ ${text.replace(/<[^<>]+>/g, 'filled')} })`
  })
  writeFileSync(
    join(folder, 'upcasters.ts'),
    `type Upcasters = Readonly<Record<number, (payload: unknown) => unknown>>
declare const filled: never
declare function take(events: Record<string, { version?: number; upcasters?: Upcasters }>): void
${definitions.join('\n')}\n`,
  )
  const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))
  const args = [tsc, '--noEmit', '--strict', '--ignoreConfig', '--types', '', join(folder, 'upcasters.ts')]
  const run = (): string => execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' })
  let output = ''
  try {
    output = run()
  } catch (error) {
    output = String((error as { stdout?: unknown }).stdout)
  }
  expect(output).toBe('')
})
