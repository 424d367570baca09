import type { SyncStatus } from '@docket/core'

export interface SyncLine {
  readonly tone: 'good' | 'busy' | 'away' | 'bad'
  readonly text: string
}

/** In a few words: is everything on the server, and if not, why not? */
export function describeSync({ connection, uncommitted, quarantined, error }: SyncStatus): SyncLine {
  if (connection === 'refused') return { tone: 'bad', text: error?.message ?? 'The server refuses this device' }
  if (quarantined > 0) return { tone: 'bad', text: `${quarantined} kept aside on this device` }
  if (connection !== 'online') {
    const where = connection === 'connecting' ? 'Connecting' : 'Offline'
    return { tone: 'away', text: uncommitted === 0 ? where : `${where}, ${uncommitted} to send` }
  }
  return uncommitted > 0 ? { tone: 'busy', text: `Sending ${uncommitted}` } : { tone: 'good', text: 'All saved' }
}
