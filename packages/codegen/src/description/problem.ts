import type { Place } from './place.ts'

/** What can be wrong with a description. The codes are stable. */
export type ProblemCode =
  | 'circular_reference'
  | 'event_invalid'
  | 'event_without_payload'
  | 'name_invalid'
  | 'name_taken'
  | 'reference_invalid'
  | 'reference_missing'
  | 'schema_invalid'
  | 'state_unknown'
  | 'version_unsupported'
  | 'x_sync_invalid'

/** Something that has to be changed in the description: what is wrong, and what to write instead. */
export interface Problem {
  readonly code: ProblemCode
  readonly place: Place
  readonly message: string
}

/** What a description says that the generated code does not check. */
export interface Notice {
  readonly place: Place
  readonly message: string
}

/** Where readers put what they find, so that all of it is told at once. */
export class Findings {
  readonly problems: Problem[] = []
  readonly notices: Notice[] = []

  problem(code: ProblemCode, place: Place, message: string): void {
    this.problems.push({ code, place, message })
  }

  notice(place: Place, message: string): void {
    this.notices.push({ place, message })
  }
}
