/** The HTTP address of a server whose WebSocket is at this one. */
export const httpOf = (url: string): string => url.replace(/^ws/, 'http').replace(/\/sync$/, '')

/** Asks a peer's small server. A failed request throws. */
export async function ask<Answer>(url: string, path: string, body?: unknown): Promise<Answer> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${httpOf(url)}${path}`, body === undefined ? {} : request)
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`)
  return await response.json()
}
