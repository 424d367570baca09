import type { StandardSchemaV1 } from '@standard-schema/spec'
import { defineEntity } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'

/** The state of `conformanceNote`. */
export interface Note {
  readonly lines: readonly string[]
}

type Line = { readonly text: string }
type NoteEntity = Entity<'conformance_note', Note, { noted: StandardSchemaV1<Line> }, { lines: number }>

const MAX_TEXT = 100

/** The entity of the transport suite. Register it at the server that is tested. */
export const conformanceNote: NoteEntity = noteOf(MAX_TEXT)

/** What a client of another make thinks it is: it lets through what the server rejects. */
export const laxConformanceNote: NoteEntity = noteOf(Number.POSITIVE_INFINITY)

/** A text that only the server finds too long. */
export const TOO_LONG: string = 'x'.repeat(MAX_TEXT + 1)

function noteOf(maxText: number): NoteEntity {
  return defineEntity('conformance_note', {
    initial: { lines: [] } as Note,
    events: {
      noted: { payload: lineOf(maxText), evolve: (note, { text }) => ({ lines: [...note.lines, text] }) },
    },
    summary: (note) => ({ lines: note.lines.length }),
  })
}

function lineOf(maxText: number): StandardSchemaV1<Line> {
  return {
    '~standard': {
      version: 1,
      vendor: 'docket',
      validate(value) {
        const text = (value as Partial<Line>).text
        if (typeof text === 'string' && text.length <= maxText) return { value: { text } }
        return { issues: [{ message: `a text of at most ${maxText} characters`, path: ['text'] }] }
      },
    },
  }
}
