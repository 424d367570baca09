import type { JsonSchema, SchemaNode } from './json-schema.ts'
import type { Narrowing } from './narrowing.ts'
import { keyText, typeText } from './type-text.ts'

export interface UpcasterNeeded {
  readonly event: string
  /** The version that is to be brought to the next. */
  readonly from: number
  readonly before: JsonSchema
  readonly after: JsonSchema
  readonly narrowings: readonly Narrowing[]
}

/**
 * What to add to an event's definition, in TypeScript. What nobody but the application's author can know is a
 * placeholder in angle brackets, with the type of what belongs there.
 */
export function upcasterText({ event, from, before, after, narrowings }: UpcasterNeeded): string {
  const [old, now] = [asObject(before), asObject(after)]
  const whole = `<${typeText(after)}, from old>`
  const next = old === undefined || now === undefined ? whole : (nextObject(old, now, narrowings) ?? whole)
  const lines = [
    `${keyText(event)}: {`,
    '  // payload, guard and evolve as they are now',
    `  version: ${from + 1},`,
    '  upcasters: {',
    ...(from > 1 ? ['    // and those that there are'] : []),
    `    ${from}: (payload) => {`,
    `      const old = payload as ${typeText(before)}`,
    `      return ${next}`,
    '    },',
    '  },',
    '},',
  ]
  return lines.join('\n')
}

function asObject(schema: JsonSchema): SchemaNode | undefined {
  return typeof schema === 'object' && schema.type === 'object' && schema.properties !== undefined ? schema : undefined
}

/** Undefined where it is not about single members. */
function nextObject(before: SchemaNode, after: SchemaNode, narrowings: readonly Narrowing[]): string | undefined {
  const [had, has] = [before.properties ?? {}, after.properties ?? {}]
  const isTouched = (name: string): boolean => narrowings.some(({ path }) => isIn(path, name))
  const touched = Object.entries(has).filter(([name]) => isTouched(name))
  const members = touched.map(([name, schema]) =>
    Object.hasOwn(had, name)
      ? `${keyText(name)}: <${typeText(schema)}, from old${accessText(name)}>`
      : `${keyText(name)}: <default for ${name}: ${typeText(schema)}>`,
  )
  if (after.additionalProperties !== false)
    return members.length === 0 ? undefined : `{ ...old, ${members.join(', ')} }`
  const kept = Object.keys(has).filter((name) => Object.hasOwn(had, name) && !isTouched(name))
  return `{ ${[...kept.map((name) => `${keyText(name)}: old${accessText(name)}`), ...members].join(', ')} }`
}

function accessText(name: string): string {
  const key = keyText(name)
  return key === name ? `.${name}` : `[${key}]`
}

/** Is it about this member, or something in it? */
function isIn(path: string, member: string): boolean {
  return path === member || path.startsWith(`${member}.`) || path.startsWith(`${member}[`)
}
