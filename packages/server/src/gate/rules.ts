import { DocketError, type Entity, type EventMeta, type EventRecord, type StateOf } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Rejection } from './judgement.ts'

/** What a rule says: yes, or why not; with a code of the application's own where clients tell refusals apart. */
export type RuleAnswer = true | string | Rejection

type PayloadOf<E extends Entity, Type extends keyof E['events']> = Parameters<E['events'][Type]['evolve']>[1]

/**
 * What the server alone decides of an entity's events. Rules are pure and synchronous. `state` is the fold of what the
 * server knows when it judges, and of the events before this one in the same update; it is not the state at the event's
 * place in the order, which nobody knows yet.
 */
export interface RuleSet<E extends Entity> {
  /** May this principal record this event? Asked of every event, also of types and versions that the server does not know. */
  authorize?(principal: Principal, event: EventRecord, state: StateOf<E>): RuleAnswer
  /** By type, asked after `authorize`: may this event stand? Not asked of what the server does not understand. */
  readonly events?: {
    readonly [Type in keyof E['events']]?: (
      state: StateOf<E>,
      payload: PayloadOf<E, Type>,
      principal: Principal,
      event: EventMeta,
    ) => RuleAnswer
  }
}

/** An event as a rule is asked about it. */
export interface RuleQuestion {
  readonly principal: Principal
  readonly event: EventRecord
  readonly state: unknown
  /** Undefined where the server does not understand the event. */
  readonly known: { readonly payload: unknown } | undefined
}

/** The rules of one entity, as `createServer` takes them. */
export interface EntityRules {
  readonly entity: Entity
  /** @throws whatever a rule throws, RuleAnswerError */
  judge(question: RuleQuestion): Rejection | undefined
}

/** Rules are for an event or an entity that there is not, or an entity has two sets; code `rules_invalid`. */
export class RulesInvalidError extends DocketError {
  constructor(message: string) {
    super('rules_invalid', message)
  }
}

/** A rule gave what is no answer: a promise, `false`, nothing. */
export class RuleAnswerError extends DocketError {
  constructor(rule: string) {
    super('rule_answer_invalid', `${rule} must answer true, a reason, or { code, reason }, and at once`)
  }
}

/**
 * The rules of an entity, for `createServer({ rules })`. Types flow from the entity; nothing needs an annotation.
 *
 *     const orderRules = rulesFor(order, {
 *       authorize: ({ roles }) => roles.includes('waiter') || 'only waiters take orders',
 *       events: {
 *         state_changed: (o, { new_status }, { roles }) =>
 *           new_status !== 'void' || roles.includes('manager') || { code: 'manager_only', reason: 'ask a manager' },
 *       },
 *     })
 *
 * @throws RulesInvalidError
 */
export function rulesFor<E extends Entity>(entity: E, rules: RuleSet<E>): EntityRules {
  const unknown = Object.keys(rules.events ?? {}).find((type) => !Object.hasOwn(entity.events, type))
  if (unknown !== undefined) throw new RulesInvalidError(`${entity.name} has no event "${unknown}" to have a rule`)
  // Of one entity: they are called with its states and its payloads only.
  const untyped = rules as unknown as RuleSet<Entity>
  const { events = {} } = untyped
  return Object.freeze({
    entity,
    judge({ principal, event, state, known }: RuleQuestion): Rejection | undefined {
      if (untyped.authorize !== undefined) {
        const answer = untyped.authorize(principal, event, state)
        const rejection = rejectionOf(answer, 'forbidden', `${entity.name}: authorize`)
        if (rejection !== undefined) return rejection
      }
      const rule = Object.hasOwn(events, event.type) ? events[event.type] : undefined
      if (rule === undefined || known === undefined) return undefined
      const answer = rule(state, known.payload, principal, event)
      return rejectionOf(answer, 'rule_refused', `${entity.name}: the rule of ${event.type}`)
    },
  })
}

const CODE = /^[a-z][a-z0-9_]{0,63}$/
const MAX_REASON = 1_000

function rejectionOf(answer: unknown, code: string, rule: string): Rejection | undefined {
  if (answer === true) return undefined
  const rejection = typeof answer === 'string' ? { code, reason: answer } : answer
  if (isRejection(rejection)) return { code: rejection.code, reason: storable(rejection.reason) }
  // An asynchronous rule that fails later would end the process.
  Promise.resolve(answer).catch(() => undefined)
  throw new RuleAnswerError(rule)
}

function isRejection(value: unknown): value is Rejection {
  if (typeof value !== 'object' || value === null) return false
  const { code, reason } = value as Partial<Record<keyof Rejection, unknown>>
  return typeof code === 'string' && CODE.test(code) && typeof reason === 'string'
}

/** Postgres takes neither NUL nor half a surrogate pair. */
function storable(reason: string): string {
  return reason.replaceAll('\0', '').slice(0, MAX_REASON).toWellFormed()
}
