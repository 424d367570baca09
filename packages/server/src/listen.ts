import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DocketError } from '@docket/core'

export class PortInUseError extends DocketError {
  constructor(port: number) {
    super('port_in_use', `Port ${port} is in use: stop what listens there, or choose another one with PORT`)
  }
}

/** @throws PortInUseError */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error)
    })
    server.listen(port, () => resolve((server.address() as AddressInfo).port))
  })
}
