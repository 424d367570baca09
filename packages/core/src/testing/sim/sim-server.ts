import type { Entity } from '../../entity/entity.ts'
import type { EventRecord } from '../../event/event-record.ts'
import type { EventLoop } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'

/** The server's end of a socket. */
export interface ServerEnd {
  /** As of a WebSocket. */
  readonly readyState: number
  send(frame: Uint8Array): void
  close(code?: number, reason?: string): void
  onFrame(take: (frame: Uint8Array) => void): void
  onClose(hear: (code: number, reason: string) => void): void
  /** Reads no more until the returned function is called; several may hold. */
  hold(): () => void
}

/** A row of the ledger. */
export interface LedgerRow {
  readonly tenant: string
  readonly seq: number
  readonly entity: string
  readonly id: string
  readonly event: EventRecord
  readonly submittedBy: string
  /** Undefined when it is accepted. */
  readonly rejection: { readonly code: string; readonly reason: string } | undefined
}

/** A row of the read model. */
export interface ReadModelRow {
  readonly tenant: string
  readonly entity: string
  readonly id: string
  readonly state: unknown
  readonly summary: unknown
  readonly seq: number
}

/** What survives the server's death: what oracles read, and what can go wrong with it. */
export interface SimLedger {
  /** In the order in which they were committed. */
  readonly rows: readonly LedgerRow[]
  readonly readModel: Iterable<ReadModelRow>
  /** Statements fail: none of them is executed, or each is and its answer is lost; or they take seconds. */
  trouble: 'refuses' | 'loses answers' | 'is slow' | undefined
}

/** Where a server runs. */
export interface SimHost {
  readonly loop: EventLoop
  readonly random: Random
  /** Outlives the server: for what is outside of it. */
  readonly world: SimProcess
  readonly entities: readonly Entity[]
  /** Something went wrong that the server would have logged. */
  onNote(note: string): void
}

/** What a server that runs offers to devices. */
export interface SimDoors {
  /** A socket comes. */
  accept(end: ServerEnd): void
  /** A request comes by HTTP. */
  answer(request: Request): Promise<Response>
}

/** A way to run a server in a simulation: what it keeps, and its process, which may die and be started again. */
export interface SimServer {
  readonly ledger: SimLedger
  /** In the name of a process, whose timers and queries end with it. */
  start(owner: SimProcess): SimDoors
}

/** `docketServer()` of `@docket/server/testing`. */
export type SimServerFactory = (host: SimHost) => SimServer
