import type { OrderFacts } from './order-facts.ts'

/** What orders can be narrowed down to. */
export const MARKS = ['voided', 'offline', 'rejected', 'no_effect', 'after_closing'] as const
export type Mark = (typeof MARKS)[number]

/** What is looked for; what is undefined or empty does not matter. */
export interface OrderSearch {
  readonly table?: number | undefined
  readonly person?: string | undefined
  /** A part of the name of anything that was ever on it. */
  readonly item?: string | undefined
  readonly fromMinor?: number | undefined
  readonly toMinor?: number | undefined
  /** All of them. */
  readonly marks: readonly Mark[]
}

const HAS: Readonly<Record<Mark, (facts: OrderFacts) => boolean>> = {
  voided: ({ isVoided }) => isVoided,
  offline: ({ isOffline }) => isOffline,
  rejected: ({ isRejected }) => isRejected,
  no_effect: ({ hasNoEffect }) => hasNoEffect,
  after_closing: ({ isAfterClosing }) => isAfterClosing,
}

export function hasMark(facts: OrderFacts, mark: Mark): boolean {
  return HAS[mark](facts)
}

export function matches(facts: OrderFacts, { table, person, item, fromMinor, toMinor, marks }: OrderSearch): boolean {
  return (
    (table === undefined || facts.table === table) &&
    (person === undefined || facts.people.includes(person)) &&
    (!item || facts.items.some((name) => plain(name).includes(plain(item)))) &&
    (fromMinor === undefined || facts.totalMinor >= fromMinor) &&
    (toMinor === undefined || facts.totalMinor <= toMinor) &&
    marks.every((mark) => hasMark(facts, mark))
  )
}

/** So that "ragu" finds the ragù. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .trim()
    .toLowerCase()
}
