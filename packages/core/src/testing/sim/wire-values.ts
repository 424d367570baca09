import * as Y from 'yjs'

/** A value that a Yjs update appends to a root or after another item. */
export interface WireValue {
  readonly client: number
  readonly clock: number
  readonly value: unknown
}

/** All that an update brings. Nothing of what is no update: whoever sends that is refused. */
export function valuesOf(update: Uint8Array): readonly WireValue[] {
  try {
    return Y.decodeUpdate(update).structs.flatMap((struct) => {
      if (!(struct instanceof Y.Item)) return []
      const { client, clock } = struct.id
      const content: readonly unknown[] = struct.content.getContent()
      return content.map((value, offset) => ({ client, clock: clock + offset, value }))
    })
  } catch {
    return []
  }
}
