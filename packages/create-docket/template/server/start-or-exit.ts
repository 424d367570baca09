import { DocketError } from '@docket/core'
import type { DocketServer, ServerOptions } from '@docket/server'
import { startServer } from './start-server.ts'

/** For a process of its own: what is wrong, such as a port that is taken, is said in a sentence. */
export async function startOrExit(options: Partial<ServerOptions>): Promise<DocketServer> {
  try {
    return await startServer(options)
  } catch (error) {
    if (!(error instanceof DocketError)) throw error
    console.error(`${error.code}: ${error.message}`)
    process.exit(1)
  }
}
