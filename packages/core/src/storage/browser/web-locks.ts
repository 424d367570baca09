import type { DocumentLocks } from '../storage.ts'

/**
 * Locks that all tabs of the origin share. A page without Web Locks (one that is not served over https) cannot know
 * what other tabs have open, so there nobody is ever alone.
 */
export function webLocks(prefix: string): DocumentLocks {
  return {
    hold: (name) =>
      new Promise((resolve) => {
        const held = manager()?.request(`${prefix}/${name}`, { mode: 'shared' }, () => {
          return new Promise<void>((release) => resolve(release))
        })
        // Where locks are forbidden, so is being alone.
        if (held === undefined) resolve(() => undefined)
        else held.catch(() => resolve(() => undefined))
      }),
    async alone(name, work) {
      await manager()?.request(`${prefix}/${name}`, { ifAvailable: true }, async (lock) => {
        if (lock !== null) await work()
      })
    },
  }
}

function manager(): LockManager | undefined {
  return globalThis.navigator?.locks
}
