import { Command } from 'commander'
import { archiveCommand } from './archive.ts'
import { auditEraseCommand } from './audit-erase.ts'
import { auditExportCommand } from './audit-export.ts'
import { auditVerifyCommand } from './audit-verify.ts'
import { checkCommand } from './check.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { projectionsCommand } from './projections.ts'
import { showCommand } from './show.ts'
import { startCommand } from './start.ts'
import { tokenCommand } from './token.ts'
import { upstreamCommand } from './upstream.ts'
import { webhooksCommand } from './webhooks.ts'

export function program(): Command {
  const audit = new Command('audit')
    .description('read the audit trail')
    .addCommand(auditExportCommand())
    .addCommand(auditVerifyCommand())
    .addCommand(auditEraseCommand())
  const docket = new Command('docket').description('Docket: an event-sourced, offline-first data layer')
  for (const command of [
    startCommand(),
    migrateCommand(),
    tokenCommand(),
    showCommand(),
    checkCommand(),
    importCommand(),
    keysCommand(),
    archiveCommand(),
    upstreamCommand(),
    projectionsCommand(),
    webhooksCommand(),
    audit,
  ])
    docket.addCommand(command)
  return withCodes(docket)
}

/** commander's own errors in the form of ours. */
function withCodes(command: Command): Command {
  command.configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'usage_invalid:')) })
  command.commands.forEach(withCodes)
  return command
}

/** `code: message`, without a stack. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected_error: ${String(error)}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected_error'
  return `${code}: ${error.message || error.name}`
}
