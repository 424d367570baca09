import { asText } from '@docket/core'

const MAX_CHARACTERS = 50_000

/** Any value as text for people: indented JSON where it is JSON. A very long one is cut off. */
export function showValue(value: unknown): string {
  const text = asText(value, 2)
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\n… ${text.length} characters` : text
}

/** The same on one line, at most 200 characters of it. */
export function oneLine(value: unknown): string {
  const text = asText(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
