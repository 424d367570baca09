import {
  type DocumentAddress,
  documentName,
  type Entity,
  EventLog,
  type EventRecord,
  type VerdictRecord,
} from '@docket/core'
import type { Principal } from '../../auth/principal.ts'
import { judgeRecords } from '../../gate/judge-update.ts'
import type { GateLimits } from '../../gate/limits.ts'
import type { JudgeByRules } from '../../gate/rules-by-entity.ts'
import { answerOf } from '../../http/batch/batch-answer.ts'
import { type NewEvent, readBatchEvent } from '../../http/batch/batch-event.ts'
import type { ItemResult } from '../../http/batch/item-result.ts'
import type { Target } from './target.ts'

export interface DryRunOptions {
  readonly principal: Principal
  readonly entities: ReadonlyMap<string, Entity>
  readonly rules: ReadonlyMap<string, JudgeByRules>
  readonly limits: GateLimits
  /** What a document has in the ledger. */
  stored(address: DocumentAddress): Promise<Stored>
  close(): Promise<void>
}

export interface Stored {
  readonly events: readonly EventRecord[]
  readonly verdicts: readonly VerdictRecord[]
}

/**
 * Judges events as the server would, by the same gate, and writes nothing. It keeps all of them in memory, since each is
 * judged after those before it.
 */
export function dryRun(options: DryRunOptions): Target {
  const { principal, entities } = options
  const logs = new Map<string, EventLog>()
  const logOf = async (address: DocumentAddress, entity: Entity): Promise<EventLog> => {
    const name = documentName(address)
    const known = logs.get(name)
    if (known !== undefined) return known
    const log = new EventLog(entity)
    const { events, verdicts } = await options.stored(address)
    log.add(events, verdicts)
    logs.set(name, log)
    return log
  }
  return {
    async send(texts) {
      const values = texts.map((text): unknown => JSON.parse(text))
      const ids: (string | null)[] = []
      const results: ItemResult[] = []
      for (const value of values) {
        const read = readBatchEvent(value, principal, entities)
        ids.push(idOf(value))
        const entity = read.address && entities.get(read.address.entity)
        if ('rejection' in read || entity === undefined) {
          results.push({ kind: 'rejected', ...('rejection' in read ? read.rejection : UNKNOWN), isRecorded: false })
          continue
        }
        results.push(judge(read, await logOf(read.address, entity), options))
      }
      return answerOf(ids, results)
    },
    close: () => options.close(),
  }
}

const UNKNOWN = { code: 'entity_unknown', reason: 'no definition of the entity is at hand' }

/** What the event would become; the log has it afterwards. */
function judge({ address, event }: NewEvent, log: EventLog, options: DryRunOptions): ItemResult {
  const { entity } = log
  const known = { entity, state: log.state, events: log.events, eventById: (id: string) => log.get(id)?.event }
  const { principal, limits, rules } = options
  const judged = judgeRecords([event], Number.POSITIVE_INFINITY, known, principal, limits, rules.get(address.entity))
  if ('kind' in judged) return { kind: 'rejected', code: judged.code, reason: judged.reason, isRecorded: false }
  for (const { rejection } of judged) {
    if (rejection !== undefined) log.add([], [{ ref: event.id, ...rejection, at: event.at }])
  }
  log.add([event])
  const verdict = log.verdictOf(event.id)
  if (verdict !== undefined) {
    return { kind: 'rejected', code: verdict.code, reason: verdict.reason, isRecorded: true }
  }
  const effect = log.get(event.id)?.effect
  return { kind: 'accepted', ...(effect !== undefined && { effect }) }
}

function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null
}
