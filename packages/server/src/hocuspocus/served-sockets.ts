import type { SocketIntake } from './socket-intake.ts'
import type { SocketLanes } from './socket-lanes.ts'

/** What the server keeps of each socket that Hocuspocus serves, by the socket and by the request that opened it. */
export type ServedSockets = WeakMap<object, { readonly intake: SocketIntake; readonly lanes: SocketLanes }>
