/** An event of Chromium's tracing, as far as it is read here. Times in µs. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** What the thread ran of `dur`; the rest it waited, or others had its processor. */
  readonly tdur?: number
  readonly args: {
    readonly name?: string
    readonly data?: { readonly type?: string }
  }
}

export const TRACE_CATEGORIES: readonly string[] = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'toplevel',
]

/** What a tap costs the main thread, ms. */
export interface TapCost {
  /** How long it was busy. */
  readonly busyMs: number
  /** What of that it ran: less than `busyMs` where other processes compete for the processors. */
  readonly cpuMs: number
}

/**
 * The main-thread time of each tap: all tasks from the pointer going down to the end of the first frame that is
 * committed after the click, less what the thread was idle between.
 */
export function tapCosts(events: readonly TraceEvent[]): TapCost[] {
  const clicks = events.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'click')
  const [first] = clicks
  if (first === undefined) return []
  const onThread = events
    .filter(({ pid, tid, dur }) => pid === first.pid && tid === first.tid && dur !== undefined)
    .sort((a, b) => a.ts - b.ts)
  const downs = onThread.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'pointerdown')
  const commits = onThread.filter(({ name }) => name === 'Commit')
  const tasks = onThread.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask')
  return clicks.flatMap((click) => {
    const down = downs.findLast(({ ts }) => ts <= click.ts)
    const commit = commits.find(({ ts }) => ts >= click.ts)
    if (down === undefined || commit === undefined) return []
    const from = tasks.findLast(({ ts }) => ts <= down.ts)?.ts ?? down.ts
    const until = commit.ts + (commit.dur ?? 0)
    let busy = 0
    let cpu = 0
    let covered = from
    // Tasks nest: what an outer one covers counts once.
    for (const { ts, dur = 0, tdur = 0 } of tasks) {
      const end = Math.min(ts + dur, until)
      if (ts < from || end <= covered) continue
      busy += end - Math.max(ts, covered)
      cpu += tdur
      covered = end
    }
    return [{ busyMs: busy / 1000, cpuMs: cpu / 1000 }]
  })
}
