import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTokens } from '../auth/tokens.ts'
import { readToken, tenantOf } from './upstream-token.ts'

const { issue } = createTokens({ kind: 'secret', secret: 'of the tests of tokens for servers in stores' })
const tokenWith = async (roles: readonly string[]): Promise<string> =>
  (await issue?.({ subject: 'store-1', tenant: 'demo', roles, expiresInS: 60 })) ?? ''
const invalid = expect.objectContaining({ code: 'upstream_token_invalid' })

test('the tenant is that of the token, which has to be a server’s', async () => {
  expect(tenantOf(await tokenWith(['server']))).toBe('demo')
  for (const wrong of [await tokenWith(['device']), 'no token', '']) expect(() => tenantOf(wrong)).toThrow(invalid)
})

test('a file is read anew each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docket-token-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const config = { url: 'wss://central/sync', tokenFile: join(folder, 'token') }
  await expect(readToken(config)).rejects.toEqual(invalid)
  for (const token of ['first', 'second']) {
    await writeFile(config.tokenFile, `${token}\n`)
    expect(await readToken(config)).toBe(token)
  }
  expect(await readToken({ url: config.url, token: 'given' })).toBe('given')
})
