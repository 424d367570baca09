import type { Family } from './attack.ts'
import { events } from './attacks/events.ts'
import { frames } from './attacks/frames.ts'
import { http } from './attacks/http.ts'
import { madeUpdates } from './attacks/made-updates.ts'
import { realUpdates } from './attacks/real-updates.ts'
import { structures } from './attacks/structures.ts'
import { tenants } from './attacks/tenants.ts'

export const families: readonly Family[] = [
  ...realUpdates,
  ...madeUpdates,
  ...structures,
  ...events,
  ...frames,
  ...tenants,
  ...http,
]
