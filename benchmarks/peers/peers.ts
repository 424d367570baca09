import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { readStored as automerge } from './automerge/stored.ts'
import { readStored as dexie } from './dexie/stored.ts'
import { readStored as docket } from './docket/stored.ts'
import { readStored as hocuspocus } from './hocuspocus/stored.ts'
import { readStored as livestore } from './livestore/stored.ts'
import type { PeerName } from './page/main.ts'
import type { ReadStored } from './peer.ts'
import { readStored as rxdb } from './rxdb/stored.ts'
import { readStored as tanstack } from './tanstack/stored.ts'

export interface Peer {
  readonly name: PeerName
  /** What the table calls it, with versions. */
  readonly subject: string
  readonly readStored: ReadStored
}

export const PEERS: readonly Peer[] = [
  { name: 'docket', subject: `docket ${versionOf('@docket/core')}`, readStored: docket },
  {
    name: 'hocuspocus',
    subject: `hocuspocus ${versionOf('@hocuspocus/server')} + y-indexeddb ${versionOf('y-indexeddb')}`,
    readStored: hocuspocus,
  },
  {
    name: 'dexie',
    subject: `events in dexie ${versionOf('dexie')} + batches to hono ${versionOf('hono')}`,
    readStored: dexie,
  },
  {
    name: 'automerge',
    subject: `automerge-repo ${versionOf('@automerge/automerge-repo')} (automerge ${versionOf('@automerge/automerge')})`,
    readStored: automerge,
  },
  {
    name: 'tanstack',
    subject: `tanstack db ${versionOf('@tanstack/db')} + offline-transactions ${versionOf('@tanstack/offline-transactions')}`,
    readStored: tanstack,
  },
  { name: 'rxdb', subject: `rxdb ${versionOf('rxdb')} on its dexie storage`, readStored: rxdb },
  {
    name: 'livestore',
    subject: `livestore ${versionOf('@livestore/livestore')} + sync-cf in workerd ${versionOf('workerd')}`,
    readStored: livestore,
  },
]

function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url)
  if (path === undefined) throw new Error(`${name} is not installed`)
  const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return version
}
