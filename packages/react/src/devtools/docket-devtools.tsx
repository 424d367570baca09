import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useStore } from '../docket-provider.tsx'
import { FailureBoundary } from './failure-boundary.tsx'
import { Panel } from './panel.tsx'
import { styles } from './styles.ts'

/** How the devtools begin. */
export interface DocketDevtoolsProps {
  /** Is the panel open at first? Closed unless told. */
  readonly defaultOpen?: boolean
}

/**
 * A button in the corner of the page that opens a panel over the nearest DocketProvider's store: its documents, their
 * events as they come, and the state at any of them. It only reads. While it is closed it subscribes to nothing.
 *
 * @throws ProviderMissingError
 */
export function DocketDevtools({ defaultOpen = false }: DocketDevtoolsProps): ReactNode {
  const store = useStore()
  const [isOpen, setOpen] = useState(defaultOpen)
  const toggle = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  const closeOnEscape = ({ key }: KeyboardEvent): void => {
    if (key !== 'Escape') return
    setOpen(false)
    toggle.current?.focus()
  }
  return (
    <div className="docket-devtools">
      <style>{styles}</style>
      <button
        ref={toggle}
        type="button"
        className={isOpen ? 'dd-toggle dd-toggle-open' : 'dd-toggle'}
        aria-expanded={isOpen}
        aria-controls={panelId}
        aria-label={isOpen ? 'Close Docket devtools' : 'Open Docket devtools'}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? '✕' : 'Docket'}
      </button>
      {isOpen && (
        <section id={panelId} className="dd-panel" aria-label="Docket devtools" onKeyDown={closeOnEscape}>
          <FailureBoundary>
            <Panel store={store} />
          </FailureBoundary>
        </section>
      )}
    </div>
  )
}
