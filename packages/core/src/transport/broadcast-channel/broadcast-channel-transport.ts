import type { Transport, TransportConnection, TransportHost } from '../transport.ts'
import { ChannelAttachment } from './channel-attachment.ts'
import type { ChannelMessage } from './channel-messages.ts'

/** Which stores share their documents. */
export interface BroadcastChannelTransportOptions {
  /** What the stores have in common that share their documents; `default` unless told. */
  readonly name?: string
}

/** Stores of another version of these messages do not hear one another. */
const VERSION = 1

/**
 * Shares documents among the stores in one browser, or in one process, that are of one tenant: by a BroadcastChannel,
 * without any server, so without a ledger. For several tabs and a server see `sharedTransport`.
 */
export function broadcastChannelTransport({ name = 'default' }: BroadcastChannelTransportOptions = {}): Transport {
  return { ledger: false, connect: (host) => connect(host, `docket/documents/${VERSION}/${host.tenant}/${name}`) }
}

function connect(host: TransportHost, channelName: string): TransportConnection {
  const attachments = new Set<ChannelAttachment>()
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = ({ data }: MessageEvent<ChannelMessage>) => {
    const named = [...attachments].filter(({ name }) => name === data.name)
    for (const attachment of named) attachment.hear(data)
    if (data.kind === 'update' && named.length === 0) host.onNews(data.name)
  }
  host.onConnection('online')
  return {
    attach(name, doc, documentHost) {
      const attachment = new ChannelAttachment({
        name,
        doc,
        host: documentHost,
        tell: (message) => channel.postMessage(message),
        onDetach: (detached) => attachments.delete(detached),
      })
      attachments.add(attachment)
      return attachment
    },
    // A device may know of a checkpoint from another transport.
    askForCheckpoint: (name) => queueMicrotask(() => host.onCheckpoint(name, undefined)),
    close() {
      for (const attachment of attachments) attachment.detach()
      channel.close()
    },
  }
}
