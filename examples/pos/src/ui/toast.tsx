import { type ReactNode, useSyncExternalStore } from 'react'
import { Icon } from './icon.tsx'

const SHOWN_MS = 5_000

let message: string | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** Tells the waiter something that needs no answer. */
export function tell(text: string | undefined): void {
  message = text
  clearTimeout(timer)
  if (text !== undefined) timer = setTimeout(() => tell(undefined), SHOWN_MS)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toast(): ReactNode {
  const text = useSyncExternalStore(subscribe, () => message)
  return (
    <div role="alert" className="toast toast-center toast-bottom z-50">
      {text !== undefined && (
        <div data-testid="toast" className="alert border-0 bg-neutral text-base text-neutral-content shadow-lg">
          <Icon name="warning" className="size-5 text-amber-300" />
          <span className="whitespace-normal">{text}</span>
        </div>
      )}
    </div>
  )
}
