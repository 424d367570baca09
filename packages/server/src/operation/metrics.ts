import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BreachCode } from '../gate/judgement.ts'
import type { UpdateLoad } from '../hocuspocus/commit-budget.ts'
import type { WrittenCommit } from '../ledger/committer.ts'
import { processMetrics } from './process-metrics.ts'

/** What is looked at when somebody asks. */
export interface MetricSources {
  load(): UpdateLoad
  isDelayed(): boolean
  documents(): number
  sockets(): number
  /** Connections to documents: a socket carries many. */
  connections(): number
}

const SECONDS = [
  0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60,
]
const MOST_CODES = 50
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000]

/**
 * The server's metrics for Prometheus. Labels are codes of ours and nothing else: whoever may read the metrics learns
 * nothing of a tenant, a document or a user.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #commitSeconds: Histogram
  readonly #groupSeconds: Histogram
  readonly #groupCommits: Histogram
  readonly #groupEvents: Histogram
  readonly #codes = new Set<string>()
  readonly #retries: Counter
  readonly #accepted: Counter
  readonly #rejected: Counter<'code'>
  readonly #breaches: Counter<'code'>

  constructor(sources: MetricSources) {
    const registers = [this.#registry]
    const histogram = (name: string, help: string, buckets: number[]): Histogram =>
      new Histogram({ name, help, buckets, registers })
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    }
    this.#commitSeconds = histogram(
      'docket_commit_duration_seconds',
      'From the first update of a commit until Postgres had flushed it',
      SECONDS,
    )
    this.#groupSeconds = histogram('docket_commit_group_duration_seconds', 'The transaction of a group', SECONDS)
    this.#groupCommits = histogram('docket_commit_group_commits', 'Commits in one transaction', SIZES)
    this.#groupEvents = histogram('docket_commit_group_events', 'Events in one transaction', SIZES)
    this.#retries = new Counter({
      name: 'docket_commit_retries_total',
      help: 'Transactions that failed and were tried again',
      registers,
    })
    this.#accepted = new Counter({ name: 'docket_events_accepted_total', help: 'Events committed', registers })
    this.#rejected = new Counter({
      name: 'docket_events_rejected_total',
      help: 'Events committed as rejected, by the code of the verdict',
      labelNames: ['code'],
      registers,
    })
    this.#breaches = new Counter({
      name: 'docket_breaches_total',
      help: 'Updates refused because they broke the protocol',
      labelNames: ['code'],
      registers,
    })
    gauge('docket_commit_queue_updates', 'Updates that wait for Postgres', () => sources.load().updates)
    gauge('docket_commit_queue_bytes', 'Bytes of these updates', () => sources.load().bytes)
    gauge('docket_commit_delayed', '1 while clients are told that committing is delayed', () =>
      sources.isDelayed() ? 1 : 0,
    )
    gauge('docket_open_documents', 'Documents in memory', () => sources.documents())
    gauge('docket_open_sockets', 'WebSockets', () => sources.sockets())
    gauge('docket_open_connections', 'Connections to documents; a WebSocket carries many', () => sources.connections())
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** All of it in Prometheus' text format. */
  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${await processMetrics().metrics()}`
  }

  written(group: readonly WrittenCommit[], ms: number): void {
    const nowMs = performance.now()
    let accepted = 0
    let events = 0
    for (const { commit, queuedAtMs } of group) {
      this.#commitSeconds.observe((nowMs - queuedAtMs) / 1_000)
      for (const { rejection } of commit.events) {
        events++
        if (rejection === undefined) accepted++
        else this.#rejected.inc({ code: this.#labelOf(rejection.code) })
      }
    }
    this.#accepted.inc(accepted)
    this.#groupSeconds.observe(ms / 1_000)
    this.#groupCommits.observe(group.length)
    this.#groupEvents.observe(events)
  }

  /** An application may make as many codes as it likes; Prometheus keeps a series of each. */
  #labelOf(code: string): string {
    if (this.#codes.size < MOST_CODES) this.#codes.add(code)
    return this.#codes.has(code) ? code : 'other'
  }

  retried(): void {
    this.#retries.inc()
  }

  breached(code: BreachCode): void {
    this.#breaches.inc({ code })
  }
}
