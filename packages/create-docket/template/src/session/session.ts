import { z } from 'zod/mini'

const KEY = 'session'

const sessionSchema = z.object({
  tenant: z.string(),
  user: z.string(),
  roles: z.array(z.string()),
  /** From whoever runs the server. Without one, a server in development is asked for it. */
  token: z.optional(z.string()),
})

/** Who uses this browser. It is kept, so that they can go on without a network. */
export type Session = z.infer<typeof sessionSchema>

export function currentSession(): Session | undefined {
  const kept = sessionSchema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  return kept.success ? kept.data : undefined
}

export function signIn(session: Session): void {
  localStorage.setItem(KEY, JSON.stringify(session))
  location.reload()
}

export function signOut(): void {
  localStorage.removeItem(KEY)
  location.reload()
}

/** The session that a token is for. Whether the token is genuine is for the server to find out. */
export function sessionOf(token: string): Session | undefined {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
    const { sub, tenant, roles } = JSON.parse(atob(payload)) as Record<string, unknown>
    return sessionSchema.parse({ user: sub, tenant, roles: roles ?? [], token })
  } catch {
    return undefined
  }
}
