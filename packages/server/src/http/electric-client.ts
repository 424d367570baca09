import type { ShapeDefinition } from '../ledger/shapes.ts'
import { ClientGoneError, ElectricFailedError, ElectricUnreachableError } from './errors.ts'

/** Where shapes come from. */
export interface ElectricSettings {
  readonly url: string
  /** The service's ELECTRIC_SECRET, if it has one. */
  readonly secret?: string | undefined
}

/** What of a client's request goes to Electric: where in the shape's log it is. Which rows it sees is not its to say. */
const PASSED = ['offset', 'handle', 'live', 'cursor', 'log']
/** With these Electric answers to whoever goes on: rows, nothing new, a shape that was begun anew. */
const ANSWERS: ReadonlySet<number> = new Set([200, 204, 409])
/** Of a client's parameters it says that they are wrong. */
const REFUSED = 400

/**
 * Asks an Electric service for the next part of a shape's log.
 *
 * @returns undefined when it does not take the parameters
 * @throws ClientGoneError, ElectricUnreachableError, ElectricFailedError
 */
export async function askElectric(
  { url, secret }: ElectricSettings,
  shape: ShapeDefinition,
  given: URLSearchParams,
  signal: AbortSignal,
): Promise<Response | undefined> {
  const asked = new URL(`${url.replace(/\/$/, '')}/v1/shape`)
  asked.search = parametersOf(shape, given, secret).toString()
  // A redirect would take the secret elsewhere.
  const response = await fetch(asked, { signal, redirect: 'manual' }).catch(() => {
    if (signal.aborted) throw new ClientGoneError()
    throw new ElectricUnreachableError()
  })
  if (ANSWERS.has(response.status)) return response
  await response.body?.cancel()
  if (response.status === REFUSED) return undefined
  if (response.status === 503 || response.status === 429) throw new ElectricUnreachableError()
  throw new ElectricFailedError(response.status)
}

function parametersOf(
  { table, columns, where, params }: ShapeDefinition,
  given: URLSearchParams,
  secret: string | undefined,
): URLSearchParams {
  const parameters = new URLSearchParams({ table, columns: columns.join(','), where, replica: 'full' })
  for (const [index, value] of params.entries()) parameters.set(`params[${index + 1}]`, value)
  for (const name of PASSED) {
    const value = given.get(name)
    if (value !== null) parameters.set(name, value)
  }
  if (secret !== undefined) parameters.set('secret', secret)
  return parameters
}
