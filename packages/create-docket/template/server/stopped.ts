/** Resolves when somebody wants the process to stop. It may be said twice, as Ctrl-C is under a watcher. */
export const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
})
