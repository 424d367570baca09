import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface TemporaryDescription {
  readonly folder: string
  readonly input: string
  readonly out: string
  write(file: string, text: string): void
}

/** Files of a description in a folder of their own, which goes when the test ends; `openapi.yaml` is the first. */
export function temporaryDescription(
  text: string,
  others: Readonly<Record<string, string>> = {},
): TemporaryDescription {
  const folder = mkdtempSync(join(tmpdir(), 'docket-codegen-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  for (const [file, content] of Object.entries({ 'openapi.yaml': text, ...others })) write(file, content)
  return { folder, input: join(folder, 'openapi.yaml'), out: join(folder, 'src/generated'), write }
}

/** A description with one entity, `order`, whose `x-sync` and schemas are given as YAML. */
export function orders({
  sync = 'mode: events\nevents: [archived]',
  schemas = '',
}: {
  sync?: string
  schemas?: string
}): string {
  return `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
paths:
  /orders:
    x-sync:
${indented(sync, 6)}
    get:
      responses:
        '200':
          description: Orders.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Order' } }
components:
  schemas:
    Order:
      type: object
      required: [id, table_number, status, items]
      properties:
        id: { type: string }
        table_number: { type: [integer, 'null'] }
        status: { type: string, enum: [open, paid] }
        items: { type: array, items: { $ref: '#/components/schemas/Item' } }
        note: { type: string }
    Item:
      type: object
      required: [id, name]
      properties: { id: { type: string }, name: { type: string } }
${indented(schemas, 4)}`
}

function indented(text: string, by: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n')
}
