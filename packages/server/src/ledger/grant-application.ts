import type { Queryable } from './queryable.ts'

/**
 * Lets a role do what a server does, and no more: it reads, and it appends to the ledger. Erasing, archiving and
 * migrating are for the owner of the schema.
 */
export async function grantApplication(db: Queryable, role: string): Promise<void> {
  await db.query({ text: 'select docket.grant_application($1)', values: [role] })
}
