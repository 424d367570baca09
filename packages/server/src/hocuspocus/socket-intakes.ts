import type { SocketIntake } from './socket-intake.ts'

/** The intake of each socket that Hocuspocus serves. */
export type SocketIntakes = WeakMap<object, SocketIntake>
