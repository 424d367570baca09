import type { DocketClient, Found, Page } from './docket-client.ts'

/** As many as Docket gives at once. */
const PAGE = 500

/**
 * The page that is asked for, or, where neither `limit` nor `after` is, all of the list: old clients that know nothing of
 * pages must not miss what is on the second one.
 *
 * @throws AnsweredError, DocketUnreachableError
 */
export async function readList(
  client: DocketClient,
  entity: string,
  asked: URLSearchParams,
  ifNoneMatch: string | undefined,
): Promise<Found<Page>> {
  if (asked.has('limit') || asked.has('after')) return client.list(entity, asked, ifNoneMatch)
  const query = new URLSearchParams(asked)
  query.set('limit', String(PAGE))
  const { body, headers } = await client.list(entity, query, ifNoneMatch)
  const entities = [...body.entities]
  for (let { next } = body; next !== null; ) {
    query.set('after', next)
    const page = await client.list(entity, query)
    entities.push(...page.body.entities)
    next = page.body.next
  }
  return { body: { entities, next: null }, headers }
}
