import { EVENT_COLUMNS, type EventRow } from './event-row.ts'
import type { Queryable } from './queryable.ts'

/** A record as the ledger has it, with all that its hashes are of. Hashes and salts are hexadecimal. */
export interface RecordRow extends EventRow {
  readonly tenant_id: string
  readonly verdict: 'accepted' | 'rejected'
  /** By JSON Pointer into the payload: hashes of commitments. */
  readonly personal: Readonly<Record<string, string>> | null
  readonly salt: string | null
  /** The salts of the users; null when they were erased. */
  readonly actor_salt: string | null
  readonly submitter_salt: string | null
  readonly content: string
  readonly entity_previous: string
  readonly hash: string
}

/** Only a record's place in the chain. */
export interface PlaceRow extends Record<string, unknown> {
  readonly seq: string
  readonly entity_type: string
  readonly entity_id: string
  readonly recorded_at_ms: string
  readonly content: string
  readonly entity_previous: string
  readonly hash: string
}

export interface SeqRange {
  readonly tenant: string
  readonly first: number
  readonly last: number
}

export interface DocumentKey {
  readonly entityType: string
  readonly entityId: string
}

/** How many rows are read at a time. */
const PAGE = 1_000

const HASHES = `
  encode(content, 'hex') as content, encode(entity_previous, 'hex') as entity_previous, encode(hash, 'hex') as hash`
const RECORD = `
  ${EVENT_COLUMNS}, e.tenant_id, verdict, personal, encode(e.salt, 'hex') as salt, ${HASHES},
  (select encode(p.salt, 'hex') from docket.people as p where p.tenant_id = e.tenant_id and p.user_id = e.actor_id)
    as actor_salt,
  (select encode(p.salt, 'hex') from docket.people as p where p.tenant_id = e.tenant_id and p.user_id = e.submitted_by)
    as submitter_salt`

/** All records of a tenant with these numbers, by number; a statement a page. */
export function recordPages(db: Queryable, { tenant, first, last }: SeqRange): AsyncGenerator<RecordRow[]> {
  return pages(first, last, async (from, to) => {
    const { rows } = await db.query<RecordRow>({
      name: 'docket-records',
      text: `
        select ${RECORD} from docket.audit_events as e
        where tenant_id = $1 and seq between $2 and $3 order by seq, recorded_at`,
      values: [tenant, from, to],
    })
    return rows
  })
}

/** The places of all records of a tenant with these numbers, by number. */
export function placePages(db: Queryable, { tenant, first, last }: SeqRange): AsyncGenerator<PlaceRow[]> {
  return pages(first, last, async (from, to) => {
    const { rows } = await db.query<PlaceRow>({
      name: 'docket-places',
      text: `
        select seq, entity_type, entity_id, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms, ${HASHES}
        from docket.audit_events where tenant_id = $1 and seq between $2 and $3 order by seq, recorded_at`,
      values: [tenant, from, to],
    })
    return rows
  })
}

/** The records of some documents up to a number, by number, each with the hash of the tenant's record before it. */
export async function* recordPagesOf(
  db: Queryable,
  { tenant, last, documents }: { tenant: string; last: number; documents: readonly DocumentKey[] },
): AsyncGenerator<(RecordRow & { readonly previous: string | null })[]> {
  const types = documents.map(({ entityType }) => entityType)
  const ids = documents.map(({ entityId }) => entityId)
  let after = 0
  for (;;) {
    const { rows } = await db.query<RecordRow & { previous: string | null }>({
      name: 'docket-records-of',
      text: `
        select ${RECORD},
          (select encode(b.hash, 'hex') from docket.audit_events as b where b.tenant_id = $1 and b.seq = e.seq - 1 limit 1)
            as previous
        from docket.audit_events as e
        where tenant_id = $1 and (entity_type, entity_id) in (select * from unnest($2::text[], $3::text[]))
          and seq > $4 and seq <= $5
        order by seq, recorded_at limit ${PAGE}`,
      values: [tenant, types, ids, after, last],
    })
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = Number(rows.at(-1)?.seq)
  }
}

