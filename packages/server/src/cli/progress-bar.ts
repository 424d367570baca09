import { SingleBar } from 'cli-progress'

/** A bar on standard error, where that is a terminal. */
export interface ProgressBar {
  show(done: number, of: number): void
  stop(): void
}

/** @param unit what is counted */
export function progressBar(what: string, unit = 'records'): ProgressBar {
  const bar = new SingleBar({
    format: `${what} {bar} {percentage} % | {value} of {total} ${unit} | {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: true,
  })
  let isStarted = false
  return {
    show(done, of) {
      if (isStarted) bar.update(done)
      else bar.start(of, done)
      isStarted = true
    },
    stop() {
      if (isStarted) bar.stop()
    },
  }
}
