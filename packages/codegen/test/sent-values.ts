import { isObject } from '../src/description/place.ts'

type Json = Readonly<Record<string, unknown>>
type Leaves = Readonly<Record<string, string>>

/** The plain values in a value, by the way to them: `created.gte`, `ids.0`. What is empty leaves no trace in a form. */
export function leavesOf(value: unknown, way: readonly (string | number)[] = []): Leaves {
  if (value === undefined || value === null) return {}
  if (Array.isArray(value)) return Object.assign({}, ...value.map((one, index) => leavesOf(one, [...way, index])))
  if (!isObject(value)) return { [way.join('.')]: String(value) }
  return Object.assign({}, ...Object.entries(value).map(([key, member]) => leavesOf(member, [...way, key])))
}

interface Described {
  readonly name: string
  readonly schema: unknown
  readonly style: unknown
  readonly explode: unknown
  readonly isJson: boolean
}

/** How a parameter, or a member of a form, is said to be written. */
export function parameterOf(stated: Json): Described {
  const { name, schema, style = 'form', explode = style === 'form', content } = stated
  const [media] = Object.values(isObject(content) ? content : {})
  return {
    name: String(name),
    schema: schema ?? (isObject(media) ? media.schema : {}),
    style,
    explode,
    isJson: schema === undefined && content !== undefined,
  }
}

/** Reads what was sent as each style of OpenAPI is defined; takes away what it has read. */
export function readParameter(
  parameter: Described,
  isList: boolean,
  isRecord: boolean,
  pairs: URLSearchParams,
): Leaves {
  const { name, style, explode, isJson } = parameter
  const all = pairs.getAll(name)
  pairs.delete(name)
  if (isJson) return all.length === 0 ? {} : leavesOf(JSON.parse(all[0] ?? ''), [name])
  if (style === 'deepObject') return all[0] === undefined ? deep(name, pairs) : { [name]: all[0] }
  const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[String(style)] ?? ','
  if (isList && explode !== true)
    return leavesOf(
      all.flatMap((text) => text.split(separator)),
      [name],
    )
  if (isList) return leavesOf(all, [name])
  if (!isRecord) return all.length === 0 ? {} : { [name]: all[0] ?? '' }
  const rest = explode === true ? [...pairs].flat() : all.flatMap((text) => text.split(','))
  if (explode === true) for (const [key] of [...pairs]) pairs.delete(key)
  return Object.fromEntries(
    Array.from({ length: rest.length / 2 }, (_, at) => [`${name}.${rest[at * 2]}`, rest[at * 2 + 1] ?? '']),
  )
}

/** `created[gte]=5`, `items[0][price]=p`. */
function deep(name: string, pairs: URLSearchParams): Leaves {
  const found: Record<string, string> = {}
  for (const [key, value] of [...pairs]) {
    if (!key.startsWith(`${name}[`)) continue
    found[key.replace(/\]/g, '').replace(/\[/g, '.')] = value
    pairs.delete(key)
  }
  return found
}
