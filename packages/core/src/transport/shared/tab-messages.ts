import type { Checkpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { DocketError } from '../../event/errors.ts'
import type { SummaryRow } from '../messages.ts'
import type { ConnectionState, TransportHost } from '../transport.ts'

/** An error as it passes between tabs: a cloned one would lose its code. */
export interface ToldError {
  readonly code: string
  readonly message: string
}

export type TimeSample = Parameters<TransportHost['onServerTime']>[0]

/** Which copy of which document a message is about. */
export interface OfCopy {
  readonly name: string
  readonly generation: number
}

/** What a tab says, to the hub and to the other tabs. `attachment` is one document attached in one tab, once. */
export type TabMessage =
  | { readonly kind: 'join'; readonly tab: string; readonly after: number }
  /** `state` is all that the tab has of the document. */
  | (OfCopy & {
      readonly kind: 'open'
      readonly tab: string
      readonly attachment: string
      readonly state: Uint8Array
      /** What stands for items that the tab does not have. */
      readonly checkpoint?: Checkpoint
    })
  /** The tab asks for the checkpoint of a document. */
  | { readonly kind: 'ask'; readonly document: string }
  | (OfCopy & { readonly kind: 'update'; readonly update: Uint8Array })
  | (OfCopy & { readonly kind: 'close'; readonly attachment: string })

/** What the hub says to all tabs, or `to` one tab or attachment. */
export type HubMessage =
  /** There is a new hub, which knows of nobody. */
  | { readonly kind: 'hub' }
  | {
      readonly kind: 'connection'
      readonly to?: string
      readonly state: ConnectionState
      readonly error?: ToldError
      readonly delayed: boolean
    }
  | { readonly kind: 'delayed'; readonly to?: string; readonly delayed: boolean }
  | { readonly kind: 'time'; readonly to?: string; readonly sample: TimeSample }
  | {
      readonly kind: 'summaries'
      readonly to?: string
      readonly rows: readonly SummaryRow[]
      readonly cursor: number
    }
  | (OfCopy & {
      readonly kind: 'document'
      readonly to?: string
      readonly update?: Uint8Array
      readonly checkpoint?: Checkpoint
      /** This much of it is committed. */
      readonly committed: ClockPairs
    })
  | {
      readonly kind: 'checkpoint'
      readonly to?: string
      readonly document: string
      readonly checkpoint: Checkpoint | undefined
    }
  | (OfCopy & { readonly kind: 'synced'; readonly to?: string })
  /** `final`: of an update, which the server will never take. */
  | (OfCopy & {
      readonly kind: 'refused'
      readonly to?: string
      readonly final: boolean
      readonly error: ToldError
    })

export type SharedMessage = TabMessage | HubMessage
/** What concerns one document. */
export type DocumentMessage = Extract<SharedMessage, OfCopy>
/** What the hub says that concerns none. */
export type StoreMessage = Exclude<HubMessage, { readonly name: string } | { readonly kind: 'hub' }>

export function toldError({ code, message }: DocketError): ToldError {
  return { code, message }
}

export function heardError({ code, message }: ToldError): DocketError {
  return new DocketError(code, message)
}
