import { Command } from 'commander'
import { upstreams } from '../ledger/upstream.ts'
import { refusals } from '../ledger/upstream-refused.ts'
import { rfc3339 } from '../rfc3339.ts'
import { DATA_DIR } from './data-dir.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly json?: boolean
  readonly dataDir: string
}

export function upstreamCommand(): Command {
  return new Command('upstream')
    .description('how far a server in a store is in step with the central one')
    .addCommand(
      new Command('status')
        .description('print what the central server has of this ledger, and which documents are kept aside')
        .option('--json', 'print it as JSON')
        .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
        .action(status),
    )
}

async function status({ json, dataDir }: Options): Promise<void> {
  await usingLedger(dataDir, async ({ pool }) => {
    for (const upstream of await upstreams(pool)) {
      const { tenant, url, forwarded, brought, newest, movedAt } = upstream
      const keptAside = await refusals(pool, upstream)
      if (json) {
        process.stdout.write(`${JSON.stringify({ ...upstream, keptAside })}\n`)
        continue
      }
      process.stdout.write(
        `${tenant} at ${url}: it has this ledger up to number ${forwarded} of ${newest}, this one has its up to ${brought}; last moved ${rfc3339(movedAt)}\n`,
      )
      for (const { entity, id, direction, code, reason, at } of keptAside) {
        process.stdout.write(`  kept aside (${direction}) since ${rfc3339(at)}: ${entity}/${id}, ${code}: ${reason}\n`)
      }
    }
  })
}
