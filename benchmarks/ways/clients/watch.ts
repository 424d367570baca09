import { counter } from '../../server/subjects/counter.ts'
import type { Watching, Way } from './job.ts'
import { type Login, openDocument, openStore } from './open-store.ts'
import { entityIdIn, readStream } from './read-stream.ts'
import { until } from './until.ts'

/** Resolves when the watcher is there; it tells how many events of the document it has seen. */
export function watch(login: Login, watching: Watching, id: string, onSeen: (events: number) => void): Promise<void> {
  switch (watching.what) {
    case 'document':
      return watchDocument(login, watching.by, id, onSeen)
    case 'list':
      return watchList(login, watching.by, id, onSeen)
    case 'stream':
      return watchStream(login, watching.host, id, onSeen)
  }
}

type OnSeen = (events: number) => void

async function watchDocument(login: Login, by: Way, id: string, onSeen: OnSeen): Promise<void> {
  const document = await openDocument(openStore(login, by), id)
  document.subscribe(() => onSeen(document.state.total))
}

/** Each event adds 1, so that its total is how many there are. */
async function watchList(login: Login, by: Way, id: string, onSeen: OnSeen): Promise<void> {
  const store = openStore(login, by)
  const list = store.list(counter)
  list.subscribe(() => onSeen(list.rows().find((row) => row.id === id)?.summary.total ?? 0))
  await until(
    (changed) => store.subscribeStatus(changed),
    () => store.status().connection === 'online',
  )
}

async function watchStream({ token }: Login, host: string, id: string, onSeen: OnSeen): Promise<void> {
  let seen = 0
  await readStream(host, token, (data) => {
    if (entityIdIn(data) === id) onSeen(++seen)
  })
}
