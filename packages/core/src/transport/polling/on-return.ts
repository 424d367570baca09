/**
 * Calls `run` when somebody comes back to the page, or the network comes or goes: then what a timer would find out later
 * is worth finding out now. Returns how to stop it.
 */
export function onReturn(run: () => void): () => void {
  const stopped = new AbortController()
  const options = { signal: stopped.signal }
  for (const event of ['online', 'offline', 'focus']) globalThis.addEventListener?.(event, run, options)
  // Types say that it is everywhere.
  const page: Document | undefined = globalThis.document
  page?.addEventListener('visibilitychange', () => page.visibilityState === 'visible' && run(), options)
  return () => stopped.abort()
}
