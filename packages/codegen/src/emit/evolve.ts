import type { Evolve } from '../sync/entity-model.ts'
import { memberName, memberOf } from './quote.ts'

/** The function of an event that the generator understands; `o` is the state. */
export function evolveOf(evolve: Exclude<Evolve, { readonly kind: 'own' }>): string {
  switch (evolve.kind) {
    case 'archive':
      return '(o) => ({ ...o, archived: true })'
    case 'set':
      return `(o, payload) => ({ ...o, ${memberName(evolve.member)}: ${memberOf('payload', evolve.from)} })`
    case 'assign':
      return `(o, payload) => ({ ...o, ${evolve.only === undefined ? '...payload' : evolve.only.map(taken).join(', ')} })`
    case 'add':
      return `(o, payload) => ({ ...o, ${memberName(evolve.list)}: [...${listIn(evolve)}, ${memberOf('payload', evolve.member)}] })`
    case 'remove': {
      const one = evolve.by === 'id' ? '({ id }) => id' : '(one) => one'
      const kept = `${listIn(evolve)}.filter(${one} !== ${memberOf('payload', evolve.member)})`
      return `(o, payload) => ({ ...o, ${memberName(evolve.list)}: ${kept} })`
    }
  }
}

function taken({ name, optional }: { readonly name: string; readonly optional: boolean }): string {
  const value = memberOf('payload', name)
  return optional ? `...(${value} !== undefined && { ${memberName(name)}: ${value} })` : `${memberName(name)}: ${value}`
}

function listIn({ list, listOptional }: { readonly list: string; readonly listOptional: boolean }): string {
  const value = memberOf('o', list)
  return listOptional ? `(${value} ?? [])` : value
}
