import type { Entity } from '@docket/core'
import { type Rejection, rejection } from './judgement.ts'
import { type EntityRules, type RuleQuestion, RulesInvalidError } from './rules.ts'

/** The application's rules of one entity. Never throws. */
export type JudgeByRules = (question: RuleQuestion) => Rejection | undefined

/** A rule failed, and so its event is rejected. */
export type OnRuleFailed = (error: unknown, question: RuleQuestion, entity: Entity) => void

/**
 * The rules by the names of their entities.
 *
 * @throws RulesInvalidError
 */
export function rulesByEntity(
  rules: readonly EntityRules[],
  entities: ReadonlyMap<string, Entity>,
  onFailed: OnRuleFailed,
): ReadonlyMap<string, JudgeByRules> {
  const byName = new Map<string, JudgeByRules>()
  for (const { entity, judge } of rules) {
    if (!entities.has(entity.name)) {
      throw new RulesInvalidError(`There are rules for "${entity.name}": pass its definition to createServer too`)
    }
    if (byName.has(entity.name)) {
      throw new RulesInvalidError(`"${entity.name}" has two sets of rules: make one of them`)
    }
    byName.set(entity.name, (question) => {
      try {
        return judge(question)
      } catch (error) {
        onFailed(error, question, entity)
        return rejection('rule_failed', 'a rule of the server failed; its log has the reason')
      }
    })
  }
  return byName
}
