import { networkInterfaces } from 'node:os'
import { DocketError } from '@docket/core'
import { createLogger, type DocketServer } from '@docket/server'
import { runServer } from '../server.ts'
import { buildPageIfNeeded } from './build-page.ts'

/** The addresses of this machine at which other devices in the same network find it. */
function networkAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)
}

function welcome({ url, port }: DocketServer): void {
  const elsewhere = networkAddresses().map(
    (address) => `  http://${address}:${port}  from other devices (where offline reloads need https)\n`,
  )
  console.log(`
Docket's restaurant is open:

  ${url}  on this machine
${elsewhere.join('')}
A second till is the same address in a private window, or in another browser.
Ctrl-C closes it.
`)
}

try {
  await buildPageIfNeeded()
  console.log('Starting; the first time takes some seconds, because it makes a database …')
  // Requests are no news in a demonstration.
  await runServer(welcome, { logger: createLogger('warn') })
} catch (error) {
  if (!(error instanceof DocketError)) throw error
  console.error(`${error.message} (${error.code})`)
  process.exitCode = 1
}
