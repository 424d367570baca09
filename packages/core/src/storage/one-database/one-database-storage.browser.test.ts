import { describe, test } from 'vitest'
import { storageConformance } from '../../testing/storage-conformance.ts'
import { oneDatabaseStorage } from './one-database-storage.ts'

describe('oneDatabaseStorage', () => {
  for (const { title, run } of storageConformance(oneDatabaseStorage)) test(title, run)
})
