import { type Closed, RawSocket } from '../raw-socket.ts'
import { authFrame, type Heard, SYNC, syncFrame, updateFrame } from '../wire.ts'

export type Answer = Heard | Closed

/** What became of something that was sent to a document. */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'document_closed' }
  | Closed

const PATIENCE_MS = 10_000
const NOTHING = new Uint8Array([0, 0])

/** A socket on which anything is sent, and on which one waits for what comes back: one at a time for each address. */
export class Conversation {
  readonly socket: RawSocket
  readonly #unread: { readonly address: string; readonly heard: Heard }[] = []
  #end: Closed | undefined
  readonly #waiting = new Set<() => void>()

  constructor(port: number, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new RawSocket(port, headers)
    this.socket.onHeard = (address, heard) => {
      this.#unread.push({ address, heard })
      this.#wake()
    }
    void this.socket.closed.then((end) => {
      this.#end = end
      this.#wake()
    })
  }

  send(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.socket.send(frame)
  }

  /** Authenticates; the answer is `authenticated`, `denied` or the end of the socket. */
  async authenticate(address: string, token: string): Promise<Answer> {
    await this.socket.opened()
    this.send(authFrame(address, token))
    return await this.until(address, ({ kind }) => kind === 'authenticated' || kind === 'denied')
  }

  /** Authenticates and does the handshake of a client that has nothing. Gives the document's content as an update. */
  async open(address: string, token: string): Promise<Uint8Array> {
    const answer = await this.authenticate(address, token)
    if (answer.kind !== 'authenticated') throw new Error(`${address} was not opened: ${JSON.stringify(answer)}`)
    this.send(syncFrame(address, SYNC.step1, new Uint8Array([0])))
    const content = await this.until(address, ({ kind }) => kind === 'step2')
    if (content.kind !== 'step2') throw new Error(`${address} was not synced: ${JSON.stringify(content)}`)
    this.send(syncFrame(address, SYNC.step2, NOTHING))
    const end = await this.outcome(address)
    if (end.kind !== 'acknowledged') throw new Error(`The handshake of ${address} was not acknowledged`)
    return content.update
  }

  async update(address: string, update: Uint8Array, step: number = SYNC.update): Promise<Outcome> {
    this.send(syncFrame(address, step, update))
    const outcome = await this.outcome(address)
    return step === SYNC.step2 && outcome.kind === 'acknowledged' ? await this.#refusedOrNot(address) : outcome
  }

  /** Hocuspocus acknowledges a SyncStep2 that is refused, if it holds nothing that the document lacks. */
  async #refusedOrNot(address: string): Promise<Outcome> {
    this.send(updateFrame(address, NOTHING))
    const next = await this.until(address, (heard) => heard.kind === 'acknowledged' || refusalOf(heard) !== undefined)
    const code = next.kind === 'socket_closed' ? undefined : refusalOf(next)
    if (code === undefined) return next.kind === 'socket_closed' ? next : { kind: 'acknowledged' }
    await this.outcome(address)
    return { kind: 'refused', code }
  }

  /** What became of the oldest update that is not answered yet. */
  async outcome(address: string): Promise<Outcome> {
    const answer = await this.until(address, ({ kind }) => kind === 'acknowledged' || kind === 'closed')
    if (answer.kind === 'socket_closed') return answer
    if (answer.kind === 'closed') return { kind: 'document_closed' }
    if (answer.kind === 'acknowledged' && answer.applied) return { kind: 'acknowledged' }
    const reason = await this.until(address, (heard) => heard.kind === 'closed' || refusalOf(heard) !== undefined)
    if (reason.kind === 'closed') return { kind: 'document_closed' }
    if (reason.kind === 'socket_closed') return reason
    return { kind: 'refused', code: refusalOf(reason) ?? '' }
  }

  /** Resolves when everything that was sent to a document before is handled. */
  async handled(address: string): Promise<Outcome> {
    this.send(updateFrame(address, NOTHING))
    return await this.outcome(address)
  }

  /** The first matching answer to a document; what came to it before is dropped. */
  async until(address: string, isIt: (heard: Heard) => boolean): Promise<Answer> {
    for (;;) {
      const index = this.#unread.findIndex((one) => one.address === address)
      const [next] = index < 0 ? [] : this.#unread.splice(index, 1)
      if (next !== undefined && isIt(next.heard)) return next.heard
      if (next !== undefined) continue
      if (this.#end !== undefined) return this.#end
      await this.#somethingComes(address)
    }
  }

  /** What came to a document and was not asked for, so far. */
  unread(address: string): readonly Heard[] {
    return this.#unread.filter((one) => one.address === address).map(({ heard }) => heard)
  }

  close(): void {
    this.socket.terminate()
  }

  #somethingComes(address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(() => reject(new Error(`No answer from the server to ${address}`)), PATIENCE_MS)
      this.#waiting.add(wake)
    })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }
}

function refusalOf(heard: Heard | Closed): string | undefined {
  if (heard.kind !== 'stateless') return undefined
  const message: unknown = JSON.parse(heard.payload)
  const { kind, code } = message as { kind?: unknown; code?: unknown }
  return kind === 'refused' ? String(code) : undefined
}
