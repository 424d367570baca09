import { useCallback, useEffect, useRef, useState } from 'react'

export interface Reading<T> {
  /** Undefined until it is there; the last one when reading again fails. */
  readonly value: T | undefined
  /** Why reading failed the last time. */
  readonly error: unknown
  again(): void
}

type Read<T> = () => Promise<T>
type Result<T> = Pick<Reading<T>, 'value' | 'error'>

const NOTHING = { value: undefined, error: undefined }

/** What a function reads, whenever the function is another one or somebody asks again. */
export function useRead<T>(read: Read<T>): Reading<T> {
  const [result, setResult] = useState<Result<T> & { readonly of?: Read<T> }>(NOTHING)
  const wanted = useRef(read)
  const again = useCallback(() => {
    wanted.current = read
    const tell = (next: (before: Result<T>) => Result<T>): void =>
      setResult((before) =>
        wanted.current === read ? { ...next(before.of === read ? before : NOTHING), of: read } : before,
      )
    read().then(
      (value) => tell(() => ({ value, error: undefined })),
      (error: unknown) => tell((before) => ({ ...before, error })),
    )
  }, [read])
  useEffect(again, [again])
  return { ...(result.of === read ? result : NOTHING), again }
}
