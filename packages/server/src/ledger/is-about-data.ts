/** Does Postgres refuse what is in the rows, however often it is tried? SQLSTATE: data exception, integrity violation, limit exceeded. */
export function isAboutData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|54)...$/.test(String(error.code))
}
