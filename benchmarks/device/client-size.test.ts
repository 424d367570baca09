import { expect, test } from 'vitest'
import { clientSizeKb, TARGET_KB } from './client-size.ts'

// Not everything that the packages export: no page loads both storages, and the parts for tests.
test.each(['docket', 'docket-one-database'] as const)(
  `the client is at most ${TARGET_KB} kB, minified and gzipped: %s`,
  async (client) => {
    const kb = await clientSizeKb(client)
    // Much less would mean that it was not measured: Yjs alone has 23.
    expect(kb).toBeGreaterThan(30)
    expect(kb).toBeLessThanOrEqual(TARGET_KB)
  },
)
