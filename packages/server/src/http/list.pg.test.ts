import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../test/random.ts'
import { sampleCommit } from '../../test/sample-commits.ts'
import { type Answer, sampleHttp, tokens } from '../../test/sample-http.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url } = await createTestDatabase()
let pool: Pool
let get: (path: string, tenant?: string) => Promise<Answer>
let http: ReturnType<typeof sampleHttp>

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  http = sampleHttp({ db: pool })
  get = http.get
  await put('demo', {
    a: { status: 'open', table: 5, phone: '0711', vip: true },
    b: { status: 'paid', table: 12, phone: '30', note: '"quoted"' },
    c: { status: 'open', table: 9.5, vip: false, limit: 3 },
    d: { status: 'void', table: '7' },
    e: 'a mere text',
  })
  await put('other', { secret: { status: 'open', table: 1 } })
})
afterAll(() => pool.end())

async function put(tenant: string, summaries: Readonly<Record<string, unknown>>) {
  const commits = Object.entries(summaries).map(([id, summary]) =>
    sampleCommit({ tenant, entity: 'order', id }, { readModel: { state: {}, summary } }),
  )
  await commitGroup(pool, commits)
}

interface Page {
  readonly entities: readonly { readonly id: string; readonly seq: number }[]
  readonly next: string | null
}

async function page(query: string, tenant?: string): Promise<{ ids: string; next: string | null }> {
  const { status, body } = await get(`/v1/entities/order?${query}`, tenant)
  expect([status, body]).toMatchObject([200, { entities: expect.any(Array) }])
  const { entities, next } = body as Page
  return { ids: entities.map(({ id }) => id).join(''), next }
}

describe('a list is filtered', () => {
  test.each([
    ['status=open', 'ac'],
    ['status=open&status=paid', 'abc'],
    ['status[ne]=open', 'bde'],
    ['status=open&vip=true', 'a'],
    ['vip=null', 'bde'],
    ['table[gte]=9', 'bc'],
    ['table[gt]=5&table[lt]=12', 'c'],
    ['table[lte]=9.5', 'ac'],
    ['table=7', 'd'],
    ['table="7"', 'd'],
    ['table[gte]="6"', 'd'],
    ['phone=30', 'b'],
    ['phone=0711', 'a'],
    ['note="quoted"', ''],
    ['note="\\"quoted\\""', 'b'],
    ['limit[eq]=3', 'c'],
    ['id=a&id=e', 'ae'],
    ['id[gt]=c', 'de'],
    ['seq[lte]=2', 'ab'],
    ['updated_at[lt]=2020-01-01T00:00:00Z', ''],
    ['created_at[gt]=2020-01-01T00:00:00Z&status=paid', 'b'],
    ["status=open' or '1'='1", ''],
    ["x') or true --=1", ''],
    ['nothing=1', ''],
  ])('%s', async (query, ids) => {
    const encoded = query.split('&').map((one) => {
      const at = one.lastIndexOf('=', one.includes("' or '") ? one.indexOf('=') : undefined)
      return `${encodeURIComponent(one.slice(0, at))}=${encodeURIComponent(one.slice(at + 1))}`
    })
    expect(await page(encoded.join('&'))).toEqual({ ids, next: null })
  })
})

describe('a list is sorted', () => {
  test.each([
    ['id', 'abcde'],
    ['-id', 'edcba'],
    ['-seq', 'edcba'],
    // By type first: null (and nothing), texts, numbers, booleans.
    ['table', 'edacb'],
    ['-table', 'bcade'],
    ['vip', 'bdeca'],
    ['-updated_at', 'edcba'],
  ])('by %s, page by page', async (sort, ids) => {
    expect(await page(`sort=${sort}`)).toEqual({ ids, next: null })
    let seen = ''
    let after = ''
    for (;;) {
      const { ids: some, next } = await page(`sort=${sort}&limit=2${after}`)
      seen += some
      if (next === null) break
      after = `&after=${next}`
    }
    expect(seen).toBe(ids)
  })
})

