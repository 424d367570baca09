import { relative } from 'node:path'
import { Command } from 'commander'
import { createApplication } from './create-application.ts'
import { CreateError } from './errors.ts'
import { type PackageManager, packageManagerOf } from './package-manager.ts'

export function program(userAgent: string | undefined): Command {
  return new Command('create-docket')
    .description('Makes a new application on Docket: event-sourced, offline first, with an audit trail in Postgres')
    .argument('<folder>', 'where it will be; its name is that of the application')
    .option('--tenant <tenant>', 'whose data it works with until tokens say so', 'demo')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'usage_invalid:')) })
    .action(async (folder: string, { tenant }: { readonly tenant: string }) => {
      const packageManager = packageManagerOf(userAgent)
      await createApplication({ folder, tenant, packageManager })
      process.stdout.write(`${nextSteps(folder, packageManager)}\n`)
    })
}

function nextSteps(folder: string, packageManager: PackageManager): string {
  const place = relative('', folder)
  const enter = place === '' ? '' : `cd ${place} && `
  return [
    `${enter}${packageManager} install`,
    `${packageManager} start    # http://localhost:4400, with a PostgreSQL of its own`,
    `${packageManager} test     # and \`${packageManager} run dev\` to work on it; README.md has the rest`,
  ].join('\n')
}

/** `code: message`, without a stack. */
export function errorLine(error: unknown): string {
  const code = error instanceof CreateError ? error.code : 'unexpected_error'
  return `${code}: ${error instanceof Error ? error.message : String(error)}`
}
