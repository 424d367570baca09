import { HocuspocusProviderWebsocket } from '@hocuspocus/provider'

/** The provider's socket, which tries for ever, with the little that it lacks. */
export interface SyncSocket {
  readonly provider: HocuspocusProviderWebsocket
  /** Opens a new connection: every document authenticates anew. */
  reconnect(): void
  /** Takes the connection for lost and tries again at once: no goodbye can be waited for. */
  drop(): void
  destroy(): void
}

const FIRST_RETRY_MS = 500
const LEAST_RETRY_MS = 250
/** Nothing was heard for so long: the provider gives the connection up. We ask sooner (see `openControl`). */
const SILENCE_MS = 25_000
const LOST = { code: 4408, reason: 'lost' }

export function openSyncSocket(url: string, maxRetryDelayMs: number): SyncSocket {
  const provider = new HocuspocusProviderWebsocket({
    url,
    delay: FIRST_RETRY_MS,
    minDelay: LEAST_RETRY_MS,
    maxDelay: maxRetryDelayMs,
    messageReconnectTimeout: SILENCE_MS,
  })

  function reconnect(): void {
    // Not before the old socket has closed: until then `connect` thinks that there is nothing to do.
    const connect = (): void => {
      provider.off('disconnect', connect)
      void provider.connect()
    }
    provider.on('disconnect', connect)
    provider.disconnect()
  }

  function drop(): void {
    if (provider.status === 'connected') provider.onClose({ event: LOST })
  }

  function retryNow(): void {
    if (provider.status !== 'connected') void provider.connect()
  }

  // A browser knows when the network goes and comes; a lost one is otherwise found out by silence only.
  globalThis.addEventListener?.('online', retryNow)
  globalThis.addEventListener?.('offline', drop)
  return {
    provider,
    reconnect,
    drop,
    destroy() {
      globalThis.removeEventListener?.('online', retryNow)
      globalThis.removeEventListener?.('offline', drop)
      provider.destroy()
    },
  }
}
