import { posix } from 'node:path'

/** What the folders of a package are called in the reference, in its order. */
const TITLES: Readonly<Record<string, string>> = {
  '': 'General',
  entity: 'Entities',
  store: 'Stores and documents',
  transport: 'Transports',
  storage: 'Storages',
  event: 'Events',
  clock: 'Clocks',
  document: 'Inside a document',
  gate: 'Rules and limits',
  handles: 'Events of the server’s own',
  projections: 'Projections',
  webhooks: 'Webhooks',
  notifications: 'Notifications',
  auth: 'Authentication',
  evidence: 'Signing',
  chain: 'Seals',
  ledger: 'The ledger’s Postgres',
  description: 'Descriptions',
  write: 'Written files',
  sim: 'Simulation',
}

/** Under which heading of its entry's page a file's exports stand. */
export function groupOf(file: string, index: string): string {
  const [folder = '', ...rest] = posix.relative(posix.dirname(index), file).split('/')
  const key = rest.length === 0 || folder === '..' ? '' : folder
  return TITLES[key] ?? key
}

/** Where a heading stands on its page. Folders that have no title come last. */
export function placeOf(group: string): number {
  const place = Object.values(TITLES).indexOf(group)
  return place < 0 ? Number.MAX_SAFE_INTEGER : place
}
