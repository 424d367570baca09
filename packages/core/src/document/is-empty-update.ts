/** No structs and no deletions, as Yjs writes it (v1). */
const EMPTY_UPDATE_BYTES = 2

/** Does an update of Yjs' making say nothing? */
export function isEmptyUpdate({ byteLength }: Uint8Array): boolean {
  return byteLength <= EMPTY_UPDATE_BYTES
}
