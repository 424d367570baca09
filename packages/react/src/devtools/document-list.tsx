import type { Store } from '@docket/core'
import { type ReactNode, useMemo, useState, useSyncExternalStore } from 'react'
import { type DocumentRow, type DocumentRows, isOpen } from './document-rows.ts'
import { oneLine } from './show-value.ts'
import { useEverySecond } from './use-every-second.ts'
import { WindowedList } from './windowed-list.tsx'

export interface DocumentListProps {
  readonly store: Store
  readonly documents: DocumentRows
  readonly chosen: DocumentRow | undefined
  onChoose(row: DocumentRow): void
}

/** The documents of the catalogue; the open ones are marked. */
export function DocumentList({ store, documents, chosen, onChoose }: DocumentListProps): ReactNode {
  const all = useSyncExternalStore(documents.subscribe, documents.rows)
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => all.filter((row) => matches(row, filter.trim().toLowerCase())), [all, filter])
  // A document that is opened or closed tells nobody.
  useEverySecond()
  return (
    <div className="dd-column">
      <div className="dd-head">
        <input
          type="search"
          aria-label="Filter documents"
          placeholder={`Filter documents (${all.length})`}
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      </div>
      <WindowedList
        label="Documents"
        rowPx={42}
        items={rows}
        keyOf={nameOf}
        chosen={chosen === undefined ? -1 : rows.findIndex((row) => nameOf(row) === nameOf(chosen))}
        onChoose={onChoose}
        renderRow={(row) => <DocumentLine row={row} isOpen={isOpen(store, row)} />}
      />
    </div>
  )
}

function DocumentLine({ row, isOpen }: { readonly row: DocumentRow; readonly isOpen: boolean }): ReactNode {
  return (
    <div className="dd-document">
      <span className="dd-clip" title={nameOf(row)}>
        <span className="dd-muted">{row.entity.name}/</span>
        {row.id}
      </span>
      <span className="dd-marks">
        {row.uncommitted > 0 && <span className="dd-chip dd-warn">{row.uncommitted} uncommitted</span>}
        {row.rejected > 0 && <span className="dd-chip dd-bad">{row.rejected} rejected</span>}
        {isOpen && <span className="dd-chip dd-good">open</span>}
      </span>
      <span className="dd-clip dd-muted dd-small">{oneLine(row.summary)}</span>
    </div>
  )
}

function nameOf({ entity, id }: DocumentRow): string {
  return `${entity.name}/${id}`
}

function matches(row: DocumentRow, text: string): boolean {
  return text === '' || `${nameOf(row)} ${oneLine(row.summary)}`.toLowerCase().includes(text)
}
