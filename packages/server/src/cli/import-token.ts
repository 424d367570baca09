import { readFile } from 'node:fs/promises'
import { type Environment, readToken } from '../config.ts'
import { TokenUnfitError } from '../import/errors.ts'

export interface TokenOptions {
  readonly token?: string
  readonly tokenFile?: string
}

/** The token as it is now: a file may be written anew while an import runs. @throws TokenUnfitError */
export async function importToken(
  { token, tokenFile }: TokenOptions,
  environment: Environment | undefined,
): Promise<string> {
  const given = token ?? (tokenFile === undefined ? readToken(environment) : await readTokenFile(tokenFile))
  if (given !== undefined && given !== '') return given
  throw new TokenUnfitError('token_missing', 'The server wants a token: --token-file, --token or DOCKET_TOKEN')
}

async function readTokenFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (text.trim() === '') throw new TokenUnfitError('token_missing', `${file} has no token that can be read`)
  return text.trim()
}
