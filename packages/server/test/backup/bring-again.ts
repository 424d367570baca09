import type { Entity, Store } from '@docket/core'

/** Opens every document that this device lists, one after the other, so that the server gets what it lacks of each. */
export async function bringAgain(store: Store, entities: readonly Entity[]): Promise<readonly string[]> {
  await store.ready
  const refused: string[] = []
  for (const entity of entities) {
    for (const { id } of store.list(entity).rows()) {
      const document = store.open(entity, id)
      await new Promise<void>((resolve) => {
        const look = (): void => {
          const { synced, uncommitted, error } = document.status
          if (error === undefined && (!synced || uncommitted > 0)) return
          stop()
          resolve()
        }
        const stop = document.subscribe(look)
        look()
      })
      if (document.status.error !== undefined) refused.push(`${entity.name}/${id}: ${document.status.error.code}`)
      document.close()
    }
  }
  return refused
}
