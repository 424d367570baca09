import type { EventRecord } from '@docket/core'
import type { DevicePlan, ServerName } from './plan.ts'

/** What a process of devices is told at its start. */
export interface Job {
  readonly seed: number
  readonly devices: readonly DevicePlan[]
  /** Where the servers are reached, also after a restart. */
  readonly ports: Readonly<Record<ServerName, number>>
  readonly seconds: number
  /** How long a table stays. */
  readonly sittingSeconds: number
}

/** What everybody should have in the end: by tenant, and there by the document's id. */
export type Expected = Readonly<Record<string, Readonly<Record<string, ExpectedDocument>>>>

export interface ExpectedDocument {
  readonly summary: unknown
  /** Hash of the state and of the history, effects and save states included. */
  readonly digest: string
}

export type Order =
  | { readonly kind: 'start'; readonly job: Job }
  | { readonly kind: 'sample' }
  /** Everybody comes back and records nothing more; answered when everything is committed. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'compare'; readonly expected: Expected }
  | { readonly kind: 'close' }

export type Answer =
  | { readonly kind: 'start' }
  | { readonly kind: 'sample'; readonly sample: WorkerSample }
  | { readonly kind: 'settle' }
  /** What is wrong: a sentence each. */
  | { readonly kind: 'compare'; readonly problems: readonly string[]; readonly documents: number }
  | { readonly kind: 'close'; readonly sample: WorkerSample; readonly socketsLeft: number }

/** Told without being asked, some times a second. */
export interface Report {
  readonly kind: 'report'
  readonly recorded: readonly { readonly document: string; readonly event: EventRecord }[]
  readonly settled: readonly Settled[]
}

/** A receipt has said what became of an event. */
export interface Settled {
  readonly id: string
  /** Of the error, if it was rejected. */
  readonly code?: string
  /** From `record` to the acknowledgement, where the device was online all the time. */
  readonly tookMs?: number
}

export interface WorkerSample {
  /** After a garbage collection. */
  readonly usedBytes: number
  readonly residentBytes: number
  readonly heapLimitBytes: number
  readonly sockets: number
  readonly timers: number
  /** On the devices' disks, open or not. */
  readonly documents: number
  /** Lines of the devices' lists. */
  readonly rows: number
  readonly online: number
  readonly away: number
}
