import type { Figures } from '../figures.ts'

/** Work for a process of clients. */
export type Job = LatencyJob | FullSpeedJob | StreamJob

export type TransportName = 'hocuspocusTransport' | 'pollingTransport' | 'electricTransport' | 'yWebsocketTransport'

/** A client's way to its server. */
export interface Way {
  readonly transport: TransportName
  /** `127.0.0.1:4400` */
  readonly host: string
}

interface OfTenant {
  readonly tenant: string
  readonly token: string
}

/** One client records at a rate in one document; others see it. */
export interface LatencyJob extends OfTenant {
  readonly kind: 'latency'
  readonly by: Way
  readonly seenBy: readonly Watching[]
  /** Events a second. */
  readonly rate: number
  readonly seconds: number
}

/** Somebody who has the document open, or who shows a list in which it is, or who reads the stream. */
export type Watching =
  | { readonly what: 'document'; readonly by: Way }
  | { readonly what: 'list'; readonly by: Way }
  | { readonly what: 'stream'; readonly host: string }

/** Clients with a document each record as fast as a window lets them. */
export interface FullSpeedJob extends OfTenant {
  readonly kind: 'full-speed'
  readonly by: Way
  readonly clients: number
  /** Events of a client that are recorded and not yet there. */
  readonly window: number
  /** When an event is there: committed, or seen by another who has the document open, or by a reader of the stream. */
  readonly until: 'committed' | 'seen' | 'streamed'
  readonly seconds: number
}

/** Readers of the tenant's stream; told on its input how many events there are in all, it ends when all have them. */
export interface StreamJob extends OfTenant {
  readonly kind: 'stream'
  readonly host: string
  readonly readers: number
}

/** What a job prints when it has begun. */
export const STARTED = 'started'

/** What it prints at its end. */
export interface JobResult {
  /** Events recorded. */
  readonly events: number
  readonly figures: Figures
}
