/** How many groups a Docket server has committed, by the upper bound of their time in seconds; each counts those below. */
export type CommitTimes = ReadonlyMap<number, number>

const BUCKET = /^docket_commit_group_duration_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm

/** @param url of the server's `/sync` */
export async function readCommitTimes(url: string): Promise<CommitTimes> {
  const text = await (await fetch(url.replace(/^ws/, 'http').replace(/\/sync$/, '/metrics'))).text()
  return new Map(
    [...text.matchAll(BUCKET)].map(([, le, count]) => [
      le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      Number(count),
    ]),
  )
}

/** The median of the groups between two readings, ms; within a bucket as if they were spread evenly. */
export function medianCommitMs(before: CommitTimes, after: CommitTimes): number {
  const buckets = [...after].map(([le, count]) => ({ le, count: count - (before.get(le) ?? 0) }))
  const half = (buckets.at(-1)?.count ?? 0) / 2
  const index = buckets.findIndex(({ count }) => count >= half)
  const bucket = buckets[index]
  if (bucket === undefined) return Number.NaN
  const { le: from, count: below } = buckets[index - 1] ?? { le: 0, count: 0 }
  return (from + ((half - below) / (bucket.count - below)) * (bucket.le - from)) * 1_000
}
