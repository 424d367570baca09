import { Command, InvalidArgumentError } from 'commander'
import { DATA_DIR } from './data-dir.ts'
import type { CheckOptions } from './run-check.ts'

/** What tells "something breaks" from "it could not be told". */
const FAILED = 2

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'say which changes of entities break what is recorded; exits with 1 if one does, 2 if that cannot be told',
    )
    .requiredOption('--entities <module>', 'module, or folder of modules, with the definitions of now')
    .requiredOption(
      '--against <ref>',
      'git ref, ref:path, file or folder with those to compare with, for example origin/main',
    )
    .option('--ledger', 'count the events that are affected, and read them with the definitions of now')
    .option('--sample <n>', 'with --ledger: fold so many documents of each entity and tenant both ways', count)
    .option('--json', 'print the findings as JSON')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : FAILED))
    .action(async (options: CheckOptions) => {
      try {
        // Loaded when it is needed: the other commands are quick without it.
        const { runCheck } = await import('./run-check.ts')
        if (await runCheck(options)) process.exitCode = 1
      } catch (error) {
        process.exitCode = FAILED
        throw error
      }
    })
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is not a number from 1 to 999999.')
  return Number(text)
}
