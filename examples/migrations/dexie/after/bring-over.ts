import { Dexie } from 'dexie'
import { db, push } from '../before/event-store.ts'

const AGAIN_MS = 1_000

/**
 * Sends what the old program had not sent, with its ids and times, then deletes its database. Whoever is killed in between
 * sends it again: an event is recorded once. The database stays while it has what the server refused.
 */
export async function bringOver(): Promise<void> {
  if (!(await Dexie.exists(db.name))) return
  try {
    await push()
    const refused = await db.events.filter(({ error }) => error !== undefined).count()
    if (refused === 0) await db.delete()
  } catch {
    setTimeout(() => void bringOver(), AGAIN_MS)
  }
}
