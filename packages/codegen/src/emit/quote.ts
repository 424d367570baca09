/** A string as JavaScript writes it. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/

/** The name of a member, in quotes where it has to be. */
export function memberName(name: string): string {
  return IDENTIFIER.test(name) ? name : quote(name)
}

/** How a member is read: `order.items`, `order['line-items']`. */
export function memberOf(object: string, name: string): string {
  return IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`
}

/** Any JSON value as JavaScript writes it. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${memberName(name)}: ${literal(member)}`)
    .join(', ')} }`
}

const WIDTH = 110

/** A docstring of the first paragraph of a description; nothing where there is none. */
export function docstring(text: string | undefined): readonly string[] {
  const [paragraph = ''] = (text ?? '').trim().split(/\n\s*\n/)
  const words = paragraph
    .replaceAll('*/', '*\\/')
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  const [only] = lines
  return lines.length === 1 ? [`/** ${only} */`] : ['/**', ...lines.map((line) => ` * ${line}`), ' */']
}
