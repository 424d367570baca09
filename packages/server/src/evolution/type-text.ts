import { type JsonSchema, takesAll, takesNothing } from './json-schema.ts'

/** The TypeScript type of what a schema takes, in one line and without angle brackets. */
export function typeText(schema: JsonSchema): string {
  if (takesAll(schema)) return 'unknown'
  if (typeof schema === 'boolean' || takesNothing(schema)) return 'never'
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return union(alternatives.map(typeText))
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)))
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeText({ ...schema, type })))
  switch (schema.type) {
    case 'integer':
      return 'number'
    case 'object':
      return objectText(schema)
    case 'array': {
      const items = schema.prefixItems?.map(typeText) ?? []
      const rest = schema.items === undefined ? 'unknown' : typeText(schema.items)
      if (items.length === 0) return `(${rest})[]`.replace(/^\((\w+)\)/, '$1')
      return `[${[...items, ...(schema.items === false ? [] : [`...(${rest})[]`])].join(', ')}]`
    }
    default:
      return typeof schema.type === 'string' ? schema.type : 'unknown'
  }
}

function objectText({ properties = {}, required = [], additionalProperties }: Exclude<JsonSchema, boolean>): string {
  const members = Object.entries(properties).map(
    ([name, member]) => `${keyText(name)}${required.includes(name) ? '' : '?'}: ${typeText(member)}`,
  )
  if (members.length === 0 && additionalProperties !== undefined)
    return `{ [name: string]: ${typeText(additionalProperties)} }`
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

/** A member's name as it is written in an object. */
export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ')
}
