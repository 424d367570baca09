import { kebabCase } from '../names/words.ts'
import { type Group, groupsOf } from '../schema/cycles.ts'
import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { NamedSchema, ObjectShape, Shape } from '../schema/shape.ts'
import { Module } from './module.ts'
import { docstring } from './quote.ts'
import { takesAbsence } from './takes-absence.ts'
import { objectType, typeOf } from './typescript.ts'
import { type Names, zodOf } from './zod.ts'

/** In which file each schema stands, and how others refer to it. */
export class SchemaModules {
  readonly #schemas: Schemas
  readonly #out: string
  readonly #groups: readonly Group[]
  readonly #files = new Map<string, string>()
  readonly #circular = new Set<string>()

  /** @param out the folder of the generated files */
  constructor(schemas: Schemas, out: string) {
    this.#schemas = schemas
    this.#out = out
    this.#groups = groupsOf(schemas.named)
    for (const { keys, circular } of this.#groups) {
      const [first = ''] = keys
      for (const key of keys) {
        this.#files.set(key, `schemas/${kebabCase(this.#schema(first).name)}.ts`)
        if (circular) this.#circular.add(key)
      }
    }
  }

  /** A new file beside the schemas. */
  module(path: string, header?: string): Module {
    return new Module(path, this.#out, header)
  }

  get modules(): readonly Module[] {
    return this.#groups.map(({ keys }) => {
      const module = this.module(this.#files.get(keys[0] ?? '') ?? '')
      for (const key of keys) this.#add(this.#schema(key), module)
      return module
    })
  }

  /** How the schemas are called in a module; imports what is asked for. */
  namesIn(module: Module): Names {
    return {
      schema: (key) => {
        const { name } = this.#schema(key)
        const file = this.#files.get(key) ?? ''
        // Where each needs the other, it is looked up when it is used.
        return file === module.path && this.#circular.has(key) ? `z.lazy(() => ${name})` : module.use(name, file)
      },
      takesAbsence: (shape) => takesAbsence(shape, this.#schemas),
      extendable: (shape) => this.#extendable(shape),
    }
  }

  zod(shape: Shape, module: Module): string {
    const schema = zodOf(shape, this.namesIn(module))
    if (schema.includes('z.')) module.useZod()
    return schema
  }

  type(shape: Shape, module: Module): string {
    return typeOf(shape, (key) => this.typeName(key, module))
  }

  objectType(shape: ObjectShape, module: Module): string {
    return objectType(shape, (key) => this.typeName(key, module))
  }

  /** The members of a shape that is an object, or several in one. */
  objectOf(shape: Shape): ObjectShape | undefined {
    return objectOf(shape, this.#schemas)
  }

  typeName(key: string, module: Module): string {
    return module.useType(this.#schema(key).name, this.#files.get(key) ?? '')
  }

  /** Can members be taken from the schema, by `z.omit` and `z.extend`? */
  isObjectSchema(shape: Shape): boolean {
    return this.#extendable(shape) !== undefined
  }

  #extendable(shape: Shape): ObjectShape | undefined {
    if (shape.kind === 'named' && this.#circular.has(shape.key)) return undefined
    if (shape.kind === 'named') return this.#extendable(this.#schema(shape.key).shape)
    return shape.kind === 'object' && shape.others === 'open' ? shape : undefined
  }

  #schema(key: string): NamedSchema {
    const found = this.#schemas.named.get(key)
    if (found === undefined) throw new Error(`no schema was read at ${key}`)
    return found
  }

  #add({ key, name, shape, doc }: NamedSchema, module: Module): void {
    const schema = zodOf(shape, this.namesIn(module))
    module.useZod()
    if (!this.#circular.has(key)) {
      module.add(
        ...docstring(doc),
        `export const ${name} = ${schema}`,
        `export type ${name} = z.infer<typeof ${name}>`,
        '',
      )
      return
    }
    const nameOf = (other: string): string => this.typeName(other, module)
    const type =
      shape.kind === 'object' && typeof shape.others === 'string' && shape.members.length > 0
        ? `export interface ${name} ${objectType(shape, nameOf)}`
        : `export type ${name} = ${typeOf(shape, nameOf)}`
    module.add(...docstring(doc), type, `export const ${name}: z.ZodMiniType<${name}> = ${schema}`, '')
  }
}
