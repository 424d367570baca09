import { compareEvents } from './compare-events.ts'
import type { EntityDescription } from './describe-entities.ts'
import type { Finding } from './finding.ts'

/** What differs between the definitions of then and of now. */
export function compareEntities(
  before: readonly EntityDescription[],
  after: readonly EntityDescription[],
): readonly Finding[] {
  const added = after.filter(({ name }) => !before.some((one) => one.name === name))
  const removed = before.filter(({ name }) => !after.some((one) => one.name === name))
  const renamed = new Map(removed.map((one) => [one.name, added.find((other) => isRenamed(one, other))?.name]))
  const found = removed.map(({ name }) => gone(name, renamed.get(name)))
  const isNew = ({ name }: EntityDescription): boolean => ![...renamed.values()].includes(name)
  found.push(...added.filter(isNew).map(({ name }) => ({ ...ADDED, entity: name })))
  for (const old of before) {
    const now = after.find(({ name }) => name === old.name)
    if (now !== undefined) found.push(...compareStateVersions(old, now), ...compareEvents(old, now))
  }
  return found
}

const ADDED = { code: 'entity_added', severity: 'note', message: 'is a new entity' } as const

function gone(entity: string, newName: string | undefined): Finding {
  const rest = 'Its documents stay in the ledger, but nobody can open them any more'
  return newName === undefined
    ? {
        code: 'entity_removed',
        severity: 'breaks',
        entity,
        message: `is no entity any more. ${rest}`,
        advice: 'Leave its definition where it is',
      }
    : {
        code: 'entity_renamed',
        severity: 'breaks',
        entity,
        message: `seems to be named ${newName} now. ${rest}: an entity's name is part of theirs`,
        advice: `Name it ${entity} again; only its export can have another name`,
      }
}

/** Most of its events have the same types. */
function isRenamed(before: EntityDescription, after: EntityDescription): boolean {
  const types = Object.keys(before.events)
  return types.length > 0 && types.filter((type) => Object.hasOwn(after.events, type)).length * 2 > types.length
}

function compareStateVersions(before: EntityDescription, after: EntityDescription): readonly Finding[] {
  const [old, now] = [before.stateVersion, after.stateVersion]
  if (old === now) return []
  const step = `went from stateVersion ${old} to ${now}.`
  const common = { code: 'state_version_changed', entity: before.name } as const
  return now > old
    ? [{ ...common, severity: 'note', message: `${step} Checkpoints of long documents are made anew` }]
    : [
        {
          ...common,
          severity: 'warning',
          message: `${step} A checkpoint that a program of that version has left would be used`,
          advice: `Set it to ${old + 1}`,
        },
      ]
}
