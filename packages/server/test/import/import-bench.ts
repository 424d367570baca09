import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventRecord } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll } from 'vitest'
import type { ImportOptions } from '../../src/cli/import-options.ts'
import { type ImportEnd, runImportCommand } from '../../src/cli/run-import-command.ts'
import { readLedger } from '../ledger.ts'
import { type Ended, runDocket } from '../run-docket.ts'

const TALLY = fileURLToPath(new URL('../tally.ts', import.meta.url))

const FILES = new Set(['map', 'rejected', 'state', 'tokenFile'])

/** A folder and a database, and `docket import` of tallies into it. */
export interface ImportBench {
  readonly url: string
  readonly pool: pg.Pool
  /** The path of a file of the folder. */
  path(name: string): string
  write(name: string, content: string): Promise<void>
  lines(name: string): Promise<Record<string, unknown>[]>
  /** As an operator does: a process of its own. */
  docket(...args: readonly string[]): Promise<Ended>
  /** In this process, which is much faster: a file of the folder. @throws what the command says */
  run(from: string, more?: Partial<ImportOptions>): Promise<ImportEnd>
  /** What of the ledger does not depend on when it was written: events in the order of their documents, with verdicts. */
  content(): Promise<Content[]>
}

export interface Content {
  readonly document: string
  readonly event: EventRecord
  readonly code: string | undefined
}

/** Call it at the top of a test file. */
export async function importBench(): Promise<ImportBench> {
  const { url } = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'docket-import-'))
  await chmod(folder, 0o755)
  const pool = new pg.Pool({ connectionString: url })
  afterAll(async () => {
    await pool.end()
    await rm(folder, { recursive: true })
  })
  const path = (name: string): string => join(folder, name)
  return {
    url,
    pool,
    path,
    write: (name, content) => writeFile(path(name), content),
    async lines(name) {
      const text = await readFile(path(name), 'utf8')
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Record<string, unknown> => JSON.parse(line))
    },
    docket: (...args) =>
      runDocket(folder, ['import', '--tenant', 'demo', '--entity', 'tally', '--entities', TALLY, ...args], {
        DATABASE_URL: url,
      }),
    run(from, more = {}) {
      const own = { tenant: 'demo', entity: 'tally', entities: TALLY, role: [], dataDir: path('.docket') }
      const files = Object.entries(more).map(([name, value]) => [name, FILES.has(name) ? path(`${value}`) : value])
      const given = { ...own, from: from.includes('://') ? from : path(from), ...Object.fromEntries(files) }
      return runImportCommand(given, { DATABASE_URL: url })
    },
    content: () => contentOf(pool),
  }
}

export async function contentOf(pool: pg.Pool): Promise<Content[]> {
  const ledger = (await readLedger(pool)).filter(({ document }) => document.includes('/tally/'))
  return ledger
    .map(({ document, event, rejection }) => ({ document, event, code: rejection?.code }))
    .toSorted((a, b) => (`${a.document} ${a.event.id}` < `${b.document} ${b.event.id}` ? -1 : 1))
}

/** An event as the batch endpoint names its members. */
export function eventLine(given: Record<string, unknown>): string {
  const event = { entity_id: 'a', event_type: 'added', payload: { n: 1 }, timestamp: '2020-01-01T00:00:00Z', ...given }
  return `${JSON.stringify(event)}\n`
}
