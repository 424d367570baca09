import { readRecordSteps } from '../../src/audit/read-steps.ts'
import { RecordSteps } from '../../src/audit/record-step.ts'
import type { RecordStep } from '../../src/audit/verify/step.ts'
import { linkHash, NOTHING } from '../../src/chain/link.ts'
import { sha256 } from '../../src/chain/sha256.ts'
import type { Queryable } from '../../src/ledger/queryable.ts'
import { recordPages } from '../../src/ledger/read-records.ts'
import type { Random } from '../random.ts'
import type { Expected } from './tampered.ts'

/** What a superuser of the database may do who has no key; says what has to be found. */
export type LedgerManipulation = (
  ledger: TamperedLedger,
  random: Random,
) => Promise<Expected & { readonly onlyInLedger?: true }>

export interface TamperedLedger {
  readonly db: Queryable
  readonly tenant: string
  /** How many records there are. */
  readonly last: number
  readonly sealedSeqs: readonly number[]
}

const EVENTS = 'docket.audit_events'
/** More than any number. */
const FAR = 1_000_000_000

async function run({ db, tenant }: TamperedLedger, text: string, ...values: readonly unknown[]): Promise<void> {
  const { rowCount } = await db.query({ text, values: [tenant, ...values] })
  if (rowCount === 0) throw new Error(`nothing was changed: ${text}`)
}

const set =
  (column: string, value: (random: Random) => unknown): LedgerManipulation =>
  async (ledger, random) => {
    const seq = 1 + random.int(ledger.last)
    await run(ledger, `update ${EVENTS} set ${column} where tenant_id = $1 and seq = $2`, seq, value(random))
    return { kind: 'edited', seq }
  }

const edits: readonly LedgerManipulation[] = [
  set(`payload = payload || $3::jsonb`, (random) => ({ price: random.int(1_000_000) + 0.25 })),
  set('occurred_at_ms = occurred_at_ms - $3', (random) => 1 + random.int(9_999)),
  set('skew_ms = coalesce(skew_ms, 0) + $3', (random) => 1 + random.int(9_999)),
  set('device_id = $3', () => 'till-9'),
  set('actor_id = $3', () => 'mallory'),
  set(`recorded_at = recorded_at + $3 * interval '1 ms'`, (random) => 1 + random.int(9_999)),
  set('entity_id = $3', () => 'o-other'),
  set('hash = $3', (random) => Buffer.from(random.bytes(32))),
  set('entity_previous = $3', (random) => Buffer.from(random.bytes(32))),
  /** A bundle has no such thing: there the content itself is. */
  async function content(ledger, random) {
    const seq = 1 + random.int(ledger.last)
    const other = Buffer.from(random.bytes(32))
    await run(ledger, `update ${EVENTS} set content = $3 where tenant_id = $1 and seq = $2`, seq, other)
    return { kind: 'edited', seq, onlyInLedger: true }
  },
  set('event_type = $3', () => 'order.voided'),
  async function verdict(ledger, random) {
    const seq = 1 + random.int(ledger.last)
    await run(
      ledger,
      `update ${EVENTS} set verdict = 'rejected', reject_code = 'x', reject_reason = 'y' where tenant_id = $1 and seq = $2`,
      seq,
    )
    return { kind: 'edited', seq }
  },
  /** The ledger does not keep apart what the next one was chained to, so that one is named. */
  async function rehashed(ledger, random) {
    const seq = 1 + random.int(ledger.last - 1)
    await run(
      ledger,
      `update ${EVENTS} set payload = '{"name":"water"}', personal = null where tenant_id = $1 and seq = $2`,
      seq,
    )
    await rehash(ledger, seq, seq)
    const isSealed = ledger.sealedSeqs.includes(seq)
    return isSealed ? { kind: 'edited' } : { kind: 'edited', seq: seq + 1 }
  },
]

