import type { DocumentLocks } from './storage.ts'

/** Locks for a storage that nobody shares with another process or tab. */
export function processLocks(): DocumentLocks {
  const holders = new Map<string, number>()
  const working = new Map<string, Promise<void>>()
  return {
    async hold(name) {
      for (let work = working.get(name); work !== undefined; work = working.get(name)) await work
      holders.set(name, (holders.get(name) ?? 0) + 1)
      return () => {
        const left = (holders.get(name) ?? 0) - 1
        if (left > 0) holders.set(name, left)
        else holders.delete(name)
      }
    },
    async alone(name, work) {
      if (holders.has(name) || working.has(name)) return
      // Not before everybody can see it.
      const running = Promise.resolve()
        .then(work)
        .finally(() => working.delete(name))
      working.set(
        name,
        running.catch(() => undefined),
      )
      await running
    },
  }
}
