import type { Queryable } from './queryable.ts'

/** A key with which seals and exports are, or were, signed. */
export interface SigningKey {
  /** The SHA-256 of the public key, hexadecimal. */
  readonly keyId: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer
  readonly createdAtMs: number
  /** Since when nothing is signed with it, ms; undefined while it is in use. */
  readonly retiredAtMs: number | undefined
}

/** Makes a key known, so that what it signs can be verified. */
export async function addKey(
  db: Queryable,
  { keyId, publicKey }: Pick<SigningKey, 'keyId' | 'publicKey'>,
): Promise<void> {
  await db.query({
    text: 'insert into docket.keys (key_id, public_key) values ($1, $2) on conflict do nothing',
    values: [keyId, publicKey],
  })
}

/** Notes that a key signs nothing any more. False when there is none of that id in use. */
export async function retireKey(db: Queryable, keyId: string): Promise<boolean> {
  const { rows } = await db.query({
    text: 'update docket.keys set retired_at = now() where key_id = $1 and retired_at is null returning 1',
    values: [keyId],
  })
  return rows.length > 0
}

/** All keys that ever signed, the oldest first. */
export async function readKeys(db: Queryable): Promise<SigningKey[]> {
  const { rows } = await db.query<{ key_id: string; public_key: Buffer; created: string; retired: string | null }>({
    text: `
      select key_id, public_key, (extract(epoch from created_at) * 1000)::bigint as created,
        (extract(epoch from retired_at) * 1000)::bigint as retired
      from docket.keys order by created_at, key_id`,
  })
  return rows.map(({ key_id, public_key, created, retired }) => ({
    keyId: key_id,
    publicKey: public_key,
    createdAtMs: Number(created),
    retiredAtMs: retired === null ? undefined : Number(retired),
  }))
}
