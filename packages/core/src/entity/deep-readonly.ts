/** A value of which nobody changes anything, such as a state: `evolve` may return readonly parts where its type has others. */
export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends (...args: never) => unknown
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T
