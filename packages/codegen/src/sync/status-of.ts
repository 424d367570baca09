import { child } from '../description/place.ts'
import type { Member } from '../schema/shape.ts'
import type { StateModel } from './entity-model.ts'
import type { SyncedPath } from './synced-path.ts'

/** The member of a state that `state_changed` changes: what `status:` names, or `status`, or `state`. */
export function statusOf({ sync }: SyncedPath, { object }: StateModel): Member | undefined {
  const given = child(sync, 'status')?.value
  const names = given === undefined ? ['status', 'state'] : [given]
  return names.flatMap((wanted) => object.members.find(({ name }) => name === wanted) ?? [])[0]
}
