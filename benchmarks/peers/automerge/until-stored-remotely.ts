import type { DocHandle, Repo, StorageId } from '@automerge/automerge-repo/slim'

/** The server's storage, as soon as it is connected. */
export async function storageOfServer(repo: Repo): Promise<StorageId> {
  await repo.networkSubsystem.whenReady()
  for (;;) {
    const [peer] = repo.peers
    const storage = peer === undefined ? undefined : repo.getStorageIdOfPeer(peer)
    if (storage !== undefined) return storage
    await new Promise<void>((resolve) => setTimeout(resolve, 5))
  }
}

/** Automerge has no acknowledgement; the nearest is that the server tells the heads that we have now. */
export function untilAtServer<T>(handle: DocHandle<T>, server: StorageId): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const remote = handle.getRemoteHeads(server)
      if (remote === undefined || !handle.heads().every((head) => remote.includes(head))) return
      handle.off('remote-heads', look)
      resolve()
    }
    handle.on('remote-heads', look)
    look()
  })
}
