import type { DocumentAddress } from '@docket/core'
import { fail, tracer } from '../in-span.ts'

type Load = (address: DocumentAddress) => AsyncIterable<Uint8Array>

/** Loads documents as spans. */
export function traceLoad(load: Load): Load {
  return async function* (address) {
    const span = tracer().startSpan('docket.load_document', { attributes: { 'docket.entity': address.entity } })
    let updates = 0
    try {
      for await (const update of load(address)) {
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
