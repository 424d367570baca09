import { createStore, DocketError, type DocumentStatus, hocuspocusTransport, memoryStorage } from '@docket/core'
import type { Closed } from '../../closing/closing-payload.ts'
import { closing, closingId } from '../../closing.ts'
import type { DeviceToken } from '../../session/device-token.ts'
import { syncUrl } from '../../session/sync-url.ts'
import { tokenClaims } from '../../session/token-claims.ts'

/** Resolves when the ledger has the closing. @throws when it is there already, was rejected, or the server is silent */
export type RecordClosing = (closed: Closed) => Promise<void>

export interface RecorderOptions {
  readonly tenant: string
  readonly device: string
  readonly token: DeviceToken
}

const PATIENCE_MS = 20_000

class ServerSilentError extends DocketError {
  constructor() {
    super('server_silent', 'The server did not answer in time. See whether the closing is there, then try again')
  }
}

/**
 * Records closings by a store of their own that keeps nothing on this device: a closing that the ledger does not have is
 * none. Trying again is safe, since the number is in the document's id and its guard takes one only.
 */
export function closingRecorder({ tenant, device, token }: RecorderOptions): RecordClosing {
  return async (closed) => {
    const { subject = null } = tokenClaims(await token.get())
    const store = createStore({
      tenant,
      user: () => subject,
      device,
      entities: [closing],
      storage: memoryStorage(),
      transport: hocuspocusTransport({ url: syncUrl(window.location), token: () => token.get() }),
    })
    const document = store.open(closing, closingId(closed.number))
    try {
      // Somebody else may have made it: then the guard says so here.
      await inTime(synced(document))
      await inTime(document.record('closed', closed).committed)
    } finally {
      document.close()
      // Nothing here is worth waiting for.
      void store.close()
    }
  }
}

interface Synced {
  readonly status: DocumentStatus
  subscribe(listener: () => void): () => void
}

function synced(document: Synced): Promise<void> {
  return new Promise<void>((resolve) => {
    const look = (): void => {
      if (document.status.synced) resolve()
    }
    document.subscribe(look)
    look()
  })
}

async function inTime(answer: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ServerSilentError()), PATIENCE_MS)
  })
  await Promise.race([answer, tooLate]).finally(() => clearTimeout(timer))
}
