import type { ParameterStyle } from './operation.ts'

/** How a parameter, or a member of a form, is written: of `style` and `explode`, or as JSON where it has a `content`. */
export function styleOf({ style, explode, content }: Readonly<Record<string, unknown>>): ParameterStyle {
  if (content !== undefined) return 'json'
  if (style === 'deepObject') return 'deep'
  if (style === 'spaceDelimited' && explode !== true) return 'space'
  if (style === 'pipeDelimited' && explode !== true) return 'pipe'
  return explode === false ? 'comma' : 'form'
}
