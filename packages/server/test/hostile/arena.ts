import { isDeepStrictEqual } from 'node:util'
import type { EventRecord } from '@docket/core'
import pg from 'pg'
import * as Y from 'yjs'
import { createTokens } from '../../src/auth/tokens.ts'
import { type ChildServer, startChildServer } from '../child-server.ts'
import { type LedgerEvent, readLedger } from '../ledger.ts'
import { problemsOfCopy, problemsOfLedger, problemsOfReadModel } from '../ledger-checks.ts'
import { authFrame, frame, MESSAGE, SYNC, syncFrame } from '../wire.ts'
import { type Aftermath, Breakthrough, expect, type Stage } from './attack.ts'
import { Conversation } from './conversation.ts'
import { appendOf, contentOf, goodEvent, oddities, type Target } from './target.ts'

export const TENANT = 'demo'
/** In the payloads of a tenant, and in no answer to anybody else. */
export const markOf = (tenant: string): string => `confidential-of-${tenant}`
export const SECRET = 'the secret of the hostile harness, 32+'

/** Small, so that what goes over them is cheap to make. */
const TEST_LIMITS = {
  eventsPerDocument: 2_000,
  documentsPerConnection: 200,
  authenticateWithinMs: 5_000,
  wrongTokensPerMinute: 1e6,
}
const ATTACKS_A_STAGE = 25

const tokens = createTokens({ kind: 'secret', secret: SECRET })

/** A server, its database, and one attack after the other. */
export class Arena {
  readonly server: ChildServer
  readonly pool: pg.Pool
  readonly #auditor: Conversation
  readonly #names: string[] = []
  #audits = 0
  #stage: Stage | undefined
  #attacks = 0

  private constructor(server: ChildServer, pool: pg.Pool) {
    this.server = server
    this.pool = pool
    this.#auditor = new Conversation(server.port)
  }

  static async open(databaseUrl: string): Promise<Arena> {
    const server = await startChildServer('docket', {
      DATABASE_URL: databaseUrl,
      DOCKET_AUTH_SECRET: SECRET,
      DOCKET_TEST_LIMITS: JSON.stringify(TEST_LIMITS),
    })
    return new Arena(server, new pg.Pool({ connectionString: databaseUrl, max: 3 }))
  }

  async close(): Promise<void> {
    this.#stage?.socket.close()
    this.#auditor.close()
    await this.server.kill()
    await this.pool.end()
  }

  async token(tenant: string = TENANT, roles: readonly string[] = ['device'], expiresInS = 3_600): Promise<string> {
    if (tokens.issue === undefined) throw new Error('Tokens cannot be issued')
    return await tokens.issue({ subject: 'till', tenant, roles, expiresInS })
  }

