/** A text that this browser remembers, and whoever wants to know when it changes. */
export interface LocalValue {
  get(): string | undefined
  set(value: string | undefined): void
  subscribe(listener: () => void): () => void
}

/** Where the browser may not store, it is remembered until the page is left. */
export function localValue(key: string): LocalValue {
  const listeners = new Set<() => void>()
  let value = read(key)
  return {
    get: () => value,
    set(next) {
      value = next
      write(key, next)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Then it lives in memory only.
  }
}
