import { DocketError } from '@docket/core'
import { Command } from 'commander'
import { createTokens } from '../auth/tokens.ts'
import { readConfig } from '../config.ts'
import { parseDuration } from './duration.ts'

interface Options {
  readonly tenant: string
  readonly sub: string
  readonly role: readonly string[]
  readonly device?: string
  readonly expiresIn: string
}

export class SecretMissingError extends DocketError {
  constructor() {
    super('secret_missing', 'Only who has the secret can make tokens: set DOCKET_AUTH_SECRET to that of the server')
  }
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('make a token, signed with DOCKET_AUTH_SECRET')
    .requiredOption('--tenant <tenant>', 'whose data it opens')
    .requiredOption('--sub <subject>', 'the user, or on a shared till the device')
    .option(
      '--role <role...>',
      '"device": may submit events by any user; "server": a server in a store; "read-only": may submit none',
      [],
    )
    .option('--device <device>', 'the device to which it is given')
    .option('--expires-in <duration>', 'such as 90s, 15m, 12h or 30d', '12h')
    .action(async ({ tenant, sub, role, device, expiresIn }: Options) => {
      const { auth } = readConfig()
      const { issue } = createTokens(auth)
      if (auth.kind !== 'secret' || issue === undefined) throw new SecretMissingError()
      const expiresInS = parseDuration(expiresIn)
      process.stdout.write(`${await issue({ subject: sub, tenant, roles: role, device, expiresInS })}\n`)
    })
}
