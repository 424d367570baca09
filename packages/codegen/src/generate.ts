import { relative, resolve, sep } from 'node:path'
import { DescriptionInvalidError } from './description/errors.ts'
import { loadDescription } from './description/load-description.ts'
import { createLocate } from './description/locate.ts'
import { child } from './description/place.ts'
import { Findings, type Notice } from './description/problem.ts'
import { callModules } from './emit/call-modules.ts'
import { entityModules } from './emit/entity-modules.ts'
import { eventModule } from './emit/event-module.ts'
import { hookModule } from './emit/hook-modules.ts'
import type { Module } from './emit/module.ts'
import { ownStub } from './emit/own-stub.ts'
import { queryModule } from './emit/query-modules.ts'
import { registryModules } from './emit/registry-modules.ts'
import { runtimeFiles } from './emit/runtime-files.ts'
import { SchemaModules } from './emit/schema-modules.ts'
import { entityNames } from './names/entity-names.ts'
import { readOperations } from './operations/read-operations.ts'
import { Schemas } from './schema/schemas.ts'
import type { SyncModel } from './sync/entity-model.ts'
import { readXSync } from './sync/read-x-sync.ts'
import { formatted } from './write/format.ts'

/** What is only noted is not worth the time that it takes to find lines in a file with so many characters. */
const LONG = 1_000_000

/** What is read, and where what is made of it goes. */
export interface GenerateOptions {
  /** The OpenAPI description, in YAML or JSON. */
  readonly input: string
  /** The folder of the generated files; nothing else is kept in it. */
  readonly out: string
  /** The folder of the application's own parts, which are written once; `../own` beside `out` unless told. */
  readonly own?: string | undefined
}

/** What a description comes to. */
export interface Generated {
  readonly model: SyncModel
  /** The contents of the files by their paths, relative to `out`. */
  readonly files: ReadonlyMap<string, string>
  /** What the application's own parts begin with, by their paths, relative to `out`. */
  readonly stubs: ReadonlyMap<string, string>
  /** What the description says and the code does not check, as `file:line:column message`; of a very long file with `#` and the keys that lead to it. */
  readonly notices: readonly string[]
}

/**
 * Makes everything of a description; writes nothing.
 *
 * @throws DescriptionUnreadableError, DescriptionInvalidError
 */
export async function generate({ input, out, own = resolve(out, '../own') }: GenerateOptions): Promise<Generated> {
  const description = await loadDescription(input)
  const findings = new Findings()
  const schemas = new Schemas(description, findings)
  checkVersion(description.root, findings)
  const operations = readOperations(schemas)
  const model = readXSync(schemas, operations)
  // Names are given when everything is read, and can be taken.
  const modules = new SchemaModules(schemas, slashes(resolve(out)))
  if (findings.problems.length > 0) throw new DescriptionInvalidError(findings.problems, createLocate())

  const ownFile = (name: string): string => slashes(`${relative(resolve(out), resolve(own))}/${name}.ts`)
  const emitted: Module[] = [
    ...model.entities.flatMap((entity) => [
      eventModule(entity, modules),
      ...entityModules(entity, modules, ownFile(entityNames(entity).file)),
      hookModule(entity, modules),
    ]),
    ...callModules(operations, modules),
    ...model.apis.map((api) => queryModule(api, modules)),
    ...registryModules(model.entities, modules),
    ...modules.modules,
  ]
  const locate = createLocate(LONG)
  const stubs = model.entities.map((entity) => ownStub(entity, modules, ownFile(entityNames(entity).file)))
  const files = new Map([
    ...emitted.map(({ path, text }) => [path, text] as const),
    ...runtimeFiles({ hooks: model.apis.length > 0 }),
  ])
  return {
    model,
    files: await allFormatted(files),
    stubs: await allFormatted(new Map(stubs.map(({ path, text }) => [path, text]))),
    notices: findings.notices.map(({ place, message }: Notice) => `${locate(place)} ${message}`),
  }
}

function checkVersion(root: Parameters<typeof child>[0], findings: Findings): void {
  const version = child(root, 'openapi')
  if (typeof version?.value === 'string' && /^3\.[01]\./.test(version.value)) return
  const place = (version ?? root).place
  findings.problem(
    'version_unsupported',
    place,
    `openapi is ${JSON.stringify(version?.value) ?? 'missing'}; write openapi: 3.0.x or 3.1.x`,
  )
}

async function allFormatted(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const done = await Promise.all([...files].map(async ([path, text]) => [path, await formatted(path, text)] as const))
  return new Map(done.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function slashes(path: string): string {
  return path.split(sep).join('/')
}
