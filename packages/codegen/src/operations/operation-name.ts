import { camelCase, singular } from '../names/words.ts'
import type { Method } from './operation.ts'

const VERBS: Readonly<Record<Method, string>> = {
  get: 'get',
  post: 'create',
  put: 'replace',
  patch: 'update',
  delete: 'delete',
  head: 'head',
  options: 'options',
  trace: 'trace',
}

/** What an operation without an `operationId` is called: `listOrders`, `getOrder`, `createOrderItem`. */
export function operationName(method: Method, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  const endsInOne = segments.at(-1)?.startsWith('{') ?? false
  const words = segments.flatMap((segment, index) => {
    if (isPlaceholder(segment) || isPrefix(segment)) return []
    const isOne = isPlaceholder(segments[index + 1] ?? '') || (index === segments.length - 1 && method === 'post')
    return [isOne ? singular(segment) : segment]
  })
  const verb = method === 'get' && !endsInOne ? 'list' : VERBS[method]
  return camelCase(`${verb} ${words.join(' ')}`)
}

export function isPlaceholder(segment: string): boolean {
  return segment.includes('{')
}

/** `api`, `v1`: what all paths begin with. */
export function isPrefix(segment: string): boolean {
  return /^(api|v\d+)$/i.test(segment)
}
