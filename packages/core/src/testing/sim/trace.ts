/** Everything that happened in a run, as one number; on demand also as lines to read. */
export class Trace {
  readonly lines: string[] | undefined
  #a = 2_166_136_261
  #b = 16_777_619

  constructor(keepsLines: boolean) {
    this.lines = keepsLines ? [] : undefined
  }

  add(atMs: number, who: string, what: string, bytes?: Uint8Array): void {
    this.#mix(atMs & 0xffff_ffff)
    for (const text of [who, what]) for (let index = 0; index < text.length; index++) this.#mix(text.charCodeAt(index))
    if (bytes !== undefined) for (const byte of bytes) this.#mix(byte)
    this.lines?.push(`${atMs} ${who} ${what}${bytes === undefined ? '' : ` (${bytes.byteLength} bytes)`}`)
  }

  /** For readers, and no part of the number. */
  say(line: () => string): void {
    this.lines?.push(`    ${line()}`)
  }

  /** Hexadecimal. */
  get hash(): string {
    return [this.#a, this.#b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, 16_777_619)
    this.#b = Math.imul(this.#b ^ value, 2_246_822_519) ^ (this.#b >>> 13)
  }
}
