import { describe, test } from 'vitest'
import { storageConformance } from '../../testing/storage-conformance.ts'
import { indexeddbStorage } from './indexeddb-storage.ts'

describe('indexeddbStorage', () => {
  for (const { title, run } of storageConformance(indexeddbStorage)) test(title, run)
})
