import { isObject } from './read-step.ts'

/** An operation of JSON Patch (RFC 6902), of those that a bundle has. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

const INDEX = /^(0|[1-9][0-9]{0,9})$/

/**
 * The value after the operations; it is changed in place.
 *
 * @throws TypeError when one of them does not fit it
 */
export function applyPatch(value: unknown, operations: readonly unknown[]): unknown {
  const root: Record<string, unknown> = { root: value }
  for (const operation of operations) {
    if (!isOperation(operation)) throw new TypeError('an operation is add, replace or remove, with a path')
    const parts = operation.path.split('/')
    if (parts[0] !== '') throw new TypeError(`${operation.path} is no JSON Pointer`)
    const names = ['root', ...parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))]
    applyTo(targetOf(root, names.slice(0, -1)), names.at(-1) ?? '', operation)
  }
  return root.root
}

function isOperation(value: unknown): value is PatchOperation {
  if (!isObject(value) || typeof value.path !== 'string') return false
  return value.op === 'remove' || ((value.op === 'add' || value.op === 'replace') && 'value' in value)
}

function targetOf(root: unknown, names: readonly string[]): unknown {
  let target = root
  for (const name of names) {
    if (Array.isArray(target)) target = target[indexOf(name, target.length - 1)]
    else if (isObject(target) && Object.hasOwn(target, name)) target = target[name]
    else throw new TypeError(`there is no ${name}`)
  }
  return target
}

function applyTo(target: unknown, name: string, operation: PatchOperation): void {
  if (Array.isArray(target)) applyToList(target, name, operation)
  else applyToObject(target, name, operation)
}

function applyToObject(target: unknown, name: string, operation: PatchOperation): void {
  if (!isRecord(target)) throw new TypeError(`what ${name} would be in is no object`)
  if (operation.op !== 'add' && !Object.hasOwn(target, name)) throw new TypeError(`there is no ${name}`)
  if (operation.op === 'remove') delete target[name]
  else if (name === '__proto__') throw new TypeError('no JSON of ours has the member __proto__')
  else target[name] = operation.value
}

function applyToList(target: unknown[], name: string, operation: PatchOperation): void {
  if (operation.op === 'add')
    target.splice(name === '-' ? target.length : indexOf(name, target.length), 0, operation.value)
  else if (operation.op === 'remove') target.splice(indexOf(name, target.length - 1), 1)
  else target[indexOf(name, target.length - 1)] = operation.value
}

function indexOf(name: string, most: number): number {
  const index = INDEX.test(name) ? Number(name) : Number.POSITIVE_INFINITY
  if (index > most) throw new TypeError(`there is no place ${name}`)
  return index
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value)
}
