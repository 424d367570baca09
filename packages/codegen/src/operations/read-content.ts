import { child, isObject, members, type Node } from '../description/place.ts'
import type { Schemas } from '../schema/schemas.ts'
import { followed } from './followed.ts'
import type { Answer, Body, BodyKind } from './operation.ts'
import { styleOf } from './style-of.ts'

const KINDS: readonly (readonly [RegExp, BodyKind])[] = [
  [/^application\/(.+\+)?json\b/, 'json'],
  [/^application\/x-www-form-urlencoded\b/, 'form'],
  [/^multipart\/form-data\b/, 'multipart'],
  [/^text\//, 'text'],
  [/./, 'binary'],
]

interface Content {
  readonly kind: BodyKind
  readonly type: string
  readonly schema: Node | undefined
  readonly encoding: Node | undefined
}

/** The schema of what a request or an answer holds, JSON before all else. */
export function contentOf(node: Node | undefined): Content | undefined {
  const all = members(node && child(node, 'content')).map(([type, media]): Content => {
    const [, kind] = KINDS.find(([pattern]) => pattern.test(type)) ?? ([/./, 'binary'] as const)
    return { kind, type, schema: child(media, 'schema'), encoding: child(media, 'encoding') }
  })
  return KINDS.flatMap(([, kind]) => all.filter((content) => content.kind === kind))[0]
}

export function readBody(operation: Node, schemas: Schemas): Body | undefined {
  const stated = child(operation, 'requestBody')
  const node = stated && followed(stated, schemas)
  const content = contentOf(node)
  if (node === undefined || content === undefined) return undefined
  return {
    kind: content.kind,
    type: content.type,
    shape: content.schema === undefined ? { kind: 'unknown' } : schemas.read(content.schema),
    optional: !isObject(node.value) || node.value.required !== true,
    styles: members(content.encoding).flatMap(([name, { value }]) => {
      const style = isObject(value) ? styleOf(value) : 'form'
      return style === 'form' ? [] : [{ name, style }]
    }),
  }
}

/** The answer of the first good status; without one, that of `default` is not it: that is the error. */
export function successOf(operation: Node, schemas: Schemas): Node | undefined {
  const responses = members(child(operation, 'responses'))
  const good = responses.filter(([status]) => /^2(\d\d|XX)$/i.test(status)).sort(([a], [b]) => (a < b ? -1 : 1))
  const [, stated] = good[0] ?? []
  return stated && followed(stated, schemas)
}

export function readAnswer(operation: Node, schemas: Schemas): Answer {
  const content = contentOf(successOf(operation, schemas))
  if (content === undefined) return { kind: 'nothing' }
  if (content.kind === 'json') {
    return { kind: 'json', shape: content.schema === undefined ? { kind: 'unknown' } : schemas.read(content.schema) }
  }
  return { kind: content.kind === 'text' ? 'text' : 'binary' }
}
