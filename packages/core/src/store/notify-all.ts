/**
 * Calls all listeners. One that throws stops neither the others nor whoever made the change, for whom it has happened;
 * its error is reported as an uncaught one, as an EventTarget does.
 */
export function notifyAll(listeners: Iterable<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