/** The number of the first record of these documents; undefined when they have none. */
export async function firstSeqOf(
  db: Queryable,
  tenant: string,
  documents: readonly DocumentKey[],
): Promise<number | undefined> {
  const { rows } = await db.query<{ seq: string | null }>({
    text: `
      select min(seq) as seq from docket.audit_events
      where tenant_id = $1 and (entity_type, entity_id) in (select * from unnest($2::text[], $3::text[]))`,
    values: [tenant, documents.map(({ entityType }) => entityType), documents.map(({ entityId }) => entityId)],
  })
  return rows[0]?.seq == null ? undefined : Number(rows[0].seq)
}

/** The hash of the record with a number; undefined where there is none. */
export async function hashAt(db: Queryable, tenant: string, seq: number): Promise<string | undefined> {
  const { rows } = await db.query<{ hash: string }>({
    text: `select encode(hash, 'hex') as hash from docket.audit_events where tenant_id = $1 and seq = $2 limit 1`,
    values: [tenant, seq],
  })
  return rows[0]?.hash
}

/**
 * The first number that was recorded at this time or later, of those from `first`; undefined where there is none. By
 * bisection: numbers rise with time, and no index on the time is needed.
 */
export async function firstSeqAt(
  db: Queryable,
  { tenant, first, last }: SeqRange,
  ms: number,
): Promise<number | undefined> {
  let low = first
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const { rows } = await db.query<{ seq: string; recorded_at_ms: string }>({
      text: `
        select seq, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms from docket.audit_events
        where tenant_id = $1 and seq >= $2 order by seq limit 1`,
      values: [tenant, middle],
    })
    const row = rows[0]
    if (row === undefined || Number(row.recorded_at_ms) >= ms) high = middle
    else low = Number(row.seq) + 1
  }
  return low > last ? undefined : low
}

/** The documents that have records among these numbers, in the order of their names. */
export async function* documentsOf(
  db: Queryable,
  { tenant, first, last }: SeqRange,
): AsyncGenerator<DocumentKey & { readonly isWhole: boolean }> {
  let after: readonly [string, string] = ['', '']
  for (;;) {
    const { rows } = await db.query<{ entity_type: string; entity_id: string; is_whole: boolean }>({
      text: `
        select entity_type, entity_id, bool_or(entity_previous = decode(repeat('00', 32), 'hex')) as is_whole
        from docket.audit_events
        where tenant_id = $1 and seq between $2 and $3 and (entity_type, entity_id) > ($4, $5)
        group by entity_type, entity_id order by entity_type, entity_id limit ${PAGE}`,
      values: [tenant, first, last, ...after],
    })
    for (const { entity_type, entity_id, is_whole } of rows)
      yield { entityType: entity_type, entityId: entity_id, isWhole: is_whole }
    const end = rows.at(-1)
    if (end === undefined || rows.length < PAGE) return
    after = [end.entity_type, end.entity_id]
  }
}

/**
 * Documents that those of one are linked to: the one whose event an event of it answers (`ref`), and those whose ids
 * stand among the texts of its payloads.
 */
export async function linkedDocuments(
  db: Queryable,
  { tenant, entityType, entityId }: DocumentKey & { tenant: string },
): Promise<DocumentKey[]> {
  const { rows } = await db.query<{ entity_type: string; entity_id: string }>({
    text: `
      with own as (
        select event_id, ref, payload from docket.audit_events
        where tenant_id = $1 and entity_type = $2 and entity_id = $3
      ),
      foreign_refs as (
        select ref from own where ref is not null except select event_id from own
      )
      select e.entity_type, e.entity_id from docket.audit_events as e
      -- There is no index on ids alone; the first condition is looked at once, and mostly spares the search.
      where (select exists (select from foreign_refs))
        and e.tenant_id = $1 and e.event_id in (select ref from foreign_refs)
      union
      select e.entity_type, e.entity_id from docket.entities as e
      where e.tenant_id = $1 and e.entity_type not like '$%' and e.entity_id in (
        select value #>> '{}' from own, jsonb_path_query(payload, 'strict $.** ? (@.type() == "string")') as value
      )
      except select $2::text, $3::text
      order by entity_type, entity_id`,
    values: [tenant, entityType, entityId],
  })
  return rows.map((row) => ({ entityType: row.entity_type, entityId: row.entity_id }))
}

/** A page is so many numbers, so that a gap costs nothing. */
async function* pages<Row>(
  first: number,
  last: number,
  read: (from: number, to: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let from = first; from <= last; from += PAGE) {
    const rows = await read(from, Math.min(last, from + PAGE - 1))
    if (rows.length > 0) yield rows
  }
}
