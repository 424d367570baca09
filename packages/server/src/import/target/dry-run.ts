import type { Entity } from '@docket/core'
import type { Principal } from '../../auth/principal.ts'
import { answerOf } from '../../http/batch/batch-answer.ts'
import { readBatchEvent } from '../../http/batch/batch-event.ts'
import { BatchRecording, type RecordingDeps } from '../../http/batch/batch-recording.ts'
import { isObject } from '../../http/is-object.ts'
import type { Target } from './target.ts'

export interface DryRunOptions extends RecordingDeps {
  readonly principal: Principal
  readonly entities: ReadonlyMap<string, Entity>
  close(): Promise<void>
}

/** What `POST /v1/events/batch` would answer, of a desk that writes nothing. */
export function dryRun({ principal, entities, desk, eventsByKey, close }: DryRunOptions): Target {
  return {
    async send(texts) {
      const values = texts.map((text): unknown => JSON.parse(text))
      const read = values.map((value) => readBatchEvent(value, principal, entities))
      const results = await new BatchRecording({ desk, eventsByKey }, { principal, isAtomic: false }).run(read)
      return answerOf(values.map(idOf), results)
    },
    close,
  }
}

function idOf(value: unknown): string | null {
  return isObject(value) && typeof value.id === 'string' ? value.id : null
}
