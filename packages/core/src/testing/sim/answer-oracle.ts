import { fromBase64 } from 'lib0/buffer'
import { documentName } from '../../event/document-name.ts'
import { keyOf, parseSyncAnswer, type SyncQuestion } from '../../transport/polling/sync-messages.ts'
import type { Claims } from './claims.ts'
import type { LinkedConnection, RequestWatch } from './link.ts'
import type { Violations } from './violation.ts'
import { valuesOf, type WireValue } from './wire-values.ts'

/**
 * Checks whatever the server answers by HTTP against the ledger at that moment: what is shown, called committed or taken
 * without a word is committed (GAT1, COM1), and nothing is said of what was not asked (TEN1).
 */
export class AnswerOracle implements RequestWatch {
  readonly #claims: Claims
  readonly #violations: Violations
  /** By document: the events that a request brings. Its copies bring the same. */
  readonly #brought = new WeakMap<LinkedConnection, ReadonlyMap<string, readonly string[]>>()

  constructor(claims: Claims, violations: Violations) {
    this.#claims = claims
    this.#violations = violations
  }

  asked(request: LinkedConnection, body: string): void {
    const { tenant } = request
    // It is our own client's.
    const { documents } = JSON.parse(body) as SyncQuestion
    const brought = documents.map(({ entity, id, update }): [string, readonly string[]] => {
      const name = documentName({ tenant, entity, id })
      return [keyOf({ entity, id }), this.#claims.brought(name, valuesIn(update))]
    })
    this.#brought.set(request, new Map(brought))
  }

  answered(request: LinkedConnection, body: string): void {
    const { tenant, name: to } = request
    // What is no answer says nothing of documents.
    const answer = parseSyncAnswer(body)
    for (const one of answer?.documents ?? []) {
      const brought = this.#brought.get(request)?.get(keyOf(one))
      this.#violations.must('TEN1', brought !== undefined, () => `${to} is told of ${keyOf(one)}, and has not asked`)
      if ('error' in one) continue
      for (const shown of valuesIn(one.update)) this.#claims.shown(tenant, to, shown)
      this.#claims.committed(tenant, documentName({ tenant, entity: one.entity, id: one.id }), one.committed)
      this.#violations.must(
        'COM1',
        one.refused !== undefined || this.#claims.areCommitted(tenant, brought ?? []),
        () => `${to} is answered for ${keyOf(one)}, and what it brought is not committed`,
      )
    }
    if (answer?.summaries !== undefined) this.#claims.summaries(tenant, answer.summaries)
  }
}

function valuesIn(update: string | undefined): readonly WireValue[] {
  return update === undefined ? [] : valuesOf(fromBase64(update))
}
