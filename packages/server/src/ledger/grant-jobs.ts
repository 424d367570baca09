import type { Queryable } from './queryable.ts'

/** Lets a role use the jobs of webhooks, without owning their schema. */
export async function grantJobs(db: Queryable, schema: string, role: string): Promise<void> {
  const { rows } = await db.query<{ role: string; schema: string }>({
    text: `select format('%I', $1::text) as role, format('%I', $2::text) as schema`,
    values: [role, schema],
  })
  const [names] = rows
  if (names === undefined) throw new Error('Postgres has not quoted the names')
  for (const [rights, what] of [
    ['usage', 'schema'],
    ['select, insert, update, delete', 'all tables in schema'],
    ['execute', 'all functions in schema'],
    ['usage', 'all sequences in schema'],
  ])
    await db.query({ text: `grant ${rights} on ${what} ${names.schema} to ${names.role}` })
}
