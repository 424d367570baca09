import { type Place, placeKey } from '../description/place.ts'
import type { Findings } from '../description/problem.ts'
import { kebabCase } from './words.ts'

/** Names that mean something else in every program. */
const TAKEN = new Set([
  ...[
    'Array',
    'Blob',
    'Boolean',
    'Buffer',
    'Date',
    'Error',
    'Event',
    'File',
    'FormData',
    'Function',
    'Headers',
    'Infinity',
  ],
  ...[
    'JSON',
    'Json',
    'Map',
    'Math',
    'NaN',
    'Number',
    'Object',
    'Omit',
    'Partial',
    'Pick',
    'Promise',
    'Proxy',
    'Readonly',
  ],
  ...['Record', 'Reflect', 'RegExp', 'Request', 'Required', 'Response', 'Set', 'String', 'Symbol', 'URL', 'Undefined'],
  ...['WeakMap', 'WeakSet', 'Node', 'Intl', 'Iterator', 'DataView', 'Atomics'],
])

/**
 * A name for each: the one that is wanted, with `Schema` behind it where that means something else in JavaScript. Two
 * that want the same name, or the same name of a file, are a problem.
 */
export function uniqueNames(
  wanted: readonly { readonly wanted: string; readonly place: Place }[],
  findings: Findings,
): readonly string[] {
  const places = new Map<string, Place>()
  return wanted.map(({ wanted: name, place }) => {
    const free = TAKEN.has(name) ? `${name}Schema` : name
    const before = places.get(kebabCase(free))
    if (before === undefined) places.set(kebabCase(free), place)
    else
      findings.problem(
        'name_taken',
        place,
        `its name would be ${free}, which ${placeKey(before)} has; rename one of them`,
      )
    return free
  })
}
