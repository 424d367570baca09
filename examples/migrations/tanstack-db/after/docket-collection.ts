import type { Store } from '@docket/core'
import { createCollection } from '@tanstack/react-db'

/** Docket's list as a collection, so that live queries go on over it. It is only read: events are what changes it. */
export function docketCollection<Summary extends object>(store: Store, entity: ListedEntity<Summary>) {
  return createCollection<Summary & { id: string }, string>({
    getKey: ({ id }) => id,
    startSync: true,
    sync: {
      sync({ begin, write, commit, markReady, collection }) {
        const list = store.list(entity)
        const update = () => {
          begin()
          for (const { id, summary } of list.rows()) {
            write({ type: collection.has(id) ? 'update' : 'insert', value: { ...summary, id } })
          }
          void commit()
        }
        update()
        markReady()
        return list.subscribe(update)
      },
    },
  })
}

interface ListedEntity<Summary> {
  readonly name: string
  summary(state: never): Summary
}
