import type { EventLoop } from './event-loop.ts'
import { readFrame } from './frame-reader.ts'
import type { RequestWatch, SocketWatch } from './link.ts'
import type { Trace } from './trace.ts'

const TEXT = new TextEncoder()

/** Everything on the wire is part of what happened. */
export function traced(
  { sockets, requests }: { readonly sockets: SocketWatch; readonly requests: RequestWatch },
  trace: Trace,
  loop: EventLoop,
): SocketWatch & RequestWatch {
  const frame = (who: string, what: string, bytes: Uint8Array): void => {
    trace.add(loop.nowMs, who, what, bytes)
    trace.say(() => JSON.stringify(readFrame(bytes)))
  }
  const body = (who: string, what: string, text: string): void => {
    trace.add(loop.nowMs, who, what, TEXT.encode(text))
    trace.say(() => text)
  }
  return {
    toServer(socket, bytes) {
      frame(socket.name, 'to server', bytes)
      sockets.toServer(socket, bytes)
    },
    toDevice(socket, bytes) {
      frame(socket.name, 'from server', bytes)
      sockets.toDevice(socket, bytes)
    },
    asked(request, text) {
      body(request.name, 'asks', text)
      requests.asked(request, text)
    },
    answered(request, text) {
      body(request.name, 'is answered', text)
      requests.answered(request, text)
    },
  }
}
