/** The id of another client of Yjs, as Yjs makes them. */
export function newClient(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
