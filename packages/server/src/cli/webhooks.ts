import { Command, InvalidArgumentError } from 'commander'
import type { PgBoss } from 'pg-boss'
import type { Ledger } from '../ledger/open-ledger.ts'
import { rfc3339 } from '../rfc3339.ts'
import { failedDeliveries, retryFailed } from '../webhooks/failed-deliveries.ts'
import { openBoss } from '../webhooks/open-boss.ts'
import { withLedger } from './with-ledger.ts'

export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description('deliveries of webhooks that were given up')
    .addCommand(failedCommand())
    .addCommand(retryCommand())
}

function failedCommand(): Command {
  return withLedger(new Command('failed').description('print them'), (ledger) =>
    withBoss(ledger, async (boss) => {
      for await (const { id, webhook, tenant, seq, attempts, code, givenUpAtMs } of failedDeliveries(boss))
        process.stdout.write(`${id} ${webhook} ${tenant} ${seq} ${code} ${attempts} attempts ${rfc3339(givenUpAtMs)}\n`)
    }),
  )
}

function retryCommand(): Command {
  const command = new Command('retry')
    .argument('[webhook]', 'only those of this webhook')
    .option('--id <id>', 'only this one', idArgument)
    .description('send them again')
  return withLedger(command, (ledger, _, webhook) =>
    withBoss(ledger, async (boss) => {
      const { id } = command.opts<{ readonly id?: string }>()
      const count = await retryFailed(boss, { webhook: webhook || undefined, id })
      process.stdout.write(`${count} will be sent again\n`)
    }),
  )
}

function idArgument(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('It is not an id that "docket webhooks failed" prints.')
  return text
}

async function withBoss({ pool }: Ledger, work: (boss: PgBoss) => Promise<void>): Promise<void> {
  const errors: unknown[] = []
  const boss = await openBoss({ db: pool, isInCharge: false, onError: (error) => errors.push(error) })
  try {
    await work(boss)
    if (errors.length > 0) throw errors[0]
  } finally {
    await boss.stop({ graceful: false })
  }
}
