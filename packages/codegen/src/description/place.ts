/** Where something stands in a description: in which file, and the keys that lead to it. */
export interface Place {
  readonly file: string
  readonly path: readonly string[]
}

/** A value of a description, and where it stands. */
export interface Node {
  readonly place: Place
  readonly value: unknown
}

/** A place as text: the same text for the same place, and for no other. */
export function placeKey({ file, path }: Place): string {
  return `${file}#${path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands under a key; undefined where there is nothing. */
export function child({ place, value }: Node, key: string | number): Node | undefined {
  const name = String(key)
  const found = Array.isArray(value)
    ? value[Number(key)]
    : isObject(value) && Object.hasOwn(value, name)
      ? value[name]
      : undefined
  return found === undefined ? undefined : { place: { file: place.file, path: [...place.path, name] }, value: found }
}

/** What stands under several keys, one below the other. */
export function descendant(node: Node, ...path: readonly string[]): Node | undefined {
  let current: Node | undefined = node
  for (const key of path) current = current && child(current, key)
  return current
}

/** The members of an object, in the order of the file. */
export function members(node: Node | undefined): readonly (readonly [string, Node])[] {
  if (node === undefined || !isObject(node.value)) return []
  return Object.keys(node.value).flatMap((key) => {
    const member = child(node, key)
    return member === undefined ? [] : [[key, member] as const]
  })
}

/** The elements of a list. */
export function elements(node: Node | undefined): readonly Node[] {
  if (node === undefined || !Array.isArray(node.value)) return []
  return node.value.flatMap((_, index) => child(node, index) ?? [])
}
