import type { AffectedEvents, Finding, Severity } from '../evolution/finding.ts'

const ORDER: readonly Severity[] = ['breaks', 'warning', 'note']
const HEADS: Readonly<Record<Severity, string>> = { breaks: 'BREAKS ', warning: 'warning', note: 'note   ' }

/** The findings for people, what breaks first. */
export function checkReport(findings: readonly Finding[], against: string): string {
  const sorted = ORDER.flatMap((severity) => findings.filter((one) => one.severity === severity))
  return [...sorted.map(section), summary(findings, against)].join('\n')
}

function section(finding: Finding): string {
  const { severity, entity, event, message, details = [], advice, code_to_write: code, ledger } = finding
  const [what, ...consequences] = message.split('. ')
  const lines = [
    `${HEADS[severity]}  ${event === undefined ? entity : `${entity}.${event}`} ${what ?? ''}.`,
    ...details.map((detail) => `           - ${detail}`),
    ...(consequences.length === 0 ? [] : [`         ${consequences.join('. ')}.`]),
    ...(ledger === undefined ? [] : [`         ${inLedger(ledger)}.`]),
    ...(advice === undefined ? [] : [`         ${advice}${code === undefined ? '.' : ':'}`]),
    ...(code ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `           ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

function inLedger({ affected, held, by_tenant }: AffectedEvents): string {
  const tenants = by_tenant.map(({ tenant, version, events }) => `${tenant} ${events} of version ${version}`)
  return `Affected: ${affected} of ${held} events in the ledger${tenants.length === 0 ? '' : `: ${tenants.join(', ')}`}`
}

function summary(findings: readonly Finding[], against: string): string {
  if (findings.length === 0) return `Nothing has changed since ${against}.\n`
  const [breaks, warnings, notes] = ORDER.map((severity) => findings.filter((one) => one.severity === severity).length)
  const verb = breaks === 1 ? 'breaks' : 'break'
  return `Compared with ${against}: ${breaks} of ${findings.length} changes ${verb} something, ${warnings} warnings, ${notes} notes.\n`
}
