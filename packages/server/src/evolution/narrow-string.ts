import { patternsOf, type SchemaNode } from './json-schema.ts'
import { narrowLength } from './narrow-length.ts'
import { doubt, type Narrowing, narrowing } from './narrowing.ts'

export function narrowString(before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  const found = [
    ...narrowLength([before.minLength, before.maxLength], [after.minLength, after.maxLength], path, 'characters'),
  ]
  const patterns = patternsOf(before)
  // Whether one pattern takes all that another takes cannot be told by looking at them.
  const pattern = patterns.length === 0 && before.format === undefined ? narrowing : doubt
  for (const one of patternsOf(after)) {
    if (!patterns.includes(one)) found.push(pattern(path, `has to match ${shortened(one)} now`))
  }
  if (after.format !== undefined && after.format !== before.format) {
    const format = before.format === undefined && patterns.length === 0 ? narrowing : doubt
    found.push(format(path, `has to be of the format ${after.format} now`))
  }
  return found
}

function shortened(pattern: string): string {
  return `/${pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern}/`
}
