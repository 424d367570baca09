import { open } from 'node:fs/promises'
import { canonicalJson } from '../chain/canonical-json.ts'
import type { Anchor } from './sealer.ts'

/** Appends each seal to a file as a line of canonical JSON, flushed; best on a volume that this server can only append to. */
export function anchorToFile(path: string): Anchor {
  return async (seal) => {
    const file = await open(path, 'a', 0o600)
    try {
      await file.write(`${canonicalJson(seal)}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
  }
}
