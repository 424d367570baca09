import { localValue } from '../lib/local-value.ts'
import { newId } from '../lib/new-id.ts'

const known = localValue('docket-pos.device')

/**
 * The name of this till. Each browser profile is one till and remembers its name. `?till=B` in the address gives a tab
 * another name, to look at two tills side by side; as both tabs share the profile's disk, only two profiles (or two
 * machines) are two tills that can be offline apart.
 */
export function deviceName(search: string): string {
  const asked = new URLSearchParams(search).get('till') ?? ''
  if (/^[A-Za-z0-9_-]{1,32}$/.test(asked)) return `till-${asked}`
  const name = known.get() ?? `till-${newId().slice(0, 4)}`
  known.set(name)
  return name
}

/** `till-B` → `Till B` */
export function deviceLabel(device: string): string {
  const till = /^till-(.+)$/.exec(device)?.[1]
  return till === undefined ? device : `Till ${till.toUpperCase()}`
}
