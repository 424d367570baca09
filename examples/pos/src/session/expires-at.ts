/** When a JWT ends, ms since the epoch; 0 when it does not say. Whether it is genuine is for the server to find out. */
export function expiresAtMs(token: string): number {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
    const { exp }: { exp?: unknown } = JSON.parse(atob(payload))
    return typeof exp === 'number' ? exp * 1000 : 0
  } catch {
    return 0
  }
}