test.each([
  'status[like]=o',
  'status[]=o',
  'status[eq=o',
  'table[gt]=1&table[gt]=2',
  'seq=x',
  'updated_at[gt]=now',
  'updated_at[gt]=0000-01-01T00:00:00Z',
  'status=%00',
  '%00=1',
  'sort=',
  'sort=%00',
  'sort=-table&after=a',
  'sort=table&after=e30',
  `sort=table&after=${Buffer.from('{"sort":"table","value":"no json","id":"a","until":9}').toString('base64url')}`,
  `sort=-table&after=${Buffer.from('{"sort":"table","value":"1","id":"a","until":9}').toString('base64url')}`,
  Array.from({ length: 17 }, (_, n) => `f${n}=1`).join('&'),
  Array.from({ length: 101 }, (_, n) => `f=${n}`).join('&'),
])('%.60s is refused', async (query) => {
  expect(await get(`/v1/entities/order?${query}`)).toMatchObject({ status: 400, body: { code: 'bad_request' } })
})

test('[TEN1] no filter and no cursor leads to what another tenant has', async () => {
  expect(await page('table[lte]=1')).toEqual({ ids: '', next: null })
  expect(await page('table[lte]=1', 'other')).toEqual({ ids: 'secret', next: null })
  const { next } = await page('sort=-table&limit=1')
  expect(await page(`sort=-table&after=${next}`, 'other')).toEqual({ ids: 'secret', next: null })
})

test('[HTTP4] while entities change, none is on two pages, and none that does not change is missed', async () => {
  const random = createRandom(7)
  const tenant = 'busy'
  const ids = Array.from({ length: 40 }, (_, n) => `e${n}`)
  const some = () => Object.fromEntries(ids.map((id) => [id, { n: random.int(10) }]))
  for (const sort of ['n', '-n', 'seq', '-seq', 'updated_at', '-updated_at', 'id', '-id']) {
    await put(tenant, some())
    const seen: string[] = []
    const changed = new Set<string>()
    for (let after = ''; ; ) {
      const { body } = await get(`/v1/entities/order?sort=${sort}&limit=7${after}`, tenant)
      const { entities, next } = body as Page
      seen.push(...entities.map(({ id }) => id))
      if (next === null) break
      after = `&after=${next}`
      for (let n = 0; n < 3; n++) {
        const id = random.pick(ids)
        changed.add(id)
        await put(tenant, { [id]: { n: random.int(10) } })
      }
    }
    expect(new Set(seen).size, sort).toBe(seen.length)
    expect(
      ids.filter((id) => !changed.has(id) && !seen.includes(id)),
      sort,
    ).toEqual([])
  }
})

describe('who has it already is told that nothing has changed', () => {
  async function ask(path: string, etag?: string, tenant = 'fresh') {
    const token = await tokens.issue?.({ subject: 'ann', tenant, expiresInS: 60 })
    const headers = { authorization: `Bearer ${token}`, ...(etag !== undefined && { 'if-none-match': etag }) }
    const response = await http.app.request(path, { headers })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }

  test.each(['/v1/entities/order/a', '/v1/entities/order?sort=-n&n[gte]=1'])(
    'of %s, until it changes',
    async (path) => {
      await put('fresh', { a: { n: 1 } })
      const first = await ask(path)
      expect(first.status).toBe(200)
      expect(first.headers.get('cache-control')).toBe('private, no-cache')
      expect(first.headers.get('vary')).toContain('Authorization')
      const etag = first.headers.get('etag') ?? ''
      expect(etag).toMatch(/^W\/"[\w.-]+"$/)
      expect(await ask(path, `"other", ${etag}`)).toMatchObject({ status: 304, text: '' })
      await put('other', { a: { n: 2 } })
      expect((await ask(path, etag)).status).toBe(304)
      await put('fresh', { a: { n: 2 } })
      const changed = await ask(path, etag)
      expect(changed).toMatchObject({ status: 200, text: expect.stringContaining('"n":2') })
      // Erasing by law changes a state, and not its number.
      await pool.query(`update docket.tenants set erasures = erasures + 1 where tenant_id = 'fresh'`)
      expect((await ask(path, changed.headers.get('etag') ?? '')).status).toBe(200)
    },
  )

  test('[TEN1] another tenant has another version of the same address', async () => {
    await put('twin-1', { a: { n: 1 } })
    await put('twin-2', { a: { n: 1 } })
    const etag = (await ask('/v1/entities/order', undefined, 'twin-1')).headers.get('etag') ?? ''
    expect((await ask('/v1/entities/order', etag, 'twin-2')).status).toBe(200)
  })
})
