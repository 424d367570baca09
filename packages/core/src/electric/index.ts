export { type ElectricTransportOptions, electricTransport } from '../transport/electric/electric-transport.ts'
export { ShapeRefusedError } from '../transport/electric/shape-refused-error.ts'
