import type { DocumentAddress, EventId, JsonObject } from '@docket/core'
import type { Queryable } from './queryable.ts'

/**
 * Lets the transaction erase, and keeps the tenant from committing until its end. Whoever has looked up users of the
 * tenant before looks them up again.
 */
export async function beginErasure(db: Queryable, tenant: string): Promise<void> {
  await db.query({ text: "select set_config('docket.erasing', 'on', true)" })
  await db.query({ text: 'update docket.tenants set erasures = erasures + 1 where tenant_id = $1', values: [tenant] })
}

/** What stands in the place of a user who is erased; undefined when no record names this one. */
export async function pseudonymOf(db: Queryable, tenant: string, user: string): Promise<string | undefined> {
  const { rows } = await db.query<{ pseudonym: string }>({
    text: `
      select '~' || encode(commitment, 'hex') as pseudonym from docket.people
      where tenant_id = $1 and user_id = $2 and salt is not null`,
    values: [tenant, user],
  })
  return rows[0]?.pseudonym
}

/** The documents with events of a user, and events that a user's token brought. */
export async function documentsOfUser(db: Queryable, tenant: string, user: string): Promise<DocumentAddress[]> {
  const { rows } = await db.query<DocumentAddress & Record<string, unknown>>({
    text: `
      select distinct tenant_id as tenant, entity_type as entity, entity_id as id from docket.audit_events
      where tenant_id = $1 and (actor_id = $2 or submitted_by = $2)`,
    values: [tenant, user],
  })
  return rows
}

/** Forgets who a user was, in all records. */
export async function erasePerson(db: Queryable, tenant: string, user: string, pseudonym: string): Promise<void> {
  await db.query({
    text: `
      update docket.audit_events set
        actor_id = case when actor_id = $2 then $3 else actor_id end,
        submitted_by = case when submitted_by = $2 then $3 else submitted_by end
      where tenant_id = $1 and (actor_id = $2 or submitted_by = $2)`,
    values: [tenant, user, pseudonym],
  })
  await db.query({
    text: 'update docket.people set user_id = $3, salt = null where tenant_id = $1 and user_id = $2',
    values: [tenant, user, pseudonym],
  })
}

/** Puts others in the place of an event's personal values. */
export async function erasePayload(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  event: EventId,
  payload: JsonObject,
): Promise<void> {
  await db.query({
    text: `
      update docket.audit_events set payload = $5::jsonb, salt = null
      where tenant_id = $1 and entity_type = $2 and entity_id = $3 and event_id = $4`,
    values: [tenant, entity, id, event, JSON.stringify(payload)],
  })
}

/** By event: the JSON Pointers to its personal values that are still there. */
export async function personalPointers(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
): Promise<ReadonlyMap<EventId, readonly string[]>> {
  const { rows } = await db.query<{ event_id: EventId; pointers: string[] }>({
    text: `
      select event_id, array(select jsonb_object_keys(personal)) as pointers from docket.audit_events
      where tenant_id = $1 and entity_type = $2 and entity_id = $3 and salt is not null`,
    values: [tenant, entity, id],
  })
  return new Map(rows.map(({ event_id, pointers }) => [event_id, pointers]))
}

/** Writes a document anew: nothing of what it was is left. */
export async function replaceDocument(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  { data, no }: { readonly data: Uint8Array; readonly no: number },
): Promise<void> {
  await db.query({
    text: `
      insert into docket.snapshots (tenant_id, entity_type, entity_id, no, data, digest)
      values ($1, $2, $3, $4, $5, sha256($5))
      on conflict (tenant_id, entity_type, entity_id) do update
        set no = excluded.no, data = excluded.data, digest = excluded.digest, written_at = now()`,
    values: [tenant, entity, id, no, Buffer.from(data)],
  })
  await db.query({
    text: 'delete from docket.updates where tenant_id = $1 and entity_type = $2 and entity_id = $3 and no <= $4',
    values: [tenant, entity, id, no],
  })
  // The next server that opens the document makes another one.
  await db.query({
    text: 'delete from docket.checkpoints where tenant_id = $1 and entity_type = $2 and entity_id = $3',
    values: [tenant, entity, id],
  })
}

/** Writes the read model anew; its number stays. */
export async function replaceReadModel(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  { state, summary }: { readonly state: unknown; readonly summary: unknown },
): Promise<void> {
  await db.query({
    text: `
      update docket.entities set state = $4::jsonb, summary = $5::jsonb
      where tenant_id = $1 and entity_type = $2 and entity_id = $3`,
    values: [tenant, entity, id, JSON.stringify(state), JSON.stringify(summary)],
  })
}
