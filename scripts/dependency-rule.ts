import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync, Visitor } from 'oxc-parser'
import { type Dependency, rules } from './dependency-rules.ts'

/** What is wrong in these files, a sentence each. `files` maps each path to its source. */
export function findViolations(files: ReadonlyMap<string, string>): string[] {
  const dependencies = [...files].flatMap(([from, source]) =>
    specifiersOf(from, source).map((specifier): Dependency => ({ from, to: resolveSpecifier(from, specifier, files) })),
  )
  const broken = dependencies.flatMap((dependency) =>
    rules.filter((rule) => rule.forbids(dependency)).map((rule) => `${arrow(dependency)}: ${rule.because}`),
  )
  const cycles = findCycles(dependencies).map((cycle) => `${cycle.join(' → ')}: an import cycle, types included`)
  return [...new Set([...broken, ...cycles])]
}

function arrow({ from, to }: Dependency): string {
  return `${from} → ${to}`
}

/** Everything that a file imports or re-exports: values and types, static, dynamic and `import('…')` types. */
function specifiersOf(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source)
  const [error] = errors
  if (error) throw new Error(`${path} cannot be parsed: ${error.message}`)
  const found: string[] = []
  const add = (node: unknown): void => {
    if (isStringLiteral(node)) found.push(node.value)
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(program)
  return found
}

function isStringLiteral(node: unknown): node is { value: string } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
}

function resolveSpecifier(from: string, specifier: string, files: ReadonlyMap<string, string>): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  const own = /^@docket\/([^/]+)(?:\/(.+))?$/.exec(specifier)
  if (own) {
    const entry = join('packages', own[1] ?? '', 'src', own[2] ?? '', 'index.ts')
    return files.has(entry) ? entry : specifier
  }
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

/** One cycle for each file from which a walk comes back to itself, each cycle once. */
function findCycles(dependencies: readonly Dependency[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of dependencies) targets.set(from, [...(targets.get(from) ?? []), to])
  const cycles: string[][] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file])
    if (start >= 0 || done.has(file)) return
    for (const target of targets.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) walk(file, [])
  return cycles
}

async function main(): Promise<void> {
  const files = new Map<string, string>()
  const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist'
  for await (const path of glob('{packages,examples,benchmarks,scripts,test-support,site}/**/*.{ts,tsx}', {
    exclude,
  })) {
    // What codegen's tests generate is not ours to keep in order.
    if (!/(^|\/)(node_modules|dist|codegen\/test\/out)\//.test(path)) files.set(path, readFileSync(path, 'utf8'))
  }
  const violations = findViolations(files)
  for (const violation of violations) console.error(violation)
  console.log(`${files.size} files, ${violations.length} violations of the dependency rule`)
  process.exitCode = violations.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
