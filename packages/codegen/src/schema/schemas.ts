import type { Description } from '../description/description.ts'
import { referenceOf } from '../description/description.ts'
import { descendant, isObject, members, type Node, placeKey } from '../description/place.ts'
import type { Findings } from '../description/problem.ts'
import { uniqueNames } from '../names/unique-names.ts'
import { pascalCase } from '../names/words.ts'
import { findCircular } from './cycles.ts'
import { readSchema, type SchemaReader } from './read-schema.ts'
import type { NamedSchema, Shape } from './shape.ts'

const MAX_HOPS = 32

/** The schemas that have names: the components, and whatever else a reference leads to. */
export class Schemas implements SchemaReader {
  readonly description: Description
  readonly findings: Findings
  readonly #found = new Map<string, { readonly node: Node; shape?: Shape }>()
  /** What components call their schemas. */
  readonly #wanted = new Map<string, string>()
  #named: ReadonlyMap<string, NamedSchema> | undefined

  constructor(description: Description, findings: Findings) {
    this.description = description
    this.findings = findings
    for (const [name, node] of members(descendant(description.root, 'components', 'schemas'))) {
      const key = this.name(node)
      if (!this.#wanted.has(key)) this.#wanted.set(key, name)
    }
  }

  name(target: Node): string {
    const node = this.#inItsFile(target)
    const key = placeKey(node.place)
    if (this.#found.has(key)) return key
    const entry: { readonly node: Node; shape?: Shape } = { node }
    this.#found.set(key, entry)
    entry.shape = readSchema(node, this)
    return key
  }

  /** A component that only says in which other file it stands is what stands there. */
  #inItsFile(target: Node): Node {
    let node = target
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      const reference = isObject(node.value) && Object.keys(node.value).length === 1 ? referenceOf(node) : undefined
      if (reference === undefined || reference.startsWith('#')) return node
      const followed = this.description.follow(reference, node.place)
      if ('missing' in followed) return node
      node = followed.node
    }
    return node
  }

  read(node: Node): Shape {
    return readSchema(node, this)
  }

  /** The schemas by key. To be asked when everything is read. */
  get named(): ReadonlyMap<string, NamedSchema> {
    this.#named ??= this.#nameAll()
    return this.#named
  }

  /** What a schema with a name says of where a value begins. */
  defaultOf(key: string): unknown {
    const { value } = this.#found.get(key)?.node ?? {}
    return isObject(value) ? value.default : undefined
  }

  /** What a shape is when names are looked up; a name that leads to itself is unknown. */
  lookUp(shape: Shape): Shape {
    const seen = new Set<string>()
    let current = shape
    while (current.kind === 'named' && !seen.has(current.key)) {
      seen.add(current.key)
      current = this.#found.get(current.key)?.shape ?? { kind: 'unknown' }
    }
    return current.kind === 'named' ? { kind: 'unknown' } : current
  }

  #nameAll(): ReadonlyMap<string, NamedSchema> {
    const entries = [...this.#found].sort(([a], [b]) => (a < b ? -1 : 1))
    const names = uniqueNames(
      entries.map(([key, { node }]) => ({ wanted: typeName(node, this.#wanted.get(key)), place: node.place })),
      this.findings,
    )
    const named = new Map<string, NamedSchema>()
    entries.forEach(([key, { node, shape }], index) => {
      const { description, default: preset } = isObject(node.value) && referenceOf(node) === undefined ? node.value : {}
      named.set(key, {
        key,
        name: names[index] ?? '',
        shape: shape ?? { kind: 'unknown' },
        ...(typeof description === 'string' && { doc: description }),
        ...(preset !== undefined && { default: preset }),
      })
    })
    for (const key of findCircular(named)) {
      const place = this.#found.get(key)?.node.place
      if (place) {
        this.findings.problem(
          'circular_reference',
          place,
          `"${named.get(key)?.name}" is made of itself, so that nothing can ever be one; refer to it from a property or from items instead`,
        )
      }
    }
    return named
  }
}

/** After the last key that leads to it, or after its file where it is the whole of one. */
function typeName({ place: { file, path } }: Node, wanted: string | undefined): string {
  if (wanted !== undefined) return pascalCase(wanted)
  const last = path.at(-1) ?? file.replace(/^.*[\\/]|\.[^.]*$/g, '')
  const inside = path.length > 2 && /^\d+$/.test(last) ? path.slice(-3).join(' ') : last
  return pascalCase(inside)
}
