import { posix } from 'node:path'
import { type Declaration, type ModuleExportName, type Program, parseSync, type Statement } from 'oxc-parser'
import { readText } from '../repository.ts'
import { docstringBefore } from './docstring.ts'
import { signatureOf } from './signature.ts'

/** What an entry exports under one name. */
export interface Exported {
  readonly name: string
  readonly kind: 'function' | 'class' | 'constant' | 'type'
  readonly docstring: string
  /** TypeScript; one for each overload. */
  readonly signatures: readonly string[]
  /** The file of the repository in which it is declared. */
  readonly file: string
}

/** All that a module exports by name, in the order in which it does. */
export function readExports(index: string): Exported[] {
  return parse(index).program.body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') throw new Error(`${index}: name what is exported, not everything`)
    if (statement.type !== 'ExportNamedDeclaration' || statement.source === null) return []
    const file = posix.join(posix.dirname(index), statement.source.value)
    return statement.specifiers.map(({ local, exported }) => readExport(file, nameOf(local), nameOf(exported)))
  })
}

function readExport(file: string, local: string, name: string): Exported {
  const { text, comments, program } = parse(file)
  const found = program.body.flatMap((statement) => {
    const declaration = declarationIn(statement)
    return declaration !== undefined && namesOf(declaration).includes(local) ? [{ statement, declaration }] : []
  })
  const [first] = found
  const foreign = first === undefined ? readForeign(file, name) : undefined
  if (foreign !== undefined) return foreign
  if (first === undefined) throw new Error(`${file} does not declare ${local}`)
  // Of a function with overloads, the one that does it is nobody's business.
  const shown = found.length > 1 ? found.filter(({ declaration: { type } }) => type !== 'FunctionDeclaration') : found
  return {
    name,
    kind: kindOf(first.declaration),
    docstring: docstringBefore(first.statement.start, text, comments),
    signatures: shown.map(({ declaration }) => signatureOf(declaration, { text, comments })),
    file,
  }
}

/** A type that a file passes on from a package that is not ours. */
function readForeign(file: string, name: string): Exported | undefined {
  const { text, comments, program } = parse(file)
  const statement = program.body.find(
    (one) => one.type === 'ExportNamedDeclaration' && one.specifiers.some(({ exported }) => nameOf(exported) === name),
  )
  if (statement === undefined) return undefined
  const docstring = docstringBefore(statement.start, text, comments)
  return { name, kind: 'type', docstring, signatures: [text.slice(statement.start, statement.end)], file }
}

interface Parsed {
  readonly text: string
  readonly program: Program
  readonly comments: ReturnType<typeof parseSync>['comments']
}

const parsed = new Map<string, Parsed>()

function parse(file: string): Parsed {
  const text = readText(file)
  const before = parsed.get(file)
  if (before?.text === text) return before
  const { program, comments, errors } = parseSync(file, text)
  if (errors[0] !== undefined) throw new Error(`${file} cannot be parsed: ${errors[0].message}`)
  const result = { text, program, comments }
  parsed.set(file, result)
  return result
}

function declarationIn(statement: Program['body'][number] | Statement): Declaration | undefined {
  if (statement.type === 'ExportNamedDeclaration') return statement.declaration ?? undefined
  return 'id' in statement || statement.type === 'VariableDeclaration' ? (statement as Declaration) : undefined
}

function namesOf(declaration: Declaration): string[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
}

function kindOf({ type }: Declaration): Exported['kind'] {
  if (type === 'FunctionDeclaration' || type === 'TSDeclareFunction') return 'function'
  if (type === 'ClassDeclaration') return 'class'
  return type === 'VariableDeclaration' ? 'constant' : 'type'
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}
