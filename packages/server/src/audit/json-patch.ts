import type { PatchOperation } from './verify/apply-patch.ts'
import { isObject } from './verify/read-step.ts'

/** A JSON Patch (RFC 6902) that leads from one JSON value to another; of a list, what its middle was replaced by. */
export function jsonPatch(before: unknown, after: unknown): PatchOperation[] {
  const operations: PatchOperation[] = []
  compare(before, after, '', operations)
  return operations
}

function compare(before: unknown, after: unknown, path: string, into: PatchOperation[]): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, into)
  else if (isObject(before) && isObject(after)) compareObjects(before, after, path, into)
  else into.push({ op: 'replace', path, value: after })
}

type Members = Readonly<Record<string, unknown>>

function compareObjects(before: Members, after: Members, path: string, into: PatchOperation[]): void {
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) into.push({ op: 'remove', path: pointer(path, name) })
  }
  for (const [name, value] of Object.entries(after)) {
    if (Object.hasOwn(before, name)) compare(before[name], value, pointer(path, name), into)
    else into.push({ op: 'add', path: pointer(path, name), value })
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  into: PatchOperation[],
): void {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSame(before[start], after[start])) start++
  let end = 0
  while (end < shorter - start && isSame(before[before.length - 1 - end], after[after.length - 1 - end])) end++
  const beforeEnd = before.length - end
  const afterEnd = after.length - end
  const common = Math.min(beforeEnd, afterEnd)
  for (let index = start; index < common; index++) compare(before[index], after[index], `${path}/${index}`, into)
  for (let index = beforeEnd - 1; index >= common; index--) into.push({ op: 'remove', path: `${path}/${index}` })
  for (let index = common; index < afterEnd; index++) {
    into.push({ op: 'add', path: `${path}/${index}`, value: after[index] })
  }
}

function isSame(a: unknown, b: unknown): boolean {
  const differences: PatchOperation[] = []
  compare(a, b, '', differences)
  return differences.length === 0
}

function pointer(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
