/** Has JSON been read that had an integer of more digits than a number keeps? */
export function isUnsafe(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(isUnsafe)
}
