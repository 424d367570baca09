import { getHeapStatistics, queryObjects } from 'node:v8'
import { Document } from '@hocuspocus/server'
import type { Usage } from '../child-server.ts'

/** On SIGUSR2 the process prints what is left when everything that is not needed is gone. It needs `--expose-gc`. */
export function reportUsage(): void {
  process.on('SIGUSR2', () => {
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    const usage: Usage = {
      usedBytes: heapUsed + external,
      // Counted in the heap itself: connections and actors hold their documents, so none of them is left without one.
      documents: queryObjects(Document, { format: 'count' }),
      residentBytes: rss,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
    }
    console.log(JSON.stringify(usage))
  })
}
