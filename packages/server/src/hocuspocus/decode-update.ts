import * as Y from 'yjs'
import type { Appended, AppendedItem, ItemId } from '../gate/appended.ts'
import { type Breach, breach } from '../gate/judgement.ts'
import type { GateLimits } from '../gate/limits.ts'

/** Decodes an update without applying it, within limits. */
export function decodeUpdate(update: Uint8Array, limits: GateLimits): Appended | Breach {
  if (update.byteLength > limits.updateBytes) {
    return breach(
      'update_too_large',
      `an update of ${update.byteLength} bytes; at most ${limits.updateBytes} are allowed`,
    )
  }
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdate(update)
  } catch {
    return breach('update_malformed', 'the bytes are not a Yjs update')
  }
  const { structs, ds } = decoded
  if (structs.length > limits.structsPerUpdate) {
    return breach(
      'update_too_large',
      `an update of ${structs.length} structs; at most ${limits.structsPerUpdate} are allowed`,
    )
  }
  const items: AppendedItem[] = []
  for (const struct of structs) {
    // A Skip leaves a gap, which the clocks of what follows show.
    if (struct instanceof Y.Skip) continue
    if (struct instanceof Y.GC) return breach('deletion', 'the update holds the place of something deleted')
    items.push(toAppended(struct))
  }
  return { items: items.sort(byClock), deletes: [...ds.clients.values()].some((ranges) => ranges.length > 0) }
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
