import { expect, test } from 'vitest'
import { findViolations } from './dependency-rule.ts'

const core = 'packages/core/src'
const server = 'packages/server/src'
const ENTRIES = { [`${core}/index.ts`]: '', [`${core}/testing/index.ts`]: '', [`${server}/index.ts`]: '' }

function violations(files: Record<string, string>): string[] {
  return findViolations(new Map(Object.entries({ ...ENTRIES, ...files })))
}

test('clean imports are let through', () => {
  const clean = {
    [`${core}/clock/now.ts`]: 'export const now = 1',
    [`${core}/entity/fold.ts`]: "import { now } from '../clock/now.ts'",
    [`${core}/document/log.ts`]: "import * as Y from 'yjs'; import type { A } from '../entity/fold.ts'",
    [`${core}/entity/fold.test.ts`]: "import { z } from 'zod'; import 'yjs'; import './fold.ts'",
    [`${core}/storage/memory.test.ts`]: "import { storageSuite } from '../testing/storage-suite.ts'",
    [`${server}/ledger/commit.ts`]: "import pg from 'pg'; import type { EventRecord } from '@docket/core'",
    [`${server}/import/postgres/rows.ts`]: "import pg from 'pg'",
    [`${server}/ledger/commit.pg.test.ts`]: "import { createTestDatabase } from '@docket/test-support/database'",
    [`${core}/transport/electric/a.ts`]: "import '@electric-sql/client'; import '../polling/b.ts'",
    [`${server}/storage.test.ts`]: "import '@docket/core/testing'",
    'packages/react/src/use-entity.ts': "import { createStore } from '@docket/core'; import 'react'",
    'packages/create-docket/template/main.ts': "import '@docket/core'; import '@docket/react'; import '@docket/server'",
    'examples/pos/main.ts': "import '@docket/core'; import '@docket/server'; import 'zod'; import 'yjs'",
  }
  expect(violations(clean)).toEqual([])
})

test.each([
  ['core uses no other package of ours', `${core}/a.ts`, "import '@docket/server'"],
  ['react and server never meet', 'packages/react/src/a.ts', "import type { Server } from '@docket/server'"],
  ['server and react never meet', `${server}/a.ts`, "import '@docket/react'"],
  ['a file of another package', `${server}/a.ts`, "export * from '../../core/src/clock/now.ts'"],
  ['a package that makes applications uses no React', 'packages/create-docket/src/a.ts', "import '@docket/react'"],
  ["the package's own index", `${core}/store/a.ts`, "import { x } from '../index.ts'"],
  ["the package's own index by name", `${server}/a.ts`, "import { x } from '@docket/server'"],
  ['clock knows no event', `${core}/clock/a.ts`, "import type { E } from '../event/b.ts'"],
  ['entity knows no document', `${core}/entity/a.ts`, "let log: import('../document/log.ts').Log"],
  ['a port knows no store', `${core}/storage/a.ts`, "await import('../store/b.ts')"],
  ['`testing` outside tests', `${server}/a.ts`, "import '@docket/core/testing'"],
  ['the devtools in a hook', 'packages/react/src/use-a.ts', "import('./devtools/panel.tsx')"],
  ['test-support outside tests', `${server}/a.ts`, "import '@docket/test-support/free-port'"],
  ['the Electric transport in core', `${core}/a.ts`, "import './transport/electric/b.ts'"],
  ['a client of Electric in core', `${core}/transport/polling/a.ts`, "import '@electric-sql/client'"],
  ['zod in core', `${core}/entity/a.ts`, "import * as z from 'zod/mini'"],
  ['Yjs in the store', `${core}/store/a.ts`, "import type { Doc } from 'yjs'"],
  ['Yjs in the ledger', `${server}/ledger/a.ts`, "export { Doc } from 'yjs'"],
  ['pg outside the ledger', `${server}/http/a.ts`, "import type { Pool } from 'pg'"],
  ['pg in the rest of an import', `${server}/import/a.ts`, "import pg from 'pg'"],
  ['kysely in core', `${core}/a.ts`, "import { sql } from 'kysely'"],
])('found: %s', (_, path, source) => {
  expect(violations({ [path]: source })).toEqual([expect.stringContaining(`${path} → `)])
})

test('found: an import cycle of types', () => {
  const found = violations({
    [`${core}/a.ts`]: "import type { B } from './b.ts'",
    [`${core}/b.ts`]: "import './c.ts'",
    [`${core}/c.ts`]: "export type { A } from './a.ts'",
  })
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `${core}/${name}.ts`)
  expect(found).toEqual([`${a} → ${b} → ${c} → ${a}: an import cycle, types included`])
})
