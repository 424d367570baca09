// LiveStore's sync backend: a Durable Object with its own SQLite, as sync-cf's documentation sets it up.
import { makeDurableObject, makeWorker } from '@livestore/sync-cf/cf-worker'

export class SyncBackend extends makeDurableObject() {}

export default makeWorker({ syncBackendBinding: 'SYNC_BACKEND' })
