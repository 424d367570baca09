export { conformanceNote, type Note } from './conformance-note.ts'
export { ConformanceError, type ConformanceTest } from './conformance-test.ts'
export { type Given, given, type Outcome, type SpecifiedEvent } from './given.ts'
export type { RejectHook } from './local-document.ts'
export { type LocalServer, type LocalServerOptions, localServer } from './local-server.ts'
export type { LocalTransport } from './local-transport.ts'
export { storageConformance } from './storage-conformance.ts'
export {
  type ConformanceClient,
  type TransportBench,
  type TransportCapabilities,
  transportConformance,
} from './transport-conformance.ts'
