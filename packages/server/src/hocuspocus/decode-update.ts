import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Appended, AppendedItem, ItemId } from '../gate/appended.ts'
import { type Breach, breach } from '../gate/judgement.ts'
import type { GateLimits } from '../gate/limits.ts'
import { hasTooManyStructs } from './has-too-many-structs.ts'

/** Decodes an update without applying it, within limits. */
export function decodeUpdate(update: Uint8Array, limits: GateLimits): Appended | Breach {
  if (update.byteLength > limits.updateBytes) {
    return breach(
      'update_too_large',
      `an update of ${update.byteLength} bytes; at most ${limits.updateBytes} are allowed`,
    )
  }
  if (hasTooManyStructs(update, limits.structsPerUpdate)) return tooManyStructs(limits)
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdate(update)
  } catch {
    return breach('update_malformed', 'the bytes are not a Yjs update')
  }
  const { structs, ds } = decoded
  // Where a client has two blocks, Yjs applies one of them only; nor does it ever write an empty item.
  if (
    blocksOf(update) !== new Set(structs.map(({ id }) => id.client)).size ||
    structs.some(({ length }) => length === 0)
  ) {
    return breach('update_malformed', 'the update is not as Yjs writes it')
  }
  const items: AppendedItem[] = []
  for (const struct of structs) {
    // A Skip leaves a gap, which the clocks of what follows show.
    if (struct instanceof Y.Skip) continue
    if (struct instanceof Y.GC) return breach('deletion', 'the update holds the place of something deleted')
    items.push(toAppended(struct))
  }
  // Any range counts. Yjs keeps one of unknown clocks until they come, and fails on one of no length.
  const deletes = [...ds.clients.values()].some((ranges) => ranges.length > 0)
  return { bytes: update.byteLength, items: items.sort(byClock), deletes }
}

function tooManyStructs({ structsPerUpdate }: GateLimits): Breach {
  return breach('update_too_large', `an update of more than ${structsPerUpdate} structs`)
}

/** An update is a list of blocks, one a client; it begins with their number. */
function blocksOf(update: Uint8Array): number {
  return decoding.readVarUint(decoding.createDecoder(update))
}

function toAppended(item: Y.Item): AppendedItem {
  const { content, parent, parentSub, origin, rightOrigin } = item
  const isList = (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) && parentSub === null
  // What lies inside another type has that type's id for a parent; no root is called so.
  const root: unknown = parent
  return {
    client: item.id.client,
    clock: item.id.clock,
    length: item.length,
    root: typeof root === 'string' ? root : root === null ? undefined : '(nested)',
    origins: [origin, rightOrigin].filter((id): id is Y.ID => id !== null) satisfies readonly ItemId[],
    values: isList ? content.getContent() : undefined,
  }
}

function byClock(a: AppendedItem, b: AppendedItem): number {
  return a.client - b.client || a.clock - b.clock
}
