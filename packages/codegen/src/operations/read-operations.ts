import { child, descendant, elements, isObject, members, type Node } from '../description/place.ts'
import { camelCase } from '../names/words.ts'
import type { Schemas } from '../schema/schemas.ts'
import { followed } from './followed.ts'
import { METHODS, type Method, type Operation, type Parameter } from './operation.ts'
import { operationName } from './operation-name.ts'
import { readAnswer, readBody } from './read-content.ts'
import { styleOf } from './style-of.ts'

/** `fetch` sends no body with these, whatever a description says. */
const BODILESS: ReadonlySet<Method> = new Set(['get', 'head', 'trace'])

/** Every method of every path, in the order of the description. */
export function readOperations(schemas: Schemas): readonly Operation[] {
  const { description, findings } = schemas
  const places = new Map<string, Operation>()
  return members(child(description.root, 'paths')).flatMap(([path, stated]) => {
    const item = followed(stated, schemas)
    return METHODS.flatMap((method) => {
      const node = item && child(item, method)
      if (item === undefined || node === undefined) return []
      const operation = readOperation(method, path, item, node, schemas)
      const before = places.get(operation.name)
      if (before !== undefined) {
        findings.problem(
          'name_taken',
          node.place,
          `${method} ${path} would be called ${operation.name}, as ${before.method} ${before.path} is; give it another operationId`,
        )
        return []
      }
      places.set(operation.name, operation)
      return [operation]
    })
  })
}

function readOperation(method: Method, path: string, item: Node, node: Node, schemas: Schemas): Operation {
  const parameters = parametersOf(item, node, schemas)
  const { operationId, summary, description } = isObject(node.value) ? node.value : {}
  const doc = typeof summary === 'string' && summary !== '' ? summary : description
  const body = BODILESS.has(method) ? undefined : readBody(node, schemas)
  return {
    method,
    path,
    node,
    name: typeof operationId === 'string' ? camelCase(operationId) : operationName(method, path),
    pathParameters: placeholdersOf(path).map(
      (name) => parameters.find((one) => one.in === 'path' && one.name === name) ?? plainParameter(name),
    ),
    query: parameters.filter((one) => one.in === 'query'),
    headers: parameters.filter(
      (one) => one.in === 'header' && !/^(accept|content-type|authorization)$/i.test(one.name),
    ),
    ...(body && { body }),
    answer: readAnswer(node, schemas),
    ...(typeof doc === 'string' && { doc }),
  }
}

export function placeholdersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
}

function plainParameter(name: string): Parameter {
  return { name, shape: { kind: 'string' }, optional: false, style: 'form' }
}

/** Those of the path, and those of the operation, which take their place. */
function parametersOf(item: Node, operation: Node, schemas: Schemas): readonly (Parameter & { readonly in: string })[] {
  const found = new Map<string, Parameter & { readonly in: string }>()
  for (const stated of [...elements(child(item, 'parameters')), ...elements(child(operation, 'parameters'))]) {
    const node = followed(stated, schemas)
    if (node === undefined || !isObject(node.value)) continue
    const { name, in: where, required, description } = node.value
    if (typeof name !== 'string' || typeof where !== 'string') continue
    const schema = child(node, 'schema') ?? descendant(node, 'content', 'application/json', 'schema')
    found.set(`${where} ${name}`, {
      in: where,
      name,
      shape: schema === undefined ? { kind: 'unknown' } : schemas.read(schema),
      optional: where !== 'path' && required !== true,
      style: styleOf(node.value),
      ...(typeof description === 'string' && { doc: description }),
    })
  }
  return [...found.values()]
}
