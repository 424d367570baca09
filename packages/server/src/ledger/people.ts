import { randomBytes } from 'node:crypto'
import { type Commitment, commitmentHash } from '../chain/commitment.ts'
import { chainedBy, type DocumentCommit } from './commit.ts'
import type { Queryable } from './queryable.ts'

/** How many users are remembered; one more, and all are looked up anew. */
const REMEMBERED = 50_000

/** What stands for users under the hash: the commitments of those who occur in commits, as Postgres has them. */
export class People {
  /** By tenant, then by user. */
  readonly #known = new Map<string, Map<string, Commitment>>()
  /** How many times somebody of a tenant was erased, when its users were looked up. */
  readonly #erasures = new Map<string, number>()
  #size = 0

  /** Resolves when all who occur in these commits are known; at once, mostly. */
  async learn(db: Queryable, commits: readonly DocumentCommit[]): Promise<void> {
    const missing = this.#missing(commits)
    if (missing.size === 0) return
    if (this.#size > REMEMBERED) this.forget()
    const people = [...missing.values()]
    await addPeople(db, people)
    for (const { tenant, user, commitment, erasures } of await readPeople(db, people)) {
      const ofTenant = this.#known.get(tenant) ?? new Map<string, Commitment>()
      this.#known.set(tenant, ofTenant.set(user, { $personal: commitment }))
      // Somebody may have been erased since the others were looked up: then the commit is refused, and all are forgotten.
      this.#erasures.set(tenant, Math.min(erasures, this.#erasures.get(tenant) ?? erasures))
      this.#size++
    }
  }

  commitmentOf = (tenant: string, user: string): Commitment => {
    const known = this.#known.get(tenant)?.get(user)
    if (known === undefined) throw new Error('a user of the commit was not looked up')
    return known
  }

  erasuresOf(tenant: string): number {
    return this.#erasures.get(tenant) ?? 0
  }

  forget(): void {
    this.#known.clear()
    this.#erasures.clear()
    this.#size = 0
  }

  #missing(commits: readonly DocumentCommit[]): Map<string, Person> {
    const missing = new Map<string, Person>()
    for (const { address, events } of commits.flatMap(chainedBy)) {
      const { tenant } = address
      const known = this.#known.get(tenant)
      for (const { event, submittedBy } of events) {
        if (event.by !== null && !known?.has(event.by)) missing.set(`${tenant}/${event.by}`, { tenant, user: event.by })
        if (!known?.has(submittedBy)) missing.set(`${tenant}/${submittedBy}`, { tenant, user: submittedBy })
      }
    }
    return missing
  }
}

interface Person {
  readonly tenant: string
  readonly user: string
}

interface KnownPerson extends Person, Record<string, unknown> {
  readonly commitment: string
  readonly erasures: number
}

async function addPeople(db: Queryable, people: readonly Person[]): Promise<void> {
  const rows = people.map((person) => {
    const salt = randomBytes(16).toString('hex')
    return { ...person, salt, commitment: commitmentHash({ salt, value: person.user }) }
  })
  // In one order, so that two nodes that meet the same users do not wait for each other.
  rows.sort((a, b) => compare(a.tenant, b.tenant) || compare(a.user, b.user))
  await db.query({
    name: 'docket-add-people',
    text: `
      insert into docket.people (tenant_id, user_id, salt, commitment)
      select tenant_id, user_id, decode(salt, 'hex'), decode(commitment, 'hex')
      from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as p(tenant_id, user_id, salt, commitment)
      on conflict do nothing`,
    values: [
      rows.map(({ tenant }) => tenant),
      rows.map(({ user }) => user),
      rows.map(({ salt }) => salt),
      rows.map(({ commitment }) => commitment),
    ],
  })
}

async function readPeople(db: Queryable, people: readonly Person[]): Promise<KnownPerson[]> {
  const { rows } = await db.query<KnownPerson>({
    name: 'docket-read-people',
    text: `
      select p.tenant_id as tenant, p.user_id as user, encode(p.commitment, 'hex') as commitment,
        coalesce(t.erasures, 0) as erasures
      from unnest($1::text[], $2::text[]) as g(tenant_id, user_id)
      join docket.people p using (tenant_id, user_id)
      left join docket.tenants t using (tenant_id)`,
    values: [people.map(({ tenant }) => tenant), people.map(({ user }) => user)],
  })
  return rows
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
