import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { MappingInvalidError, SourceUnreadableError } from '../errors.ts'
import type { Mapping } from './mapping.ts'
import { mappingSchema } from './mapping-schema.ts'

/** @throws SourceUnreadableError, MappingInvalidError */
export async function readMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it is no file'
    throw new SourceUnreadableError(file, reason, { cause: error })
  })
  return parseMapping(file, text)
}

/** @throws MappingInvalidError */
export function parseMapping(file: string, text: string): Mapping {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new MappingInvalidError(file, [error instanceof Error ? error.message : 'It is no JSON'])
  }
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new MappingInvalidError(
    file,
    parsed.error.issues.flatMap((issue) => problemsOf(issue, [])),
  )
}

type Issue = z.core.$ZodIssue

function problemsOf(issue: Issue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return nearest(issue.errors).flatMap((one) => problemsOf(one, path))
  }
  return [`${path.map(String).join('.') || 'The mapping'}: ${issue.message}`]
}

/** Of alternatives the one that was meant: that in which the least is wrong with what kind of value it is. */
function nearest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const [first = []] = alternatives.toSorted((a, b) => fitOf(b) - fitOf(a))
  return first
}

function fitOf(issues: readonly Issue[]): number {
  const atRoot = issues.filter(({ path }) => path.length === 0)
  if (atRoot.some(({ code }) => code === 'invalid_type')) return 0
  return atRoot.length > 0 ? 1 : 2
}
