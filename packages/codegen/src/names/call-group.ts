import { isPlaceholder, isPrefix } from '../operations/operation-name.ts'
import { kebabCase } from './words.ts'

/** In which file of `client/` a path is called: after its first part that says something. */
export function callGroup(path: string): string {
  const segment = path
    .split('/')
    .find((part) => part !== '' && !isPlaceholder(part) && !isPrefix(part) && kebabCase(part) !== '')
  return kebabCase(segment ?? 'root')
}
