import type { ObjectShape, Shape, TupleShape } from '../schema/shape.ts'
import { docstring, literal, memberName } from './quote.ts'

/** The TypeScript type of a shape: what zod would infer, for where it cannot. */
export function typeOf(shape: Shape, nameOf: (key: string) => string): string {
  const type = (inner: Shape): string => typeOf(inner, nameOf)
  switch (shape.kind) {
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'never':
    case 'string':
    case 'number':
      return shape.kind
    case 'integer':
      return 'number'
    case 'file':
      return 'Blob'
    case 'enum':
      return shape.values.map(literal).join(' | ')
    case 'array':
      return `${inParentheses(shape.items, type(shape.items))}[]`
    case 'tuple':
      return tupleType(shape, type)
    case 'record':
      return `Record<string, ${type(shape.values)}>`
    case 'object':
      return objectType(shape, nameOf)
    case 'union':
      return shape.of.map((one) => inParentheses(one, type(one))).join(' | ')
    case 'intersection':
      return shape.of.map((one) => inParentheses(one, type(one))).join(' & ')
    case 'named':
      return nameOf(shape.key)
  }
}

function tupleType({ items, rest, min }: TupleShape, type: (shape: Shape) => string): string {
  const list = items.map((item, index) => (index < min ? type(item) : `(${type(item)} | undefined)?`))
  return `[${[...list, ...(rest ? [`...${inParentheses(rest, type(rest))}[]`] : [])].join(', ')}]`
}

function inParentheses({ kind }: Shape, type: string): string {
  return kind === 'union' || kind === 'intersection' || kind === 'enum' ? `(${type})` : type
}

export function objectType({ members, others }: ObjectShape, nameOf: (key: string) => string): string {
  const lines = members.flatMap(({ name, shape, optional, doc }) => {
    const type = typeOf(shape, nameOf)
    return [...docstring(doc), `${memberName(name)}${optional ? '?' : ''}: ${type}${optional ? ' | undefined' : ''}`]
  })
  const object = lines.length === 0 ? 'Record<string, unknown>' : `{\n${lines.join('\n')}\n}`
  return typeof others === 'string' ? object : `${object} & Record<string, ${typeOf(others, nameOf)}>`
}
