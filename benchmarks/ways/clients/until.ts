/** Resolves when a condition holds, which is looked at whenever something has changed. */
export function until(subscribe: (changed: () => void) => () => void, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = subscribe(() => check())
    const check = (): void => {
      if (!holds()) return
      resolve()
      stop()
    }
    check()
  })
}
