import { documentName } from '@docket/core'
import { Command } from 'commander'
import { DATA_DIR } from './data-dir.ts'
import type { ImportOptions } from './import-options.ts'

export function importCommand(): Command {
  return new Command('import')
    .description('make events of existing rows, or of an existing table of events, with their own times')
    .requiredOption('--tenant <tenant>', 'whose ledger')
    .requiredOption('--entity <entity>', 'for example "order"')
    .requiredOption('--from <source>', 'a file that ends with .ndjson, .jsonl or .csv, or postgres://…')
    .option('--map <file>', 'which columns become what (docs/import.md)')
    .option('--entities <path>', 'module, or folder of modules, with the definitions; needed without --url')
    .option('--dry-run', 'say what would be rejected, and write nothing')
    .option('--skip-bad', 'leave out rows that cannot be read, instead of stopping before them')
    .option('--rejected <file>', 'where to write what was not accepted, and why, as lines of JSON')
    .option('--state <file>', 'where to keep how far it is; beside the file that is imported unless told')
    .option('--restart', 'begin again: what is in already is not doubled')
    .option('--url <url>', 'a server that runs; without it, one is opened on DATABASE_URL')
    .option('--token <token>', 'for that server, with the role "device"; or DOCKET_TOKEN')
    .option('--token-file <file>', 'a file with the token, read anew at each request')
    .option('--role <role...>', 'without --url: roles that rules of the application ask for', [])
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async (options: ImportOptions) => {
      documentName({ tenant: options.tenant, entity: options.entity, id: 'x' })
      // Loaded when it is needed: with the server it is most of the program.
      const { runImportCommand } = await import('./run-import-command.ts')
      const { report, isWhole } = await runImportCommand(options)
      process.stdout.write(report)
      if (!isWhole) process.exitCode = 1
    })
}
