/**
 * JSON as RFC 8785 (JCS) writes it: members in the order of their names' UTF-16 code units, numbers and strings as
 * ECMAScript writes them, no white space. So whoever has the value has the bytes that were hashed, in any language.
 *
 * @param value plain JSON; members that are undefined are left out
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  // The default order of `sort` is that of UTF-16 code units.
  for (const name of Object.keys(members).sort()) {
    const member = members[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
