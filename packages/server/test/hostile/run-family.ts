import { createRandom, seedOf } from '../random.ts'
import type { Arena } from './arena.ts'
import type { Family } from './attack.ts'

export interface FamilyResult {
  readonly attacks: number
  /** How often what became of them. */
  readonly labels: ReadonlyMap<string, number>
  readonly breakthroughs: readonly { readonly number: number; readonly message: string }[]
}

/** Some attacks of a kind, each with a seed of its own, and after each a look at what must not have changed. */
export async function runFamily(
  arena: Arena,
  family: Family,
  { seed, count, first = 0 }: { readonly seed: number; readonly count: number; readonly first?: number },
): Promise<FamilyResult> {
  const labels = new Map<string, number>()
  const breakthroughs: { number: number; message: string }[] = []
  for (let number = first; number < first + count; number++) {
    const random = createRandom(seedOf(seed, family.title, number))
    try {
      const stage = await arena.stage()
      const aftermath = await family.attack(stage, random)
      await arena.inspect(stage, aftermath)
      labels.set(aftermath.label, (labels.get(aftermath.label) ?? 0) + 1)
    } catch (error) {
      breakthroughs.push({ number, message: error instanceof Error ? error.message : String(error) })
      arena.abandon()
      if (arena.server.unexpectedEnd() !== undefined) break
    }
  }
  return { attacks: count, labels, breakthroughs }
}
