/** A straight line through points (least squares). */
export interface Trend {
  /** Of y, for each x. */
  readonly slope: number
  /** Its standard error. */
  readonly error: number
}

/** Undefined of fewer than three points: nothing would say how sure it is. */
export function trendOf(points: readonly (readonly [x: number, y: number])[]): Trend | undefined {
  const count = points.length
  if (count < 3) return undefined
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count
  const squares = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / squares
  const residues = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  return { slope, error: Math.sqrt(residues / (count - 2) / squares) }
}
