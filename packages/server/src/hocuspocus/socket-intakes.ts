import type { SocketIntake } from './socket-intake.ts'

/** The intake of each socket that Hocuspocus serves, by the socket and by the request that opened it. */
export type SocketIntakes = WeakMap<object, SocketIntake>
