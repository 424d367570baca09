import type { EntityInput, EventInput, KeyInput, TenantRow, UpdateInput } from '../ledger/group-columns.ts'
import type { Query } from '../ledger/queryable.ts'
import { type CommitInput, type MemoryTables, nameOf, type StoredEvent } from './memory-tables.ts'

type Row = Record<string, unknown>
type Values = readonly unknown[]

interface Statement {
  /** Of its name or its text. */
  readonly part: string
  run(tables: MemoryTables, values: Values, nowMs: number): readonly Row[]
}

/** The statements of the ledger that taking and showing events needs. */
const STATEMENTS: readonly Statement[] = [
  {
    part: 'docket-add-people',
    run(tables, [tenants, users, , commitments]) {
      for (const [index, user] of (users as string[]).entries()) {
        const key = `${(tenants as string[])[index]}/${user}`
        if (!tables.people.has(key)) tables.people.set(key, (commitments as string[])[index] ?? '')
      }
      return []
    },
  },
  {
    part: 'docket-read-people',
    run: (tables, [tenants, users]) =>
      (users as string[]).map((user, index) => {
        const tenant = (tenants as string[])[index]
        return { tenant, user, commitment: tables.people.get(`${tenant}/${user}`), erasures: 0 }
      }),
  },
  {
    part: 'docket-commit-group',
    run: (tables, values, nowMs) => [
      { seqs: tables.commit(commitInput(values), nowMs).map(String), recorded_at_ms: String(nowMs) },
    ],
  },
  {
    part: 'join docket.event_ids using',
    run: (tables, [tenants, ids, entities, documents]) =>
      (ids as string[]).flatMap((id, index) => {
        const tenant_id = (tenants as string[])[index] ?? ''
        if (!tables.hasId(tenant_id, id)) return []
        const entity_type = (entities as string[])[index] ?? ''
        const name = nameOf({ tenant_id, entity_type, entity_id: (documents as string[])[index] ?? '' })
        const here = tables.eventsOf(name).some(({ input }) => input.event_id === id)
        return [{ place: String(index + 1), here }]
      }),
  },
  {
    part: 'docket-document-page',
    run(tables, [tenant, entity, id, after]) {
      const name = `${tenant}/${entity}/${id}`
      const events = String(tables.eventsOf(name).length)
      const rows = tables.updates
        .filter((update) => update.name === name && update.no > Number(after))
        .map(({ no, data }) => ({ events, table: 'updates', no: String(no), data, intact: true }))
      return rows.length > 0 ? rows : [{ events, table: null }]
    },
  },
  {
    part: 'docket-events-by-id',
    run: (tables, [tenant, entity, id, ids]) =>
      tables
        .eventsOf(`${tenant}/${entity}/${id}`)
        .filter(({ input }) => (ids as string[]).includes(input.event_id))
        .map(eventRow),
  },
  { part: '$tenant.rejected_later', run: () => [] },
  {
    part: 'docket-changed-after',
    run(tables, [tenant, after]) {
      const fresh = tables.events.filter(({ input, seq }) => input.tenant_id === tenant && seq > Number(after))
      const last = fresh.at(-1)?.seq
      return [...new Set(fresh.map(({ input }) => nameOf(input)))].map((name) => {
        const [, entity_type, entity_id] = name.split('/')
        const { seq, summary } = tables.entities.get(name) ?? {}
        return { entity_type, entity_id, last: String(last), seq: seq === undefined ? null : String(seq), summary }
      })
    },
  },
  {
    part: 'docket-newest-seqs',
    run: (tables, [tenants]) =>
      (tenants as string[]).flatMap((tenant_id) => {
        const seq = tables.seqs.get(tenant_id)
        return seq === undefined ? [] : [{ tenant_id, seq: String(seq) }]
      }),
  },
  {
    part: 'fetch first $3 rows with ties',
    run: (tables, [tenant, after]) =>
      [...tables.entities.values()]
        .filter((row) => row.tenant === tenant && row.seq > Number(after))
        .sort((a, b) => a.seq - b.seq)
        .map(({ entity, id, summary, seq }) => ({
          entity_type: entity,
          entity_id: id,
          summary,
          seq: String(seq),
          events: null,
        })),
  },
  // There are no checkpoints.
  { part: 'docket-newly-checkpointed', run: () => [] },
  { part: 'docket-read-checkpoint', run: () => [] },
  { part: 'insert into docket.breaches', run: () => [] },
]

/** What a statement gives. Rows are copies, as those of a real database are. */
export function execute(tables: MemoryTables, { name, text, values = [] }: Query, nowMs: number): readonly Row[] {
  const statement = STATEMENTS.find(({ part }) => part === name) ?? STATEMENTS.find(({ part }) => text.includes(part))
  if (statement === undefined) throw new Error(`the simulated Postgres knows no such statement: ${name ?? text}`)
  return structuredCopy(statement.run(tables, values, nowMs))
}

function structuredCopy(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => {
    const { data, ...rest } = row
    return { ...(JSON.parse(JSON.stringify(rest)) as Row), ...(data !== undefined && { data }) }
  })
}

function commitInput([tenants, events, updates, entities, data, , , keys]: Values): CommitInput {
  return {
    tenants: JSON.parse(String(tenants)) as TenantRow[],
    events: JSON.parse(String(events)) as EventInput[],
    updates: JSON.parse(String(updates)) as UpdateInput[],
    entities: JSON.parse(String(entities)) as EntityInput[],
    data: data as Buffer,
    keys: JSON.parse(String(keys)) as KeyInput[],
  }
}

function eventRow({ input, seq, recordedAtMs }: StoredEvent): Row {
  return {
    ...input,
    seq: String(seq),
    recorded_at_ms: String(recordedAtMs),
    schema_version: String(input.schema_version),
    occurred_at_ms: String(input.occurred_at_ms),
    skew_ms: input.skew_ms === undefined ? null : String(input.skew_ms),
    actor_id: input.actor_id ?? null,
    ref: input.ref ?? null,
    reject_code: input.reject_code ?? null,
    reject_reason: input.reject_reason ?? null,
  }
}
