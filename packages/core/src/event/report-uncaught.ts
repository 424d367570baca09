/** Reports an error of somebody else's listener as an uncaught one, as an EventTarget does: what it heard of has happened. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
