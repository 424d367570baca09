import { reportUncaught } from '../event/report-uncaught.ts'

/** Calls all listeners. One that throws stops neither the others nor whoever made the change. */
export function notifyAll(listeners: Iterable<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch (error) {
      reportUncaught(error)
    }
  }
}
