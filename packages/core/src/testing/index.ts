export { conformanceNote, type Note } from './conformance-note.ts'
export { ConformanceError, type ConformanceTest, eventually, must, mustEqual } from './conformance-test.ts'
export { type FakeClock, fakeClock, fakeRandom } from './fakes.ts'
export { type Given, given, type Outcome, type SpecifiedEvent } from './given.ts'
export type { RejectHook } from './local-document.ts'
export { type LocalServer, type LocalServerOptions, localServer } from './local-server.ts'
export type { LocalTransport } from './local-transport.ts'
export type { EventLoop } from './sim/event-loop.ts'
export { NoGeneratorError } from './sim/generate-payload.ts'
export type { Plan, Step } from './sim/plan.ts'
export type { Random } from './sim/random.ts'
export type { RunResult } from './sim/run-plan.ts'
export type { Recorded, SimDevice } from './sim/sim-device.ts'
export type { Ended, Generator, Invariant, SimulationOptions } from './sim/sim-options.ts'
export type { SimProcess } from './sim/sim-process.ts'
export type {
  LedgerRow,
  ReadModelRow,
  ServerEnd,
  SimDoors,
  SimHost,
  SimLedger,
  SimServer,
  SimServerFactory,
} from './sim/sim-server.ts'
export type { SimToken } from './sim/sim-token.ts'
export { runSimulation, type SimulateOptions, SimulationFailedError, simulate } from './sim/simulate.ts'
export type { Violation } from './sim/violation.ts'
export { storageConformance } from './storage-conformance.ts'
export {
  type ConformanceClient,
  type TransportBench,
  type TransportCapabilities,
  transportConformance,
} from './transport-conformance.ts'