const deletions: readonly LedgerManipulation[] = [
  async function removed(ledger, random) {
    const seq = 1 + random.int(ledger.last - 1)
    await run(ledger, `delete from ${EVENTS} where tenant_id = $1 and seq = $2`, seq)
    return { kind: 'deleted', seq }
  },
  async function renumbered(ledger, random) {
    const seq = 1 + random.int(ledger.last - 2)
    await run(ledger, `delete from ${EVENTS} where tenant_id = $1 and seq = $2`, seq)
    await shift(ledger, seq + 1, -1)
    return { kind: 'deleted', seq }
  },
  async function seal(ledger, random) {
    const at = random.int(ledger.sealedSeqs.length - 1)
    await run(ledger, 'delete from docket.seals where tenant_id = $1 and seq = $2', ledger.sealedSeqs[at])
    return { kind: 'deleted', file: 'seals.ndjson' }
  },
]

const insertions: readonly LedgerManipulation[] = [
  async function sameNumber(ledger, random) {
    const seq = 1 + random.int(ledger.last - 1)
    await copy(ledger, seq, seq)
    return { kind: 'inserted', seq }
  },
  async function renumbered(ledger, random) {
    const seq = 2 + random.int(ledger.last - 3)
    await shift(ledger, seq, 1)
    await copy(ledger, seq - 1, seq)
    if (random.chance(0.5)) await rehash(ledger, seq, seq)
    return { kind: 'inserted', seq }
  },
]

const reorderings: readonly LedgerManipulation[] = [
  async function swapped(ledger, random) {
    const a = 1 + random.int(ledger.last - 1)
    const b = a + 1 + random.int(random.chance(0.5) ? 1 : ledger.last - a)
    const give = (from: number, to: number): Promise<void> =>
      run(ledger, `update ${EVENTS} set seq = $3 where tenant_id = $1 and seq = $2`, from, to)
    await give(a, FAR)
    await give(b, a)
    await give(FAR, b)
    return { kind: 'reordered', seq: a }
  },
]

const truncations: readonly LedgerManipulation[] = [
  async function removed(ledger, random) {
    const keep = random.int(ledger.last)
    await run(ledger, `delete from ${EVENTS} where tenant_id = $1 and seq > $2`, keep)
    return { kind: 'truncated', seq: keep + 1 }
  },
  async function withCounter(ledger, random) {
    const keep = 1 + random.int(ledger.last - 1)
    await run(ledger, `delete from ${EVENTS} where tenant_id = $1 and seq > $2`, keep)
    await run(ledger, 'update docket.tenants set seq = $2 where tenant_id = $1', keep)
    return { kind: 'truncated', seq: keep + 1 }
  },
]

const forks: readonly LedgerManipulation[] = [
  async function changed(ledger, random) {
    const seq = 1 + random.int(ledger.last)
    await run(
      ledger,
      `update ${EVENTS} set payload = '{"name":"water"}', personal = null where tenant_id = $1 and seq = $2`,
      seq,
    )
    await rehash(ledger, seq, ledger.last)
    return { kind: 'forked', seq: ledger.sealedSeqs.find((sealed) => sealed >= seq) ?? 0 }
  },
  async function removed(ledger, random) {
    const seq = 1 + random.int((ledger.sealedSeqs.at(-2) ?? 2) - 1)
    await run(ledger, `delete from ${EVENTS} where tenant_id = $1 and seq = $2`, seq)
    await shift(ledger, seq + 1, -1)
    await rehash(ledger, seq, ledger.last - 1)
    await run(ledger, 'update docket.tenants set seq = $2 where tenant_id = $1', ledger.last - 1)
    return { kind: 'forked', seq: ledger.sealedSeqs.find((sealed) => sealed >= seq) ?? 0 }
  },
]

const wrongSignatures: readonly LedgerManipulation[] = [
  async function signature(ledger, random) {
    const seq = random.pick(ledger.sealedSeqs)
    const forged = Buffer.from(random.bytes(64)).toString('base64')
    await run(ledger, 'update docket.seals set signature = $3 where tenant_id = $1 and seq = $2', seq, forged)
    return { kind: 'wrong_signature', seq }
  },
  async function head(ledger, random) {
    const seq = random.pick(ledger.sealedSeqs)
    await run(ledger, 'update docket.seals set head = $3 where tenant_id = $1 and seq = $2', seq, Buffer.alloc(32, 1))
    return { kind: 'wrong_signature', seq }
  },
]

