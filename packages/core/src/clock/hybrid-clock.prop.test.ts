import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEventId } from './event-id.ts'
import { nextEventId } from './hybrid-clock.ts'

/** A device's clock: mostly right, sometimes an hour or a day off, sometimes nonsense. */
const reading = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_050 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(-86_400_000, -3_600_000, 3_600_000, 86_400_000).map((off) => 1_700_000_000_000 + off),
  },
  { weight: 1, arbitrary: fc.double() },
)

test('[ORD2] [CLK1] whatever the clocks of several devices say, who has seen an event records after it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ device: fc.nat(2), now: reading, syncs: fc.boolean() }), { maxLength: 100, size: 'max' }),
      (steps) => {
        const seen: (string | undefined)[] = [undefined, undefined, undefined]
        let server: string | undefined
        for (const { device, now, syncs } of steps) {
          if (syncs && server !== undefined && server > (seen[device] ?? '')) seen[device] = server
          const id = nextEventId(seen[device], now)
          expect(isEventId(id)).toBe(true)
          expect(id > (seen[device] ?? '')).toBe(true)
          seen[device] = id
          if (syncs && id > (server ?? '')) server = id
        }
      },
    ),
  )
})
