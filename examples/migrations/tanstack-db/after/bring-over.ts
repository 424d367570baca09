/** Starts the old executor once more, where it has been before: it sends what is left in its outbox. */
export async function bringOver(): Promise<void> {
  const databases = await indexedDB.databases()
  if (databases.some(({ name }) => name === 'offline-transactions')) await import('../before/orders.ts')
}
