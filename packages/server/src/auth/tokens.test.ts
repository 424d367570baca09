import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearerToken } from './bearer.ts'
import { createTokens } from './tokens.ts'

const SECRET = 'a secret that is 32 bytes or more'
const NOW_S = 1_800_000_000
const CLAIMS = { sub: 'ann', tenant: 'demo', roles: ['device'], device: 'till-1', exp: NOW_S + 60 }
const clock = { now: () => NOW_S * 1000 }
const tokens = createTokens({ kind: 'secret', secret: SECRET }, clock)

function sign(claims: Record<string, unknown>, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))
}

test('a good token gives its principal, again and again', async () => {
  const token = await sign(CLAIMS)
  const principal = {
    subject: 'ann',
    tenant: 'demo',
    roles: ['device'],
    device: 'till-1',
    expiresAtMs: (NOW_S + 60) * 1000,
  }
  expect(await tokens.verify(token)).toEqual(principal)
  expect(await tokens.verify(token)).toEqual(principal)
})

test('asked for many times at once it is verified once, a bad one too', async () => {
  const token = await sign({ ...CLAIMS, sub: 'many' })
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => tokens.verify(token)))
  expect(others.every((principal) => principal === first)).toBe(true)
  const bad = await sign(CLAIMS, 'another secret that is long enough')
  const refused = await Promise.allSettled(Array.from({ length: 5 }, () => tokens.verify(bad)))
  expect(refused.every(({ status }) => status === 'rejected')).toBe(true)
})

test('what is issued is verified, but not by another secret', async () => {
  const request = { subject: 'ann', tenant: 'demo', roles: ['read-only'], expiresInS: 10 }
  const token = (await tokens.issue?.(request)) ?? ''
  expect(await tokens.verify(token)).toEqual({
    subject: 'ann',
    tenant: 'demo',
    roles: ['read-only'],
    expiresAtMs: (NOW_S + 10) * 1000,
  })
  const other = createTokens({ kind: 'development' }, clock)
  await expect(other.verify(token)).rejects.toMatchObject({ code: 'token_invalid' })
  expect(await other.verify(await other.issue?.(request))).toMatchObject({ subject: 'ann' })
  await expect(tokens.issue?.({ ...request, tenant: 'a/b' })).rejects.toMatchObject({ code: 'token_invalid' })
})

test('a token ends, though it was verified before', async () => {
  let nowMs = NOW_S * 1000
  const ageing = createTokens({ kind: 'secret', secret: SECRET }, { now: () => nowMs })
  const token = await sign(CLAIMS)
  await ageing.verify(token)
  nowMs += 59_999
  await ageing.verify(token)
  nowMs += 1
  await expect(ageing.verify(token)).rejects.toMatchObject({ code: 'token_expired' })
})

test.each<[string, () => Promise<string> | string, string]>([
  ['none', () => '', 'token_missing'],
  ['no JWT', () => 'sesame', 'token_invalid'],
  ['very long', () => 'sesame'.repeat(2_000), 'token_invalid'],
  ['of another secret', () => sign(CLAIMS, `another ${SECRET}`), 'token_invalid'],
  ['of another algorithm', () => sign(CLAIMS, SECRET.repeat(2), 'HS512'), 'token_invalid'],
  ['unsigned', () => new UnsecuredJWT(CLAIMS).encode(), 'token_invalid'],
  ['at its end', () => sign({ ...CLAIMS, exp: NOW_S }), 'token_expired'],
  ['long ended', () => sign({ ...CLAIMS, exp: NOW_S - 100 }), 'token_expired'],
  ['ended before all time', () => sign({ ...CLAIMS, exp: -1e300 }), 'token_expired'],
  ['that ends after all time', () => sign({ ...CLAIMS, exp: 1e300 }), 'token_invalid'],
  ['not valid yet', () => sign({ ...CLAIMS, nbf: NOW_S + 30 }), 'token_invalid'],
  ['without end', () => sign({ ...CLAIMS, exp: undefined }), 'token_invalid'],
  ['without user', () => sign({ ...CLAIMS, sub: undefined }), 'token_invalid'],
  ['of an empty user', () => sign({ ...CLAIMS, sub: '' }), 'token_invalid'],
  ['without tenant', () => sign({ ...CLAIMS, tenant: undefined }), 'token_invalid'],
  ['of a tenant that is a path', () => sign({ ...CLAIMS, tenant: 'sesame/order' }), 'token_invalid'],
  ['whose roles are a text', () => sign({ ...CLAIMS, roles: 'device' }), 'token_invalid'],
  ['whose device is a number', () => sign({ ...CLAIMS, device: 7 }), 'token_invalid'],
])('a token %s is refused and not repeated', async (_, make, code) => {
  const token = await make()
  const error: unknown = await tokens.verify(token).catch((failure: unknown) => failure)
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toContain('sesame')
  if (token !== '') expect(String(error)).not.toContain(token)
})

describe('a key set', () => {
  let server: Server
  let url: string
  let answer: () => { status: number; body: unknown }

  beforeAll(async () => {
    server = createServer((_, response) => {
      const { status, body } = answer()
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  })
  afterAll(() => server.close())

  test('verifies what its keys have signed, and not what its public key has', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }
    answer = () => ({ status: 200, body: { keys: [jwk] } })
    const remote = createTokens({ kind: 'jwks', url }, clock)
    expect(remote.issue).toBeUndefined()
    const good = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey)
    expect(await remote.verify(good)).toMatchObject({ subject: 'ann' })
    const forged = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode(JSON.stringify(jwk)))
    await expect(remote.verify(forged)).rejects.toMatchObject({ code: 'token_invalid' })
    const strange = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', kid: 'k2' }).sign(privateKey)
    await expect(remote.verify(strange)).rejects.toMatchObject({ code: 'token_invalid' })
  })

  test('that does not answer is not the fault of the token', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey)
    answer = () => ({ status: 500, body: {} })
    await expect(createTokens({ kind: 'jwks', url }, clock).verify(token)).rejects.toMatchObject({
      code: 'keys_unreachable',
    })
  })
})

test('takes a token from an Authorization header only as RFC 6750 writes it', () => {
  expect(bearerToken('Bearer a.b-_c.d=')).toBe('a.b-_c.d=')
  expect(bearerToken('bearer  x')).toBe('x')
  for (const header of [undefined, '', 'Basic abc', 'Bearer', 'Bearer ', 'Bearer a b', 'xBearer a']) {
    expect(bearerToken(header)).toBeUndefined()
  }
})
