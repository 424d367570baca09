import { callGroup } from '../names/call-group.ts'
import { pascalCase } from '../names/words.ts'
import type { Body, Operation, Parameter } from '../operations/operation.ts'
import type { Module } from './module.ts'
import { CALL_API } from './paths.ts'
import { docstring, literal, memberOf, quote } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** `client/orders.ts`, …: a function for each operation. */
export function callModules(operations: readonly Operation[], schemas: SchemaModules): readonly Module[] {
  return [...Map.groupBy(operations, callPath)].map(([path, together]) => {
    const module = schemas.module(path)
    module.declare(...together.flatMap((operation) => [operation.name, inputName(operation)]))
    for (const operation of together) addCall(operation, schemas, module)
    return module
  })
}

export function callPath({ path }: Operation): string {
  return `client/${callGroup(path)}-calls.ts`
}

export function inputName({ name }: Operation): string {
  return `${pascalCase(name)}Input`
}

/** Does the operation take anything, and can it go without? */
export function inputNeed({ pathParameters, query, headers, body }: Operation): 'none' | 'optional' | 'required' {
  const parts = [pathParameters, query, headers]
  if (parts.every((part) => part.length === 0) && body === undefined) return 'none'
  const isOptional = parts.every((part) => part.every(({ optional }) => optional)) && body?.optional !== false
  return isOptional ? 'optional' : 'required'
}

function addCall(operation: Operation, schemas: SchemaModules, module: Module): void {
  const { name, method, path, answer } = operation
  module.useType('Api', CALL_API)
  module.useType('CallOptions', CALL_API)
  module.use('callApi', CALL_API)
  const need = inputNeed(operation)
  if (need !== 'none')
    module.add(
      `export interface ${inputName(operation)} {\n${inputMembers(operation, schemas, module).join('\n')}\n}`,
      '',
    )
  const parameter = need === 'none' ? '' : `input: ${inputName(operation)}${need === 'optional' ? ' = {}' : ''}, `
  const type = { json: '', text: 'string', binary: 'Blob', nothing: 'void' }[answer.kind]
  const answerType = answer.kind === 'json' ? schemas.type(answer.shape, module) : type
  module.add(
    ...docstring(operation.doc ?? `${method.toUpperCase()} ${path}`),
    `export function ${name}(api: Api, ${parameter}options?: CallOptions): Promise<${answerType}> {`,
    `return callApi<${answerType}>(api, {`,
    `method: ${quote(method.toUpperCase())},`,
    `path: ${pathOf(operation, module)},`,
    ...(operation.query.length > 0 ? ['query: input.query,', ...stylesOf(operation.query)] : []),
    ...(operation.headers.length > 0 ? ['headers: input.headers,'] : []),
    ...(operation.body ? [`body: ${bodyOf(operation.body)},`] : []),
    `answer: ${answer.kind === 'json' ? schemas.zod(answer.shape, module) : quote(answer.kind)},`,
    '}, options)',
    '}',
    '',
  )
}

function inputMembers(
  { pathParameters, query, headers, body }: Operation,
  schemas: SchemaModules,
  module: Module,
): readonly string[] {
  return [
    ...parameterGroup('path', pathParameters, schemas, module),
    ...parameterGroup('query', query, schemas, module),
    ...parameterGroup('headers', headers, schemas, module),
    ...(body
      ? [`body${body.optional ? '?' : ''}: ${bodyType(body, schemas, module)}${body.optional ? ' | undefined' : ''}`]
      : []),
  ]
}

function parameterGroup(
  name: string,
  parameters: readonly Parameter[],
  schemas: SchemaModules,
  module: Module,
): readonly string[] {
  if (parameters.length === 0) return []
  const isOptional = parameters.every(({ optional }) => optional)
  const type = schemas.objectType(
    { kind: 'object', others: 'open', members: parameters.map((parameter) => ({ ...parameter, readOnly: false })) },
    module,
  )
  return [`${name}${isOptional ? '?' : ''}: ${type}${isOptional ? ' | undefined' : ''}`]
}

/** What only the server sets is not sent. */
function bodyType({ shape, kind }: Body, schemas: SchemaModules, module: Module): string {
  if (kind === 'text') return 'string'
  if (kind === 'binary') return 'Blob | string'
  const type = schemas.type(shape, module)
  const readOnly = schemas.objectOf(shape)?.members.filter((member) => member.readOnly) ?? []
  return readOnly.length === 0 ? type : `Omit<${type}, ${readOnly.map(({ name }) => quote(name)).join(' | ')}>`
}

function bodyOf({ type, optional, styles }: Body): string {
  const body = `{ type: ${quote(type)}, value: input.body, ${stylesOf(styles).join('')} }`
  return optional ? `input.body === undefined ? undefined : ${body}` : body
}

function stylesOf(written: readonly Pick<Parameter, 'name' | 'style'>[]): readonly string[] {
  const styles = written.filter(({ style }) => style !== 'form').map(({ name, style }) => [name, style])
  return styles.length === 0 ? [] : [`styles: ${literal(Object.fromEntries(styles))},`]
}

/** A template in which each placeholder is the value of its parameter. */
function pathOf({ path, pathParameters }: Operation, module: Module): string {
  if (pathParameters.length === 0) return quote(path)
  module.use('segment', CALL_API)
  const text = path.replace(/[`\\]|\$(?=\{)/g, '\\$&')
  return `\`${text.replace(/\{([^{}]+)\}/g, (_, name: string) => `\${segment(${memberOf('input.path', name)})}`)}\``
}
