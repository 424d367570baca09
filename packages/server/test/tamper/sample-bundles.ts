import { join } from 'node:path'
import { entityContents, periodContents } from '../trail/sample-contents.ts'
import { sampleTrail } from '../trail/sample-trail.ts'
import { type BundleText, bundleText } from './bundle-text.ts'

/** Bundles of a period of so many events, from the tenant's first or in the middle, and of some documents. */
export async function sampleBundles(seed: number, count: number, folder: string): Promise<BundleText[]> {
  const trail = sampleTrail(seed, Math.ceil(count * 1.1), Math.ceil(count / 10))
  const begin = Math.ceil(count / 20)
  const document = (no: number): string => `o-${Math.floor((count / 12 / 20) * no)}`
  const all = [
    periodContents(trail, 1, count),
    periodContents(trail, begin, begin + count - 1),
    entityContents(trail, [document(10), document(13)]),
  ]
  return Promise.all(all.map((contents, no) => bundleText(contents, trail.signer, join(folder, `untouched-${no}.zip`))))
}
