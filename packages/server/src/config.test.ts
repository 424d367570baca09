import { expect, test } from 'vitest'
import { readConfig, readDatabaseUrl } from './config.ts'

const SECRET = 'a secret of 32 bytes, or more…..'

test('without settings: port 4400, embedded Postgres, one node, development mode', () => {
  const defaults = {
    port: 4400,
    databaseUrl: undefined,
    redisUrl: undefined,
    auth: { kind: 'development' },
    trustedProxies: 0,
    signingKey: undefined,
    sealEveryMs: 60_000,
    anchorFile: undefined,
    auditRoles: ['auditor', 'manager', 'device'],
  }
  expect(readConfig({})).toEqual(defaults)
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', DOCKET_AUTH_SECRET: '', NODE_ENV: 'development' })).toEqual(defaults)
})

test('reads every setting', () => {
  const given = {
    PORT: '0',
    DATABASE_URL: 'postgres://ann:pw@db/shop',
    REDIS_URL: 'rediss://r:6379',
    DOCKET_NOTIFICATIONS: 'electric',
    ELECTRIC_URL: 'http://electric:3000',
    ELECTRIC_SECRET: 'sesame',
    DOCKET_TRUST_PROXY: '1',
    DOCKET_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64'),
    DOCKET_SEAL_EVERY_S: '5',
    DOCKET_ANCHOR_FILE: '/anchor/seals.ndjson',
    DOCKET_AUDIT_ROLES: 'owner, tax-office',
  }
  expect(readConfig({ ...given, DOCKET_AUTH_SECRET: SECRET, NODE_ENV: 'production' })).toEqual({
    port: 0,
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    notifications: 'electric',
    electricUrl: given.ELECTRIC_URL,
    electricSecret: given.ELECTRIC_SECRET,
    auth: { kind: 'secret', secret: SECRET },
    trustedProxies: 1,
    signingKey: given.DOCKET_SIGNING_KEY,
    sealEveryMs: 5_000,
    anchorFile: given.DOCKET_ANCHOR_FILE,
    auditRoles: ['owner', 'tax-office'],
  })
  const jwks = 'https://id.example/keys'
  expect(readConfig({ DOCKET_JWKS_URL: jwks, NODE_ENV: 'production' }).auth).toEqual({ kind: 'jwks', url: jwks })
})

test('reads where the central server is, and refuses what is not a WebSocket', () => {
  const at = { DOCKET_UPSTREAM_URL: 'wss://central.example/sync' }
  expect(readConfig({ ...at, DOCKET_UPSTREAM_TOKEN: 'x' }).upstream).toEqual({
    url: 'wss://central.example/sync',
    token: 'x',
  })
  expect(readConfig({ DOCKET_UPSTREAM_TOKEN_FILE: '/run/token' }, at).upstream).toMatchObject({
    tokenFile: '/run/token',
  })
  for (const wrong of [
    { DOCKET_UPSTREAM_URL: 'https://central.example/sync', DOCKET_UPSTREAM_TOKEN: 'x' },
    at,
    { ...at, DOCKET_UPSTREAM_TOKEN: 'x', DOCKET_UPSTREAM_TOKEN_FILE: '/run/token' },
  ]) {
    expect(() => readConfig(wrong)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  }
})

test('refuses production without a way to verify tokens', () => {
  const environment = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/shop' }
  expect(() => readConfig(environment)).toThrow(expect.objectContaining({ code: 'auth_not_configured' }))
  expect(readDatabaseUrl(environment)).toBe('postgres://db/shop')
})

test.each([
  [{ PORT: 'http' }, 'PORT must be'],
  [{ PORT: '70000' }, 'PORT must be'],
  [{ DOCKET_TRUST_PROXY: 'true' }, 'DOCKET_TRUST_PROXY must be a number of proxies'],
  [{ DATABASE_URL: 'mysql://ann:sesame@db/shop' }, 'DATABASE_URL must be postgres://'],
  [{ DATABASE_URL: 'sesame' }, 'DATABASE_URL must be postgres://'],
  [{ DOCKET_SIGNING_KEY: 'sesame' }, 'DOCKET_SIGNING_KEY must be 32 bytes'],
  [{ DOCKET_SEAL_EVERY_S: '0' }, 'DOCKET_SEAL_EVERY_S must be from 1'],
  [{ REDIS_URL: 'http://sesame' }, 'REDIS_URL must be redis://'],
  [{ DOCKET_JWKS_URL: 'file:///sesame' }, 'DOCKET_JWKS_URL must be'],
  [{ DOCKET_AUTH_SECRET: 'sesame' }, 'DOCKET_AUTH_SECRET must be at least 32 bytes'],
  [{ DOCKET_AUTH_SECRET: SECRET, DOCKET_JWKS_URL: 'https://id.example/keys' }, 'not both'],
])('refuses %o without repeating the value', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  expect(() => readConfig(environment)).toThrow(message)
  expect(() => readConfig(environment)).not.toThrow('sesame')
})
