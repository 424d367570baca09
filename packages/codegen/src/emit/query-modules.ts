import { camelCase, kebabCase, pascalCase } from '../names/words.ts'
import type { Operation } from '../operations/operation.ts'
import type { ApiModel } from '../sync/entity-model.ts'
import { callPath, inputName, inputNeed } from './call-modules.ts'
import type { Module } from './module.ts'
import { API_PROVIDER, CALL_API } from './paths.ts'
import { docstring, quote } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** `hooks/products-queries.ts`: TanStack Query's hooks for a path of `mode: api`. */
export function queryModule(api: ApiModel, schemas: SchemaModules): Module {
  const module = schemas.module(`hooks/${kebabCase(api.plural)}-queries.ts`)
  const key = `${camelCase(api.plural)}Key`
  module.add(
    `/** What the answers of ${api.path} are kept under. */`,
    `export const ${key} = [${quote(api.path)}] as const`,
    '',
  )
  for (const operation of api.operations) {
    module.use(operation.name, callPath(operation))
    module.use('useApi', API_PROVIDER)
    if (inputNeed(operation) !== 'none') module.useType(inputName(operation), callPath(operation))
    module.add(
      ...(operation.method === 'get' ? queryHook(operation, key, module) : mutationHook(operation, key, module)),
      '',
    )
  }
  return module
}

function queryHook(operation: Operation, key: string, module: Module): readonly string[] {
  module.use('useQuery', '@tanstack/react-query')
  module.useType('UseQueryResult', '@tanstack/react-query')
  module.useType('ApiError', CALL_API)
  const { name } = operation
  const need = inputNeed(operation)
  const parameter = {
    none: '',
    optional: `input: ${inputName(operation)} = {}`,
    required: `input: ${inputName(operation)}`,
  }[need]
  // TanStack Query takes no undefined.
  const isEmpty = operation.answer.kind === 'nothing'
  const type = isEmpty ? 'null' : `Awaited<ReturnType<typeof ${name}>>`
  const [inKey, inCall] = need === 'none' ? ['', ''] : [', input', 'input, ']
  return [
    ...docstring(operation.doc),
    `export function use${pascalCase(name)}(${parameter}): UseQueryResult<${type}, ApiError> {`,
    'const api = useApi()',
    'return useQuery({',
    `queryKey: [...${key}, ${quote(name)}${inKey}],`,
    `queryFn: ({ signal }) => ${name}(api, ${inCall}{ signal })${isEmpty ? '.then(() => null)' : ''},`,
    '})',
    '}',
  ]
}

function mutationHook(operation: Operation, key: string, module: Module): readonly string[] {
  module.use('useMutation', '@tanstack/react-query')
  module.use('useQueryClient', '@tanstack/react-query')
  module.useType('UseMutationResult', '@tanstack/react-query')
  module.useType('ApiError', CALL_API)
  const { name } = operation
  const hasInput = inputNeed(operation) !== 'none'
  const type = hasInput ? inputName(operation) : 'void'
  return [
    ...docstring(operation.doc),
    `export function use${pascalCase(name)}(): UseMutationResult<Awaited<ReturnType<typeof ${name}>>, ApiError, ${type}> {`,
    'const api = useApi()',
    'const queries = useQueryClient()',
    'return useMutation({',
    `mutationFn: (${hasInput ? `input: ${type}` : ''}) => ${name}(api${hasInput ? ', input' : ''}),`,
    `onSuccess: () => queries.invalidateQueries({ queryKey: ${key} }),`,
    '})',
    '}',
  ]
}
