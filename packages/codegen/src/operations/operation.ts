import type { Node } from '../description/place.ts'
import type { Shape } from '../schema/shape.ts'

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const
export type Method = (typeof METHODS)[number]

/** How the values of a parameter are written into an address or a form; `form`: each for itself, under the same name. */
export type ParameterStyle = 'form' | 'comma' | 'space' | 'pipe' | 'deep' | 'json'

export interface Parameter {
  readonly name: string
  readonly shape: Shape
  readonly optional: boolean
  readonly style: ParameterStyle
  readonly doc?: string
}

export type BodyKind = 'json' | 'form' | 'multipart' | 'text' | 'binary'

export interface Body {
  readonly kind: BodyKind
  readonly type: string
  readonly shape: Shape
  readonly optional: boolean
  /** Of the members of a form that say how they are written. */
  readonly styles: readonly { readonly name: string; readonly style: ParameterStyle }[]
}

/** What a good answer holds. */
export type Answer = { readonly kind: 'json'; readonly shape: Shape } | { readonly kind: 'text' | 'binary' | 'nothing' }

/** One method of one path. */
export interface Operation {
  readonly method: Method
  readonly path: string
  /** The name of the function that calls it. */
  readonly name: string
  readonly node: Node
  readonly pathParameters: readonly Parameter[]
  readonly query: readonly Parameter[]
  readonly headers: readonly Parameter[]
  readonly body?: Body
  readonly answer: Answer
  readonly doc?: string
}
