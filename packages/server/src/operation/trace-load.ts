import type { DocumentAddress } from '@docket/core'
import { fail, tracer } from '../in-span.ts'

type Load<T> = (address: DocumentAddress, afterNo: number) => AsyncIterable<T>

/** Loads documents as spans. */
export function traceLoad<T>(load: Load<T>): Load<T> {
  return async function* (address, afterNo) {
    const span = tracer().startSpan('docket.load_document', { attributes: { 'docket.entity': address.entity } })
    let updates = 0
    try {
      for await (const update of load(address, afterNo)) {
        updates++
        yield update
      }
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.setAttribute('docket.updates', updates)
      span.end()
    }
  }
}
