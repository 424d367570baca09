import { DocketError } from '@docket/core'
import type { Locate } from './locate.ts'
import type { Problem } from './problem.ts'

/** A file of the description is not there, or is neither YAML nor JSON. */
export class DescriptionUnreadableError extends DocketError {
  constructor(message: string, options?: ErrorOptions) {
    super('description_unreadable', message, options)
  }
}

/** The description says something that nothing can be made of. The message has a line for each problem. */
export class DescriptionInvalidError extends DocketError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], locate: Locate) {
    const lines = problems.map(({ code, place, message }) => `${locate(place)} ${code}: ${message}`)
    super('description_invalid', lines.join('\n'))
    this.problems = problems
  }
}
