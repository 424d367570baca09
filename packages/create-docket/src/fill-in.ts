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
    replaceOnce(text, '# docket-app', `# ${name}`)
      .replaceAll('--tenant demo', `--tenant ${tenant}`)
      .replaceAll(/\bnpm (?=run |start|test|install)/g, `${packageManager} `)
      .replaceAll(/\bnpx (?=docket)/g, packageManager === 'pnpm' ? 'pnpm exec ' : 'npx '),
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new TypeError(`The template should say ${from} once`)
  return text.replace(from, () => to)
}
