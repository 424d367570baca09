import type { Hocuspocus } from '@hocuspocus/server'
import type { Limits } from '../gate/limits.ts'
import type { SharedRates } from '../gate/shared-rates.ts'
import type { CommitBudget } from './commit-budget.ts'
import { HeldFrames } from './held-frames.ts'
import type { ServedSocket } from './served-socket.ts'
import type { ServedSockets } from './served-sockets.ts'
import { SocketIntake } from './socket-intake.ts'
import { SocketLanes } from './socket-lanes.ts'

export interface ServeOptions {
  readonly hocuspocus: Hocuspocus
  readonly sockets: ServedSockets
  readonly limits: Limits
  readonly rates: SharedRates
  readonly budget: CommitBudget
  readonly now: () => number
  /** From where the socket comes. */
  readonly address: string
  readonly isReading: () => boolean
  readonly onAuthenticated: () => void
}

/**
 * Serves Hocuspocus on a socket: its frames pass the intake, updates go to their lanes, all else to Hocuspocus. The
 * returned function is to be called when the socket is closed.
 */
export function serveSocket(socket: ServedSocket, options: ServeOptions): (code: number, reason: string) => void {
  const { hocuspocus, sockets, limits, rates, budget, now, address, isReading, onAuthenticated } = options
  // Hocuspocus hands it to every hook; not with the true URL, in which a plain client's token may be.
  const request = new Request('http://localhost')
  const client = hocuspocus.handleConnection(socket, request)
  const lanes = new SocketLanes()
  const intake = new SocketIntake({
    socket,
    limits,
    rates,
    budget,
    address,
    now,
    onAuthenticated,
    onForgotten: (forgotten) => lanes.close(forgotten),
  })
  const held = new HeldFrames({
    budget,
    isOpen: (opened) => intake.isOpen(opened),
    pass({ frame, head, onHandled }) {
      if (!lanes.take(head, frame, onHandled)) client.handleMessage(frame)
    },
  })
  for (const key of [socket, request]) sockets.set(key, { intake, lanes })
  socket.onSend = (frame) => intake.sends(frame)
  socket.onFrame((frame) => {
    const admitted = isReading() ? intake.admits(frame) : undefined
    if (admitted !== undefined) held.take(admitted)
  })
  return (code, reason) => {
    held.clear()
    client.handleClose({ code, reason })
  }
}
