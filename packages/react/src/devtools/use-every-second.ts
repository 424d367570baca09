import { useEffect, useState } from 'react'

/** Renders the component once a second, for what nobody tells of when it changes. */
export function useEverySecond(): void {
  const [, setTicks] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 1000)
    return () => clearInterval(timer)
  }, [])
}
