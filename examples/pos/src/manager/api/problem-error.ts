import * as z from 'zod/mini'

const problem = z.object({ code: z.string(), detail: z.string() })

/** The server refused a request; the message is its own. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(`${detail} (${code})`)
    this.status = status
    this.code = code
  }
}

/** What the server said, if it was a problem document (RFC 9457). */
export async function problemOf(response: Response): Promise<ProblemError> {
  const { data } = problem.safeParse(await response.json().catch(() => undefined))
  const { code, detail } = data ?? { code: 'no_problem_document', detail: `The server answered ${response.status}` }
  return new ProblemError(response.status, code, detail)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
