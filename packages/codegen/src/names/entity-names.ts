import { camelCase, kebabCase, pascalCase, singular } from './words.ts'

/** What everything of an entity is called. */
export interface EntityNames {
  /** `order`: the entity. */
  readonly value: string
  /** `Order` */
  readonly type: string
  /** `Orders` */
  readonly types: string
  /** `orderEvents`, `OrderEvents` */
  readonly events: string
  readonly eventsType: string
  /** `OrderState`, `emptyOrder` */
  readonly state: string
  readonly empty: string
  readonly summary: string
  readonly own: string
  /** `order`, as files are called. */
  readonly file: string
}

export function entityNames({ name, plural }: { readonly name: string; readonly plural: string }): EntityNames {
  const type = pascalCase(name)
  const value = camelCase(name)
  const types = pascalCase(plural)
  return {
    value,
    type,
    types: types === type ? `${type}List` : types,
    events: `${value}Events`,
    eventsType: `${type}Events`,
    state: `${type}State`,
    empty: `empty${type}`,
    summary: `${type}Summary`,
    own: `${type}Own`,
    file: kebabCase(name),
  }
}

/** What the function is called that records an event: `createOrder`, `addItem`, `changeState`. */
export function mutationName(event: string, entity: string): string {
  switch (event) {
    case 'created':
      return camelCase(`create ${entity}`)
    case 'updated':
      return camelCase(`update ${entity}`)
    case 'archived':
      return camelCase(`archive ${entity}`)
    case 'state_changed':
      return 'changeState'
    default: {
      const [, one, change] = /^(.+)_(added|removed)$/.exec(event) ?? []
      if (one === undefined) return camelCase(`record ${event}`)
      return camelCase(`${change === 'added' ? 'add' : 'remove'} ${singular(one)}`)
    }
  }
}
