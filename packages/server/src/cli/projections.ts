import { Command } from 'commander'
import { type ProjectionStatus, projectionStatuses, rebuildProjection } from '../ledger/projections.ts'
import { rfc3339 } from '../rfc3339.ts'
import { ProjectionNotFoundError } from './errors.ts'
import { withLedger } from './with-ledger.ts'

export function projectionsCommand(): Command {
  return new Command('projections')
    .description("the application's own read models")
    .addCommand(listCommand())
    .addCommand(rebuildCommand())
}

function listCommand(): Command {
  return withLedger(new Command('list').description('print how far each is, tenant by tenant'), async ({ pool }) => {
    for (const status of await projectionStatuses(pool)) process.stdout.write(`${lineOf(status)}\n`)
  })
}

function lineOf({ projection, version, tenant, position, lag, failure }: ProjectionStatus): string {
  const line = `${projection} v${version} ${tenant} position ${position} lag ${lag}`
  if (failure === undefined) return line
  const { seq, error, failures, atMs } = failure
  return `${line} stands at ${seq}: ${error}, ${failures} times, last ${rfc3339(atMs)}`
}

function rebuildCommand(): Command {
  return withLedger(
    new Command('rebuild')
      .argument('<name>', 'which projection')
      .description('have whoever runs it make its tables anew, empty, and fill them from the beginning'),
    async ({ pool }, _, name) => {
      // The names of webhooks have a colon: what they have sent is not sent again by the way.
      if (name.includes(':') || !(await rebuildProjection(pool, name))) throw new ProjectionNotFoundError(name)
    },
  )
}
