import { randomUUID } from 'node:crypto'
import { type ChangeMessage, isChangeMessage, type Row, ShapeStream } from '@electric-sql/client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { electricsUnderTest } from '../../test/electric/electric-under-test.ts'
import { askShape, readShape, tokenWith } from '../../test/electric/read-shape.ts'
import { deviceOf, list, soon } from '../../test/sync-bench.ts'
import { pollingWay } from '../../test/ways.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'

// Longer than any test takes: what ends sooner was ended by somebody.
const electrics = await electricsUnderTest({ longPollMs: 600_000 })

describe.each(electrics)('/v1/shape before $title', ({ url: electricUrl, secret, databaseUrl, ours }) => {
  let server: DocketServer

  beforeAll(async () => {
    server = await createServer({
      entities: [list],
      config: {
        port: 0,
        databaseUrl,
        redisUrl: undefined,
        auth: { kind: 'development' },
        electricUrl,
        electricSecret: secret,
      },
      logger: createLogger('silent'),
    })
  })
  afterAll(() => server.close())

  /** A tenant with a list of some words; its trail was read once. */
  async function tenantWith(...words: readonly string[]) {
    const tenant = `shape-${randomUUID()}`
    const token = (...roles: readonly string[]): Promise<string> => tokenWith(server, tenant, roles)
    const doc = deviceOf(
      tenant,
      pollingWay.connect(server.port, () => token('device')),
    ).open(list, 'a')
    const add = (word: string): Promise<void> => doc.record('added', { word }).committed
    await Promise.all(words.map(add))
    const audit = await fetch(`${server.url}/v1/entities/list/a/audit`, {
      headers: { authorization: `Bearer ${await token('auditor')}` },
    })
    expect(audit.status).toBe(200)
    return { tenant, token, add }
  }

  test('[ELE1] [TEN1] whatever a client passes, it sees the rows of its tenant, and of them what it may', async () => {
    const [mine, other] = [await tenantWith('mine'), await tenantWith('not mine')]
    const token = await mine.token('waiter')
    const theirs = await readShape(server.url, await other.token('waiter'), { table: 'entities' })
    expect(theirs.rows).toMatchObject([{ tenant_id: other.tenant, state: '{"words": ["not mine"]}' }])
    for (const table of ['entities', 'summaries', 'audit_events']) {
      const right = await readShape(server.url, token, { table })
      expect(right.rows).toHaveLength(1)
      expect(right.rows[0]).toMatchObject({ tenant_id: mine.tenant, entity_id: 'a' })
      const columns = Object.keys(right.rows[0] ?? {})
      expect(columns).not.toContain('salt')
      expect(columns.includes('state')).toBe(table === 'entities')
      for (const tried of [
        { where: 'true' },
        { where: `tenant_id = '${other.tenant}'` },
        { 'params[1]': other.tenant },
        { params: `{"1":"${other.tenant}"}` },
        { columns: 'tenant_id,seq,recorded_at,salt,hash' },
        { tenant: other.tenant },
        { secret: 'wrong' },
        { replica: 'default' },
        { subset__where: 'true', subset__limit: '10', subset__order_by: 'seq' },
        { queryable_columns: 'salt' },
      ]) {
        const answer = await readShape(server.url, token, { table, ...tried })
        expect(answer.rows, JSON.stringify(tried)).toEqual(right.rows)
      }
      const twice = await askShape(server.url, token, `table=${table}&offset=-1&table=docket.updates&offset=now`)
      expect(twice.rows).toEqual(right.rows)
    }
    for (const table of ['docket.entities', 'docket.updates', 'keys', 'constructor', '__proto__', '']) {
      const answer = await askShape(server.url, token, { table, offset: '-1' })
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } })
    }
  })

  test("[ELE1] [TEN1] another tenant's handle opens nothing: the client is sent to its own shape", async () => {
    const [mine, other] = [await tenantWith('mine'), await tenantWith('not mine')]
    const theirs = await readShape(server.url, await other.token('waiter'), { table: 'entities' })
    const handle = theirs.headers.get('electric-handle') ?? ''
    const token = await mine.token('waiter')
    for (const live of ['true', 'false']) {
      const answer = await askShape(server.url, token, { table: 'entities', handle, offset: '0_0', live })
      expect(answer.status).toBe(409)
      expect(answer.body).toEqual([{ headers: { control: 'must-refetch' } }])
      expect(answer.headers.get('electric-handle')).not.toBe(handle)
    }
  })

  test("[ELE2] the tenant's own trail is seen only with a role for trails", async () => {
    const { token } = await tenantWith('one')
    const types = async (...roles: readonly string[]) => {
      const { rows } = await readShape(server.url, await token(...roles), { table: 'audit_events' })
      return rows.map(({ event_type }) => event_type).sort()
    }
    expect(await types('waiter')).toEqual(['list.added'])
    expect(await types('waiter', 'auditor')).toEqual(['$tenant.trail_read', 'list.added'])
    const own = await readShape(server.url, await token('auditor'), { table: 'audit_events' })
    const handle = own.headers.get('electric-handle') ?? ''
    const answer = await askShape(server.url, await token('waiter'), { table: 'audit_events', handle, offset: '0_0' })
    expect(answer.status).toBe(409)
  })

  test("Electric's own client follows the read model and the events through it", async () => {
    const { token, add } = await tenantWith('one')
    const follow = async (table: string) => {
      const told: ChangeMessage<Row>[] = []
      const closed = new AbortController()
      onTestFinished(() => closed.abort())
      const stream = new ShapeStream({
        url: `${server.url}/v1/shape`,
        params: { table },
        headers: { authorization: `Bearer ${await token('waiter')}` },
        signal: closed.signal,
      })
      stream.subscribe((messages) => void told.push(...messages.filter(isChangeMessage)))
      return told
    }
    const [entities, events] = [await follow('entities'), await follow('audit_events')]
    await vi.waitFor(() => expect([entities.length, events.length]).toEqual([1, 1]), soon)
    await add('two')
    await add('three')
    await vi.waitFor(() => expect([entities.length, events.length]).toEqual([3, 3]), soon)
    expect(entities.map(({ headers, value }) => [headers.operation, value.state])).toEqual([
      ['insert', { words: ['one'] }],
      ['update', { words: ['one', 'two'] }],
      ['update', { words: ['one', 'two', 'three'] }],
    ])
    expect(entities[2]?.value).toMatchObject({ entity_type: 'list', entity_id: 'a', summary: { words: 3 } })
    expect(events.map(({ value }) => value.payload)).toEqual([{ word: 'one' }, { word: 'two' }, { word: 'three' }])
  })

  test('what is wrong with a request is said, and no token gets nothing', async () => {
    const { token } = await tenantWith('one')
    for (const query of [{}, { offset: 'x' }, { offset: '0_0' }, { offset: '-1', live: 'true' }]) {
      const answer = await askShape(server.url, await token(), { table: 'entities', ...query })
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } })
    }
    const answer = await fetch(`${server.url}/v1/shape?table=entities&offset=-1&token=${await token()}`)
    expect(answer.status).toBe(401)
  })

  test('nothing of an answer is kept in a cache that another token reads', async () => {
    const { token } = await tenantWith('one')
    const { headers } = await readShape(server.url, await token(), { table: 'entities' })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('etag')).toBeNull()
    expect(headers.get('content-type')).toBe('application/json')
  })

  test.runIf(ours)('who goes away while nothing changes leaves nothing behind at Electric', async () => {
    const { token } = await tenantWith('one')
    const authorization = `Bearer ${await token()}`
    const { headers } = await readShape(server.url, await token(), { table: 'entities' })
    const query = new URLSearchParams({
      table: 'entities',
      live: 'true',
      handle: headers.get('electric-handle') ?? '',
      offset: headers.get('electric-offset') ?? '',
    })
    await vi.waitFor(() => expect(ours?.held).toBe(0), soon)
    for (let round = 0; round < 3; round++) {
      const gone = new AbortController()
      const live = fetch(`${server.url}/v1/shape?${query}`, { headers: { authorization }, signal: gone.signal })
      await vi.waitFor(() => expect(ours?.held).toBe(1), soon)
      gone.abort()
      await expect(live).rejects.toThrow()
      await vi.waitFor(() => expect(ours?.held).toBe(0), soon)
    }
  })

  test.runIf(ours).each([
    [401, 502, 'electric_failed'],
    [404, 502, 'electric_failed'],
    [500, 502, 'electric_failed'],
    [302, 502, 'electric_failed'],
    [429, 503, 'electric_unreachable'],
    [503, 503, 'electric_unreachable'],
  ])('when Electric answers with %d, the answer is %d %s', async (given, status, code) => {
    if (ours === undefined) return
    const token = await tokenWith(server, 'demo', [])
    ours.fault = { status: given, headers: { location: `${electricUrl}/elsewhere` } }
    onTestFinished(() => {
      ours.fault = undefined
    })
    const answer = await askShape(server.url, token, { table: 'entities', offset: '-1' })
    expect(answer).toMatchObject({ status, body: { code } })
  })
})
