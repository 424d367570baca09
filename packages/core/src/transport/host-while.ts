import type { TransportHost } from './transport.ts'

/** A host that hears only what is said while it is so: of a connection that another one has replaced, nothing. */
export function hostWhile(host: TransportHost, isSo: () => boolean): TransportHost {
  return {
    tenant: host.tenant,
    ready: host.ready,
    summariesAfter: () => host.summariesAfter(),
    onConnection: (...told) => isSo() && host.onConnection(...told),
    onServerTime: (sample) => isSo() && host.onServerTime(sample),
    onDelayed: (delayed) => isSo() && host.onDelayed(delayed),
    onSummaries: (...told) => isSo() && host.onSummaries(...told),
    onNews: (name) => isSo() && host.onNews(name),
    onCheckpoint: (...told) => isSo() && host.onCheckpoint(...told),
  }
}
