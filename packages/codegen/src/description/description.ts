import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { child, isObject, type Node, type Place } from './place.ts'

/** What became of a reference: where it leads, or why it leads nowhere. */
export type Followed = { readonly node: Node } | { readonly missing: string }

/** A description, its files and the references between them. */
export class Description {
  readonly root: Node
  readonly #files: ReadonlyMap<string, unknown>

  constructor(root: string, files: ReadonlyMap<string, unknown>) {
    this.#files = files
    this.root = { place: { file: root, path: [] }, value: files.get(root) }
  }

  /** The files that were read, the description itself first. */
  get files(): readonly string[] {
    return [...this.#files.keys()]
  }

  /** Follows one reference, which stands at `from`. */
  follow(reference: string, from: Place): Followed {
    const [target = '', fragment = ''] = reference.split('#', 2)
    const file = target === '' ? from.file : fileOf(target, from.file)
    if (file === undefined || !this.#files.has(file)) {
      return { missing: `"${reference}" leads to no file that could be read; only files are read, no addresses` }
    }
    if (fragment !== '' && !fragment.startsWith('/'))
      return { missing: `"${reference}" names an anchor; write a path, such as "#/components/schemas/Order"` }
    let node: Node | undefined = { place: { file, path: [] }, value: this.#files.get(file) }
    for (const token of fragment.split('/').slice(1)) node = node && child(node, decode(token))
    return node === undefined ? { missing: `nothing stands at "${reference}"` } : { node }
  }
}

/** The text of a reference, where a value is one. */
export function referenceOf({ value }: Node): string | undefined {
  return isObject(value) && typeof value.$ref === 'string' ? value.$ref : undefined
}

function fileOf(target: string, from: string): string | undefined {
  if (target.startsWith('file:')) return fileURLToPath(target)
  if (/^[a-z][a-z+.-]+:/i.test(target)) return undefined
  return resolve(dirname(from), decodeText(target))
}

function decode(token: string): string {
  return decodeText(token).replaceAll('~1', '/').replaceAll('~0', '~')
}

/** A "%" that encodes nothing stands for itself. */
function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
