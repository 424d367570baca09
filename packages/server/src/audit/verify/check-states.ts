import { canonicalJson } from '../../chain/canonical-json.ts'
import { applyPatch } from './apply-patch.ts'
import { EventSum } from './check-documents.ts'
import { Bad } from './finding.ts'
import type { Line } from './read-lines.ts'
import { isObject, parse } from './read-step.ts'

const FILE = 'states.ndjson'
const EFFECTS: readonly unknown[] = ['applied', 'noted', 'no_effect', 'rejected', 'not_understood']

interface OpenDocument {
  readonly name: string
  readonly events: EventSum
  state: unknown
  lastId: string
}

/** Follows `states.ndjson`: that the events which are in the records, all of them, lead from each first state to the last. */
export class StatesCheck {
  readonly #eventsOf: (document: string) => EventSum | undefined
  #open: OpenDocument | undefined
  #explained = 0

  constructor(eventsOf: (document: string) => EventSum | undefined) {
    this.#eventsOf = eventsOf
  }

  /** @throws Bad */
  add(line: Line): void {
    const value = line === undefined ? undefined : parse(line)
    if (value === undefined || typeof value.entity_type !== 'string' || typeof value.entity_id !== 'string') {
      throw new Bad('malformed', `A line of ${FILE} cannot be read`, { file: FILE })
    }
    const name = `${value.entity_type}/${value.entity_id}`
    if ('initial' in value) this.#begin(name, value.initial)
    else if (this.#open?.name !== name) throw unexplained(`${name} does not begin with its first state`)
    else if ('state' in value) this.#finish(this.#open, value.state)
    else this.#step(this.#open, value)
  }

  /**
   * @param documents how many there are
   * @throws Bad
   */
  end(documents: number): void {
    if (this.#open !== undefined) throw unexplained(`${this.#open.name} does not end with its state`)
    if (this.#explained !== documents) {
      throw unexplained(`${this.#explained} documents are explained, and there were ${documents}`)
    }
  }

  #begin(name: string, state: unknown): void {
    if (this.#open !== undefined) throw unexplained(`${this.#open.name} does not end with its state`)
    this.#open = { name, events: new EventSum(), state, lastId: '' }
  }

  #step(document: OpenDocument, { event_id, effect, changes }: Readonly<Record<string, unknown>>): void {
    if (typeof event_id !== 'string' || !EFFECTS.includes(effect) || !Array.isArray(changes)) {
      throw new Bad('malformed', `A line of ${FILE} cannot be read`, { file: FILE })
    }
    if (event_id <= document.lastId) throw unexplained(`${document.name} is not in the order of its events`, event_id)
    if (effect !== 'applied' && changes.length > 0)
      throw unexplained('It has no effect, and changes something', event_id)
    document.lastId = event_id
    document.events.add(event_id, effect === 'rejected' ? 'rejected' : 'accepted')
    try {
      document.state = applyPatch(document.state, changes)
    } catch {
      throw unexplained('What it is said to change is not there', event_id)
    }
  }

  #finish(document: OpenDocument, state: unknown): void {
    const { name, events } = document
    if (this.#eventsOf(name)?.equals(events) !== true) throw unexplained(`${name} is explained by other events`)
    if (!isSame(document.state, state)) throw unexplained(`The state of ${name} is not what its events give`)
    this.#open = undefined
    this.#explained++
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (isObject(a) || Array.isArray(a) ? canonicalJson(a) === canonicalJson(b) : false)
}

function unexplained(why: string, event_id?: string): Bad {
  return new Bad('state_not_explained', why, { file: FILE, ...(event_id !== undefined && { event_id }) })
}