  /** A document that has some events of two devices, and a verdict. */
  async target(tenant: string = TENANT): Promise<Target> {
    const name = `${tenant}/tally/t${this.#names.length}`
    this.#names.push(name)
    const token = await this.token(tenant)
    const socket = new Conversation(this.server.port)
    await socket.open(name, token)
    const devices = [new Y.Doc(), new Y.Doc()]
    for (const n of [1, 2, 'many', 4, 5]) {
      const [device = new Y.Doc()] = devices.reverse()
      const update = appendOf(device, goodEvent({ payload: { n, note: markOf(tenant) } }))
      expect((await socket.update(name, update)).kind === 'acknowledged', `${name} could not be made`)
      for (const doc of devices) Y.applyUpdate(doc, update)
    }
    socket.close()
    return { name, tenant, token, model: await this.#look(name, token) }
  }

  /** The stage of the next attack: the one of the last, or a new one. */
  async stage(): Promise<Stage> {
    if (this.#stage !== undefined && this.#attacks++ < ATTACKS_A_STAGE) return this.#stage
    this.#stage?.socket.close()
    this.#attacks = 1
    const [victim, bystander] = [await this.target(), await this.target()]
    const socket = new Conversation(this.server.port)
    for (const { name, token } of [victim, bystander]) await socket.open(name, token)
    this.#stage = { arena: this, socket, victim, bystander }
    return this.#stage
  }

  /** Holds everything after an attack that has to hold after any? @throws Breakthrough */
  async inspect(stage: Stage, { adds = [], ends }: Aftermath): Promise<void> {
    this.expectAlive()
    const { socket, victim, bystander } = stage
    if (ends !== 'socket') {
      expect(socket.socket.isOpen, 'the socket was closed')
      const outcome = await socket.update(bystander.name, appendOf(bystander.model, goodEvent()))
      expect(outcome.kind === 'acknowledged', `the other document does not go on: ${JSON.stringify(outcome)}`)
    }
    const view = await this.#look(victim.name, victim.token)
    const ledger = await readLedger(this.pool, victim.name)
    this.#expectConsistent(view, ledger)
    const problems = await problemsOfReadModel(this.pool, ledger, victim.name)
    expect(problems.length === 0, problems.join('; '))
    if (adds !== 'unknown') expectAdded(victim, view, adds)
    Y.applyUpdate(victim.model, Y.encodeStateAsUpdate(view))
    if (ends !== undefined) this.abandon()
  }

  /** The next attack gets a new stage. */
  abandon(): void {
    this.#stage?.socket.close()
    this.#stage = undefined
  }

  async rejectionOf({ name }: Target, { id }: EventRecord): Promise<string | undefined> {
    const ledger = await readLedger(this.pool, name)
    return ledger.find(({ event }) => event.id === id)?.rejection?.code
  }

  /** Who is present in a document, as a client hears it that comes to it. */
  async presentIn({ name, token }: Target): Promise<{ readonly bytes: number }> {
    const address = `${name}\0present-${this.#audits++}`
    this.#auditor.send(authFrame(address, token), syncFrame(address, SYNC.step1, new Uint8Array([0])))
    let bytes = 0
    const end = await this.#auditor.until(address, (heard) => {
      if (heard.kind === 'awareness') bytes += heard.update.byteLength
      return heard.kind === 'step2'
    })
    expect(end.kind === 'step2', `${name} was not opened: ${JSON.stringify(end)}`)
    this.#auditor.send(frame(address, MESSAGE.close, () => undefined))
    await this.#auditor.until(address, ({ kind }) => kind === 'closed')
    return { bytes }
  }

  expectAlive(): void {
    const end = this.server.unexpectedEnd()
    expect(end === undefined, end ?? '')
  }

  /** Of the whole ledger and all documents, at the end. */
  async inspectAll(): Promise<string[]> {
    this.expectAlive()
    const ledger = await readLedger(this.pool)
    // A tenant's own records are of no document.
    const ofDocuments = ledger.filter(({ document }) => !document.includes('/$tenant/'))
    const documents = Map.groupBy(ofDocuments, ({ document }) => document)
    const problems = await problemsOfLedger(this.pool, ledger)
    for (const [name, rows] of documents) {
      const view = await this.#look(name, await this.token(name.split('/')[0]))
      problems.push(...problemsOfView(name, view, rows))
    }
    return problems
  }

  #expectConsistent(view: Y.Doc, ledger: readonly LedgerEvent[]): void {
    const problems = problemsOfView('the document', view, ledger)
    expect(problems.length === 0, problems.join('; '))
  }

  /** What a client gets that opens the document for the first time. */
  async #look(name: string, token: string): Promise<Y.Doc> {
    const address = `${name}\0audit-${this.#audits++}`
    const view = new Y.Doc()
    Y.applyUpdate(view, await this.#auditor.open(address, token))
    this.#auditor.send(frame(address, MESSAGE.close, () => undefined))
    await this.#auditor.until(address, ({ kind }) => kind === 'closed')
    return view
  }
}

function problemsOfView(name: string, view: Y.Doc, ledger: readonly LedgerEvent[]): string[] {
  return [...oddities(view).map((oddity) => `${name}: ${oddity}`), ...problemsOfCopy(name, contentOf(view), ledger)]
}

function expectAdded({ model }: Target, view: Y.Doc, adds: readonly { readonly id: string }[]): void {
  const before = new Map(contentOf(model).events.map((event) => [event.id, event]))
  const added = new Map(adds.map((event) => [event.id, event]))
  const after = contentOf(view).events
  for (const event of after) {
    const expected = before.get(event.id) ?? added.get(event.id)
    if (expected === undefined) throw new Breakthrough(`an event is there that nobody expected: ${event.id}`)
    expect(isDeepStrictEqual(event, JSON.parse(JSON.stringify(expected))), `the event ${event.id} has changed`)
    before.delete(event.id)
    added.delete(event.id)
  }
  const missing = [...before.keys(), ...added.keys()]
  expect(missing.length === 0, `events are missing: ${missing.join()}`)
}
