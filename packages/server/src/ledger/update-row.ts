const LENGTH_BYTES = 4

/** The Yjs updates of one commit as the bytes of one row: each after its length. */
export function writeUpdates(updates: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    updates.flatMap((update) => {
      const length = Buffer.allocUnsafe(LENGTH_BYTES)
      length.writeUInt32BE(update.byteLength)
      return [length, update]
    }),
  )
}

/** @throws RangeError when the bytes are not such a row */
export function readUpdates(row: Buffer): Uint8Array[] {
  const updates: Uint8Array[] = []
  for (let at = 0; at < row.byteLength; ) {
    const start = at + LENGTH_BYTES
    at = start + row.readUInt32BE(at)
    if (at > row.byteLength) throw new RangeError(`an update ends at byte ${at} of ${row.byteLength}`)
    updates.push(row.subarray(start, at))
  }
  return updates
}
