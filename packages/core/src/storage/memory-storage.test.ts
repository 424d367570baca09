import { describe, test } from 'vitest'
import { storageConformance } from '../testing/storage-conformance.ts'
import { memoryStorage } from './memory-storage.ts'

describe('memoryStorage', () => {
  const disk = memoryStorage()
  for (const { title, run } of storageConformance(() => disk)) test(title, run)
})
