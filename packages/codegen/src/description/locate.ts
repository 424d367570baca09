import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Place, placeKey } from './place.ts'

/** Gives `file:line:column` of a place, counted from 1, or `file#/keys/that/lead/to/it`. */
export type Locate = (place: Place) => string

/**
 * Parses each file once, with positions; for when something is wrong, because it takes long: seconds for the longest.
 *
 * @param longest of a file with more characters it tells the keys that lead to the place instead; no limit unless told
 */
export function createLocate(longest: number = Number.POSITIVE_INFINITY): Locate {
  const files = new Map<string, { readonly document: Document; readonly lines: LineCounter }>()
  return (place) => {
    const { file, path } = place
    let parsed = files.get(file)
    if (parsed === undefined) {
      const text = readFileSync(file, 'utf8')
      if (text.length > longest) return placeKey({ file: relative(process.cwd(), file), path })
      const lines = new LineCounter()
      parsed = { document: parseDocument(text, { lineCounter: lines, uniqueKeys: false }), lines }
      files.set(file, parsed)
    }
    const { line, col } = parsed.lines.linePos(offsetOf(parsed.document, path))
    return `${relative(process.cwd(), file)}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
}

/** Of the key of a member, or of an element; of the nearest place above it where that is not there. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const key of path) {
    const found = stepInto(document, node, key)
    if (found === undefined) return offset
    offset = found.at.range?.[0] ?? offset
    node = found.value
  }
  return offset
}

function stepInto(document: Document, node: unknown, key: string): { at: Node; value: unknown } | undefined {
  const collection = isAlias(node) ? node.resolve(document) : node
  if (isMap(collection)) {
    const pair = collection.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    return pair !== undefined && isNode(pair.key) ? { at: pair.key, value: pair.value } : undefined
  }
  if (!isSeq(collection)) return undefined
  const item = collection.items[Number(key)]
  return isNode(item) ? { at: item, value: item } : undefined
}