/** Only the ledger itself has states that somebody else has made. */
const unexplained: readonly LedgerManipulation[] = [
  async function state(ledger, random) {
    const id = await anyDocument(ledger, random)
    await run(
      ledger,
      `update docket.entities set state = state || '{"items":["nothing"]}' where tenant_id = $1 and entity_id = $2`,
      id,
    )
    return { kind: 'state_not_explained' }
  },
  async function missing(ledger, random) {
    const id = await anyDocument(ledger, random)
    await run(ledger, 'delete from docket.entities where tenant_id = $1 and entity_id = $2', id)
    return { kind: 'state_not_explained' }
  },
  async function older(ledger, random) {
    const id = await anyDocument(ledger, random)
    await run(ledger, 'update docket.entities set seq = seq - 1 where tenant_id = $1 and entity_id = $2', id)
    return { kind: 'state_not_explained' }
  },
]

async function anyDocument({ db, tenant }: TamperedLedger, random: Random): Promise<string> {
  const { rows } = await db.query<{ entity_id: string }>({
    text: `select entity_id from docket.entities where tenant_id = $1 and entity_type = 'order' order by entity_id`,
    values: [tenant],
  })
  return random.pick(rows).entity_id
}

async function shift(ledger: TamperedLedger, from: number, by: number): Promise<void> {
  // The number of the next row is taken until it has moved.
  await run(ledger, `update ${EVENTS} set seq = seq + $3 + ${FAR} where tenant_id = $1 and seq >= $2`, from, by)
  await run(ledger, `update ${EVENTS} set seq = seq - ${FAR} where tenant_id = $1 and seq > ${FAR}`)
}

/** A row like another one, a millisecond later, with an id of its own. */
async function copy(ledger: TamperedLedger, from: number, to: number): Promise<void> {
  await run(
    ledger,
    `insert into ${EVENTS}
     select (jsonb_populate_record(e, jsonb_build_object(
       'seq', $3::bigint, 'event_id', gen_random_uuid(), 'recorded_at', e.recorded_at + interval '1 ms'))).*
     from ${EVENTS} as e where tenant_id = $1 and seq = $2`,
    from,
    to,
  )
}

/** Everything from a number on hashed anew, each document's own chain too. */
async function rehash({ db, tenant }: TamperedLedger, first: number, last: number): Promise<void> {
  const heads = new Map<string, string>()
  let previous = NOTHING
  for await (const page of readRecordSteps(db, { tenant, first: 1, last: first - 1 })) {
    for (const step of page) {
      heads.set(documentOf(step), step.hash)
      previous = step.hash
    }
  }
  const changed: { seq: number; content: string; entity_previous: string; hash: string }[] = []
  for await (const rows of recordPages(db, { tenant, first, last })) {
    for (const row of rows) {
      const step = new RecordSteps().of(row, previous)
      const content = sha256(step.text)
      const entity_previous = heads.get(documentOf(step)) ?? NOTHING
      const { seq, recorded_at_ms } = step
      const hash = linkHash({ content, entity_previous, previous, recorded_at_ms, seq })
      changed.push({ seq, content, entity_previous, hash })
      heads.set(documentOf(step), hash)
      previous = hash
    }
  }
  await db.query({
    text: `
      update ${EVENTS} as e set content = decode(c.content, 'hex'), hash = decode(c.hash, 'hex'),
        entity_previous = decode(c.entity_previous, 'hex')
      from jsonb_to_recordset($2) as c(seq bigint, content text, entity_previous text, hash text)
      where e.tenant_id = $1 and e.seq = c.seq`,
    values: [tenant, JSON.stringify(changed)],
  })
}

function documentOf({ content }: RecordStep): string {
  return `${String(content.entity_type)}/${String(content.entity_id)}`
}

export const ledgerManipulations = {
  edited: edits,
  deleted: deletions,
  inserted: insertions,
  reordered: reorderings,
  truncated: truncations,
  forked: forks,
  wrong_signature: wrongSignatures,
  state_not_explained: unexplained,
} as const satisfies Readonly<Record<string, readonly LedgerManipulation[]>>

export type LedgerFindingKind = keyof typeof ledgerManipulations
