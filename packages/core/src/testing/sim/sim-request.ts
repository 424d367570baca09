import type { ConnectionNetwork, Link, LinkedConnection, Serving } from './link.ts'
import { Pipe } from './pipe.ts'
import type { SimProcess } from './sim-process.ts'

/** What a transport asks by `fetch`. */
export interface HttpQuestion {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** A bad proxy sends a request so late, ms: by then the device has asked again. */
const LATE_MS = 20_000

/**
 * A device's request by HTTP, and what comes of it. Each copy of it and each answer travels by itself, so that they
 * overtake each other and those of other requests. Whoever has stopped waiting stops nothing: it arrives all the same.
 */
export class SimRequest implements LinkedConnection {
  readonly answer: Promise<Response>
  readonly #network: ConnectionNetwork
  readonly #owner: SimProcess
  readonly #link: Link
  readonly #question: HttpQuestion
  readonly #pipes = new Set<Pipe>()
  readonly #servers = new Set<SimProcess>()
  readonly #resolve: (response: Response) => void
  readonly #reject: (reason: unknown) => void
  /** Copies that have neither been answered nor lost. */
  #underWay = 0

  constructor(network: ConnectionNetwork, owner: SimProcess, link: Link, question: HttpQuestion) {
    this.#network = network
    this.#owner = owner
    this.#link = link
    this.#question = question
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    this.answer = promise
    this.#resolve = resolve
    this.#reject = reject
    const { signal } = question
    signal.addEventListener('abort', () => reject(signal.reason))
    if (signal.aborted) reject(signal.reason)
    else if (link.isCut) network.options.loop.after(1, owner, 'a request is refused', () => this.#fail())
    else this.#send()
  }

  /** Whose it is. */
  get name(): string {
    return this.#link.name
  }

  /** Whose device it is. */
  get tenant(): string {
    return this.#link.tenant
  }

  isOf(process: SimProcess): boolean {
    return this.#owner === process || this.#servers.has(process)
  }

  /** The network gives it up. What is under way may arrive, and be answered to nobody. */
  break(): void {
    for (const pipe of this.#pipes) pipe.break()
    this.#link.connections.delete(this)
    this.#failLater()
  }

  stop(): void {
    for (const pipe of this.#pipes) pipe.stop()
  }

  resume(): void {
    for (const pipe of this.#pipes) pipe.resume()
  }

  #send(): void {
    const { random } = this.#network.options
    this.#link.connections.add(this)
    const copies = this.#meets(0.4) ? 2 : 1
    this.#underWay = copies
    for (let copy = 0; copy < copies; copy++)
      if (this.#meets(0.2)) this.#lose()
      else this.#bring(this.#meets(0.3) ? random.between(0, LATE_MS) : 0)
  }

  /** One copy. */
  #bring(lateMs: number): void {
    const { loop, world } = this.#network.options
    const way = this.#pipe(world, `the network brings a request of ${this.name}`)
    loop.after(lateMs, world, `a request of ${this.name} sets out`, () =>
      way.put(() => {
        const { server } = this.#network
        if (server === undefined) this.#lose()
        else loop.after(0, server.owner, 'a request comes', () => this.#serve(server))
      }),
    )
  }

  /** In the name of the server. */
  #serve(server: Serving): void {
    const { url, method, headers, body } = this.#question
    this.#network.options.watch.asked(this, body)
    this.#servers.add(server.owner)
    // As Node's server has it.
    const length = String(new TextEncoder().encode(body).byteLength)
    const request = new Request(url, { method, headers: { ...headers, 'content-length': length }, body })
    void server.doors.answer(request).then(async (response) => this.#answered(response, await response.text()))
  }

  #answered({ status, headers }: Response, text: string): void {
    this.#network.options.watch.answered(this, text)
    if (this.#meets(0.2)) this.#lose()
    else
      this.#pipe(this.#owner, 'the network brings an answer').put(() => {
        this.#end()
        this.#resolve(new Response(text, { status, headers }))
      })
  }

  #pipe(owner: SimProcess, what: string): Pipe {
    const { loop, random } = this.#network.options
    const pipe = new Pipe({ loop, random, owner, what })
    this.#pipes.add(pipe)
    if (this.#link.isPartitioned) pipe.stop()
    if (!this.#link.connections.has(this)) pipe.break()
    return pipe
  }

  /** Where a bad proxy is, by chance. */
  #meets(probability: number): boolean {
    return this.#link.hasBadProxy && this.#network.options.random.chance(probability)
  }

  #lose(): void {
    this.#end()
    this.#failLater()
  }

  #end(): void {
    this.#underWay--
    if (this.#underWay === 0) this.#link.connections.delete(this)
  }

  /** Or never: whoever waits has to know for how long. */
  #failLater(): void {
    const { loop, random } = this.#network.options
    if (random.chance(0.7)) loop.after(random.between(0, 2_000), this.#owner, 'a request fails', () => this.#fail())
  }

  #fail(): void {
    this.#reject(new TypeError('fetch failed'))
  }
}
