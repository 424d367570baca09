import type { PackageManager } from './package-manager.ts'

/** What is said of the application that is made. */
export interface Wishes {
  readonly name: string
  readonly tenant: string
  readonly packageManager: PackageManager
}

type FillIn = (text: string, wishes: Wishes) => string

/** The template is an application as it stands; these are the few files in which another one says something else. */
export const fillIns: Readonly<Record<string, FillIn>> = {
  'package.json': (text, { name }) => replaceOnce(text, '"name": "docket-app"', `"name": "${name}"`),
  'src/session/people.ts': (text, { tenant }) => replaceOnce(text, "TENANT = 'demo'", `TENANT = '${tenant}'`),
  'README.md': (text, { name, tenant, packageManager }) =>
    withCommandsOf(replaceOnce(text, '# docket-app', `# ${name}`), packageManager).replaceAll(
      '--tenant demo',
      `--tenant ${tenant}`,
    ),
}

/** The template says how npm is called. Not in the middle of a line: there it is called inside of a container. */
function withCommandsOf(text: string, packageManager: PackageManager): string {
  if (packageManager === 'npm') return text
  return text.replaceAll(/(^ {4}|`)npm (run docket -- )?/gm, (_, before: string, docket?: string) =>
    docket === undefined ? `${before}pnpm ` : `${before}pnpm docket `,
  )
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new TypeError(`The template should say ${from} once`)
  return text.replace(from, () => to)
}
