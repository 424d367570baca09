import type { Queryable } from './queryable.ts'

/** The ids of those documents of an entity that have changed last, the newest first. */
export async function newestDocuments(
  db: Queryable,
  { tenant, entityType, limit }: { readonly tenant: string; readonly entityType: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ entity_id: string }>({
    text: `
      select entity_id from docket.entities
      where tenant_id = $1 and entity_type = $2 order by seq desc limit $3`,
    values: [tenant, entityType, limit],
  })
  return rows.map((row) => row.entity_id)
}
