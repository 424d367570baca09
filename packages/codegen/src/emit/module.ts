import { posix } from 'node:path'

interface Import {
  /** What it is called in the file. */
  readonly local: string
  readonly as: 'type' | 'value'
}

/** A file that is being written: what it imports, and what it says. */
export class Module {
  /** Relative to the folder of the generated files, or, beginning with `../`, outside of it. */
  readonly path: string
  readonly #out: string
  readonly #header: string
  readonly #imports = new Map<string, Map<string, Import>>()
  readonly #taken = new Set<string>()
  readonly #body: string[] = []

  /** @param out the folder of the generated files */
  constructor(path: string, out: string, header: string = HEADER) {
    this.path = path
    this.#out = out
    this.#header = header
  }

  /** Says which names the file declares itself, before it uses any: others of the same name are imported as another. */
  declare(...names: readonly string[]): void {
    for (const name of names) this.#taken.add(name)
  }

  /** Imports a name from a package, or from another generated file by its path. Gives what it is called here. */
  use(name: string, from: string, as: Import['as'] = 'value'): string {
    if (from === this.path) return name
    const names = this.#imports.get(from) ?? new Map<string, Import>()
    this.#imports.set(from, names)
    const before = names.get(name)
    const local = before?.local ?? this.#free(name)
    names.set(name, { local, as: before?.as === 'value' ? 'value' : as })
    return local
  }

  useType(name: string, from: string): string {
    return this.use(name, from, 'type')
  }

  /** zod's namespace. */
  useZod(): void {
    this.use('* as z', 'zod/mini')
  }

  add(...lines: readonly string[]): void {
    this.#body.push(...lines)
  }

  get text(): string {
    const imports = [...this.#imports]
      .map(([from, names]) => ({ from: this.#specifier(from), names }))
      .sort((a, b) => compareSpecifiers(a.from, b.from))
      .map(({ from, names }) => `import ${importClause(names)} from '${from}'`)
    return [this.#header, '', ...imports, ...(imports.length > 0 ? [''] : []), ...this.#body, ''].join('\n')
  }

  #free(name: string): string {
    let free = name
    while (this.#taken.has(free)) free = `${free}Schema`
    this.#taken.add(free)
    return free
  }

  #specifier(from: string): string {
    if (!from.endsWith('.ts') && !from.endsWith('.tsx')) return from
    const relative = posix.relative(posix.join(this.#out, posix.dirname(this.path)), posix.join(this.#out, from))
    return relative.startsWith('.') ? relative : `./${relative}`
  }
}

export const HEADER = '// Made by docket-codegen from an OpenAPI description. Change the description, not this file.'

function importClause(names: ReadonlyMap<string, Import>): string {
  const sorted = [...names].sort(([a], [b]) => compareNatural(a, b))
  const [only] = sorted
  if (only?.[0].startsWith('*')) return only[0]
  const allTypes = sorted.every(([, { as }]) => as === 'type')
  const list = sorted.map(([name, { local, as }]) => {
    const here = local === name ? name : `${name} as ${local}`
    return as === 'type' && !allTypes ? `type ${here}` : here
  })
  return `${allTypes ? 'type ' : ''}{ ${list.join(', ')} }`
}

/** Packages first, then files, those further up first. */
function compareSpecifiers(a: string, b: string): number {
  return rank(a) - rank(b) || compareNatural(withoutExtension(a), withoutExtension(b))
}

function withoutExtension(specifier: string): string {
  return specifier.replace(/\.tsx?$/, '')
}

function rank(specifier: string): number {
  if (!specifier.startsWith('.')) return 0
  return specifier.startsWith('../') ? 1 : 2
}

/** As import sorters do: numbers by their size, letters without regard to case, of the same letter the capital first. */
function compareNatural(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D/g) ?? [])
  for (const [index, one] of (left ?? []).entries()) {
    const other = right?.[index]
    if (other === undefined) return 1
    if (one === other) continue
    if (/\d/.test(one) && /\d/.test(other)) return Number(one) - Number(other) || one.length - other.length
    const [lower, otherLower] = [one.toLowerCase(), other.toLowerCase()]
    if (lower === otherLower) return one < other ? -1 : 1
    return lower < otherLower ? -1 : 1
  }
  return (left?.length ?? 0) - (right?.length ?? 0)
}
