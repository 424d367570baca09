import type { Command } from 'commander'
import type { Ledger } from '../ledger/open-ledger.ts'
import { DATA_DIR } from './data-dir.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly dataDir: string
}

/** A command that works on the ledger as it is; `argument` is its only one, or empty. */
export function withLedger(
  command: Command,
  action: (ledger: Ledger, options: Options, argument: string) => Promise<void>,
): Command {
  return command
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async (...given: unknown[]) => {
      const argument = typeof given[0] === 'string' ? given[0] : ''
      const options = command.opts<Options>()
      await usingLedger(options.dataDir, (ledger) => action(ledger, options, argument))
    })
}
