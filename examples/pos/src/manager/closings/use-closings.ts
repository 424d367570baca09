import { useCallback } from 'react'
import type { ManagerApi } from '../api/manager-api.ts'
import { useRead } from '../use-read.ts'
import type { MadeClosing } from './made-closing.ts'

export interface Closings {
  /** By their numbers; undefined until they are read. */
  readonly made: readonly MadeClosing[] | undefined
  readonly error: unknown
  readAgain(): void
}

export function useClosings(api: ManagerApi): Closings {
  const { value, error, again } = useRead(useCallback(() => api.closings(), [api]))
  return { made: value, error, readAgain: again }
}
