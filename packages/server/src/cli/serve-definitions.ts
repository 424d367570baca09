import { DocketError, type Entity, entitiesByName, readPayload } from '@docket/core'
import { foldEvents } from '../audit/fold.ts'
import { describeEntities } from '../evolution/describe-entities.ts'
import type { DefinitionsAnswer, DefinitionsQuestion } from './definitions-messages.ts'
import { loadEntities } from './load-entities.ts'

// A process of its own: modules of then and of now have the same names, and a process loads each once.
let entities: ReadonlyMap<string, Entity> = new Map()

process.on('message', (question: DefinitionsQuestion) => {
  answer(question)
    .catch(
      (error: unknown): DefinitionsAnswer => ({
        kind: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      }),
    )
    .then((found) => process.send?.(found))
    .catch(() => process.exit(1))
})
process.on('disconnect', () => process.exit())

async function answer(question: DefinitionsQuestion): Promise<DefinitionsAnswer> {
  if (question.kind === 'load') {
    const loaded = await loadEntities(question.path)
    entities = entitiesByName(loaded.entities)
    return { kind: 'loaded', entities: describeEntities(loaded.entities) }
  }
  const entity = entities.get(question.entity)
  if (entity === undefined) throw new DocketError('entity_unknown', `there is no entity "${question.entity}"`)
  if (question.kind === 'fold') return { kind: 'folded', state: foldEvents(entity, question.events) }
  return { kind: 'refuses', refused: question.events.map(({ event }) => readPayload(entity, event).kind === 'invalid') }
}
