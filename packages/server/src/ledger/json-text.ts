/**
 * A value as JSON text that Postgres' jsonb takes. NUL and halves of surrogate pairs (a name cut in the middle of an
 * emoji) become U+FFFD, so that what an application computes can never block the commit of an event.
 *
 * @throws TypeError when the value has no JSON: a bigint, a cycle
 */
export function jsonText(value: object): string {
  const text = JSON.stringify(value)
  return SUSPECT.test(text) ? JSON.stringify(storable(JSON.parse(text))) : text
}

/** Text that a Postgres `text` takes. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

// As JSON.stringify writes them; a backslash of the text itself is doubled, which costs only a needless second look.
const SUSPECT = /\\u(?:0000|d[89a-f])/

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(storable)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item)]))
}
