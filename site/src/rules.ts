import { readText } from './repository.ts'

/** Names of rules look like this. */
export const RULE_NAME = /\b[A-Z]{3,4}\d{1,2}\b/

/** The names of all rules that SPEC.md defines, for example COM1. */
export function ruleNames(): ReadonlySet<string> {
  return rulesIn(readText('SPEC.md'))
}

export function rulesIn(specification: string): ReadonlySet<string> {
  return new Set([...specification.matchAll(/\*\*([A-Z]{3,4}\d{1,2})\*\*/g)].map(([, name = '']) => name))
}
