import { type FormatConfig, format } from 'oxfmt'

/** As the code of this project looks; a project that formats otherwise runs its own formatter afterwards. */
const STYLE: FormatConfig = {
  printWidth: 120,
  semi: false,
  singleQuote: true,
  trailingComma: 'all',
  sortImports: false,
}

/** A file of source as it is written. */
export async function formatted(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text, STYLE)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} came out wrong: ${error.message}\n${text}`)
  return code
}
