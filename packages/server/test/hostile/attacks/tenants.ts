import { SignJWT, UnsecuredJWT } from 'jose'
import type { Random } from '../../random.ts'
import { authFrame, frame, MESSAGE, SYNC, statelessFrame, syncFrame, updateFrame } from '../../wire.ts'
import { SECRET, TENANT } from '../arena.ts'
import { type Aftermath, expect, type Family, type Stage } from '../attack.ts'
import { Conversation } from '../conversation.ts'
import { appendOf, goodEvent } from '../target.ts'

const OTHER = 'elsewhere'
const CLAIMS = { sub: 'till', tenant: TENANT, roles: ['device'] }

function sign(claims: Record<string, unknown>, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600

/** None of them opens anything. */
export const BAD_TOKENS: Readonly<Record<string, (random: Random) => Promise<string> | string>> = {
  none: () => '',
  'no token': () => 'let me in',
  'of another secret': () => sign({ ...CLAIMS, exp: inAnHour() }, `not ${SECRET}`),
  'of another algorithm': () => sign({ ...CLAIMS, exp: inAnHour() }, SECRET.repeat(2), 'HS512'),
  unsigned: () => new UnsecuredJWT({ ...CLAIMS, exp: inAnHour() }).encode(),
  'with the algorithm none and a signature': () =>
    `${part({ alg: 'none' })}.${part({ ...CLAIMS, exp: inAnHour() })}.c2ln`,
  'with the algorithm None': () => `${part({ alg: 'nOnE', typ: 'JWT' })}.${part({ ...CLAIMS, exp: inAnHour() })}.`,
  'with a key of its own': () =>
    `${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AA' } })}.${part({ ...CLAIMS, exp: inAnHour() })}.AA`,
  expired: () => sign({ ...CLAIMS, exp: 1_000_000 }),
  'without end': () => sign(CLAIMS),
  'of no tenant': () => sign({ sub: 'till', roles: ['device'], exp: inAnHour() }),
  'of a list of tenants': () => sign({ ...CLAIMS, tenant: [TENANT], exp: inAnHour() }),
  'of a tenant that is a path': () => sign({ ...CLAIMS, tenant: `${TENANT}/tally`, exp: inAnHour() }),
  'with a bit flipped': async (random) => {
    const token = await sign({ ...CLAIMS, exp: inAnHour() })
    const at = random.int(token.length - 2)
    return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  },
  'very long': () => 'a.'.repeat(4_500),
  'too long to be read': () => 'a'.repeat(100_000),
}

/** On a socket of its own; the victim's has to go on. */
async function withSocket<T>({ arena }: Stage, work: (socket: Conversation) => Promise<T>): Promise<T> {
  const socket = new Conversation(arena.server.port)
  try {
    await socket.socket.opened()
    return await work(socket)
  } finally {
    socket.close()
  }
}

async function badTokens(stage: Stage, random: Random): Promise<Aftermath> {
  const what = random.pick(Object.keys(BAD_TOKENS))
  const token = await BAD_TOKENS[what]?.(random)
  return await withSocket(stage, async (socket) => {
    const answer = await socket.authenticate(stage.victim.name, token ?? '')
    expect(
      answer.kind === 'denied' && /^token_(missing|invalid|expired)$/.test(answer.reason),
      `${what}: ${JSON.stringify(answer)}`,
    )
    return { label: `denied ${answer.reason}` }
  })
}

async function foreignNames(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const own = await arena.token(OTHER)
  const names: readonly (readonly [name: string, reason: string])[] = [
    [victim.name, 'tenant_mismatch'],
    [`${TENANT}/docket/control`, 'tenant_mismatch'],
    [`${victim.name}\0${random.int(1_000)}`, 'tenant_mismatch'],
    [victim.name.replace(TENANT, `${OTHER}/../${TENANT}`), 'document_name_invalid'],
    [`${OTHER}/tally/../../${victim.name}`, 'document_name_invalid'],
    [`${OTHER}/${victim.name}`, 'document_name_invalid'],
    [victim.name.replace('/', '%2f'), 'document_name_invalid'],
    [victim.name.replace('demo', 'dеmo'), 'document_name_invalid'],
    [`${OTHER}/tally/x' or '1'='1`, 'document_name_invalid'],
    [`${OTHER}/tally/${'x'.repeat(65)}`, 'document_name_invalid'],
    [`${OTHER}//x`, 'document_name_invalid'],
    [` `, 'document_name_invalid'],
    ['constructor', 'document_name_invalid'],
    ['__proto__', 'document_name_invalid'],
    [`${OTHER}/nothing/x`, 'entity_unknown'],
    [`${OTHER}/__proto__/x`, 'entity_unknown'],
    [`${OTHER}/constructor/x`, 'entity_unknown'],
  ]
  const [name, reason] = random.pick(names)
  return await withSocket(stage, async (socket) => {
    const answer = await socket.authenticate(name, own)
    const isUpset = answer.kind === 'socket_closed' && /^(__proto__|constructor)$/.test(name)
    expect(isUpset || (answer.kind === 'denied' && answer.reason === reason), `${name}: ${JSON.stringify(answer)}`)
    // Having been refused, it sends as if it had not.
    socket.send(
      syncFrame(name, SYNC.step1, new Uint8Array([0])),
      updateFrame(name, appendOf(victim.model, goodEvent())),
    )
    const own2 = `${OTHER}/tally/barrier`
    if (!isUpset) await socket.open(own2, own)
    expect(socket.unread(name).length === 0, `it was told something of ${name}`)
    return { label: isUpset ? 'socket closed' : `denied ${reason}` }
  })
}

/** The addresses, sessions too, that others have open on their sockets. */
async function foreignAddresses(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const session = `${victim.name}\0theirs-${random.int(2 ** 31)}`
  // Where a document is open under its mere name, Hocuspocus opens no sessions of it.
  const theirs = new Conversation(arena.server.port)
  await theirs.open(session, victim.token)
  const update = appendOf(victim.model, goodEvent())
  const label = await withSocket(stage, async (socket) => {
    const own = `${OTHER}/tally/own`
    const token = await arena.token(OTHER)
    await socket.open(own, token)
    for (const address of [victim.name, session]) {
      socket.send(
        syncFrame(address, SYNC.step1, new Uint8Array([0])),
        updateFrame(address, update),
        syncFrame(address, SYNC.step2, update, MESSAGE.syncReply),
        statelessFrame(address, '{"kind":"summaries","after":0}'),
        frame(address, MESSAGE.queryAwareness, () => undefined),
        frame(address, MESSAGE.close, () => undefined),
      )
    }
    const outcome = await socket.handled(own)
    expect(outcome.kind === 'acknowledged', `its own document: ${JSON.stringify(outcome)}`)
    const heard = [victim.name, session].flatMap((address) => socket.unread(address))
    expect(heard.length === 0, `it heard ${JSON.stringify(heard)}`)
    return 'ignored'
  })
  const outcome = await theirs.handled(session)
  expect(outcome.kind === 'acknowledged', `the other’s session: ${JSON.stringify(outcome)}`)
  theirs.close()
  return { label }
}

/** What its own control document tells is of its own tenant. */
async function foreignSummaries(stage: Stage): Promise<Aftermath> {
  const { arena, socket: theirs, bystander } = stage
  return await withSocket(stage, async (socket) => {
    const control = `${OTHER}/docket/control`
    await socket.open(control, await arena.token(OTHER))
    socket.send(statelessFrame(control, '{"kind":"summaries","after":0}'))
    await socket.until(control, ({ kind }) => kind === 'stateless')
    const event = goodEvent()
    const outcome = await theirs.update(bystander.name, appendOf(bystander.model, event))
    expect(outcome.kind === 'acknowledged', 'the other tenant cannot go on')
    await socket.handled(control)
    const texts = socket.unread(control).map((heard) => JSON.stringify(heard))
    expect(!texts.some((text) => text.includes(bystander.name.split('/')[2] ?? '')), `it heard ${texts.join()}`)
    return { label: 'heard nothing' }
  })
}

/** Thousands of messages by somebody who has no token. */
async function beforeAuthentication(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const update = appendOf(victim.model, goodEvent())
  return await withSocket(stage, async (socket) => {
    const names = random.chance(0.5) ? () => `${TENANT}/tally/u${random.int(2 ** 31)}` : () => victim.name
    for (let i = 0; i < 2_000; i++) {
      const name = names()
      socket.send(random.chance(0.5) ? updateFrame(name, update) : syncFrame(name, SYNC.step1, new Uint8Array([0])))
      if (random.chance(0.05)) socket.send(authFrame(name, 'let me in'))
    }
    // Then it has one, and gets what it is for.
    await socket.open(`${OTHER}/tally/late`, await arena.token(OTHER))
    return { label: 'ignored' }
  })
}

async function unauthenticatedSockets(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const sockets = Array.from({ length: 500 }, () => new Conversation(arena.server.port))
  try {
    await Promise.all(sockets.map(({ socket }) => socket.opened()))
    const big = updateFrame(victim.name, random.bytes(20_000))
    for (const socket of sockets) socket.send(big, big, big)
    const outcome = await stage.socket.handled(victim.name)
    expect(outcome.kind === 'acknowledged', `meanwhile: ${JSON.stringify(outcome)}`)
    return { label: 'ignored' }
  } finally {
    for (const socket of sockets) socket.close()
  }
}

export const tenants: readonly Family[] = [
  { rule: 'TEN1', title: 'tokens that are none', weight: 5, attack: badTokens },
  { rule: 'TEN1', title: 'names of other tenants’ documents, and of none', weight: 5, attack: foreignNames },
  { rule: 'TEN1', title: 'addresses that others have open on their sockets', weight: 3, attack: foreignAddresses },
  { rule: 'TEN1', title: 'summaries of another tenant', weight: 1, attack: foreignSummaries },
  { rule: 'GAT1', title: 'thousands of messages before authentication', weight: 0.5, attack: beforeAuthentication },
  { rule: 'GAT1', title: 'hundreds of sockets that never authenticate', weight: 0.2, attack: unauthenticatedSockets },
]
