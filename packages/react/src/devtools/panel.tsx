import type { Store } from '@docket/core'
import { type ReactNode, useMemo, useState } from 'react'
import { ConnectionBar } from './connection-bar.tsx'
import { DocumentList } from './document-list.tsx'
import { type DocumentRow, DocumentRows, isOpen } from './document-rows.ts'
import { DocumentView } from './document-view.tsx'

/** All that is shown while the devtools are open. */
export function Panel({ store }: { readonly store: Store }): ReactNode {
  const documents = useMemo(() => new DocumentRows(store), [store])
  // What is on screen is most likely what somebody wants to look into.
  const [chosen, choose] = useState<DocumentRow | undefined>(() => documents.rows().find((row) => isOpen(store, row)))
  return (
    <>
      <ConnectionBar store={store} />
      <div className="dd-columns">
        <DocumentList store={store} documents={documents} chosen={chosen} onChoose={choose} />
        {chosen === undefined ? (
          <p className="dd-hint">Choose a document to see its events.</p>
        ) : (
          <DocumentView key={`${chosen.entity.name}/${chosen.id}`} entity={chosen.entity} id={chosen.id} />
        )}
      </div>
    </>
  )
}
