import type { ServerEnd } from '@docket/core/testing'
import type { ServedSocket } from '../hocuspocus/served-socket.ts'

/** A simulated socket as the server sees its own. */
export class ServedEnd implements ServedSocket {
  readonly #end: ServerEnd
  #holds = 0
  onSend: (frame: Uint8Array) => void = () => undefined

  constructor(end: ServerEnd) {
    this.#end = end
  }

  get readyState(): number {
    return this.#end.readyState
  }

  get isHeld(): boolean {
    return this.#holds > 0
  }

  send(data: Parameters<ServedSocket['send']>[0]): void {
    const frame = data as Uint8Array
    this.onSend(frame)
    this.#end.send(frame)
  }

  close(code?: number, reason?: string): void {
    this.#end.close(code, reason)
  }

  closeAsLate(): void {
    this.close(4408, 'authentication_timeout')
  }

  onFrame(take: (frame: Uint8Array) => void): void {
    this.#end.onFrame(take)
  }

  hold(): () => void {
    this.#holds++
    const release = this.#end.hold()
    let isHeld = true
    return () => {
      if (isHeld) this.#holds--
      isHeld = false
      release()
    }
  }
}
