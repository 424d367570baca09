import type { Session } from './session.ts'

/** Whose data it is, as long as no token says otherwise. */
const TENANT = 'demo'

/** As whom you can try the application out: a server in development believes whatever you say you are. */
export const people: readonly Session[] = [
  { tenant: TENANT, user: 'ann', roles: [] },
  { tenant: TENANT, user: 'ben', roles: ['manager'] },
]
