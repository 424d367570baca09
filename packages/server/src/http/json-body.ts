import { BadRequestError } from './errors.ts'

/** @throws BadRequestError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadRequestError('The body is not JSON')
  }
}
