import type { Store } from './store.ts'

/**
 * Makes the browser ask before it closes or leaves the page while something is not yet on this device's disk. What is
 * on disk but not at the server needs no question. Returns how to end it.
 */
export function warnBeforeUnload(store: Store): () => void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (store.status().unsaved > 0) event.preventDefault()
  }
  addEventListener('beforeunload', warn)
  return () => removeEventListener('beforeunload', warn)
}
