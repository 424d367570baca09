/** What a benchmark is about, and how it is run. */
export interface Benchmark {
  readonly title: string
  readonly about: string
  /** The script of the root's package.json whose file reports under this name. */
  readonly script: string
}

/** By the name in the result, in the order of the page. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  server: {
    title: 'The server under load',
    script: 'bench:server',
    about:
      'Docket, where acknowledged means committed, against Hocuspocus as it comes (`stock`, stores nothing), with its Postgres extension (`stock-database`, acknowledges first and stores later), and committing each update by itself before the acknowledgement (`naive`). Ratios are to `stock`.',
  },
  ways: {
    title: 'Every way in and out',
    script: 'bench:ways',
    about:
      'Each transport and notification, batches over HTTP and streams. Of one client that records and another that sees, ratios are to a WebSocket and one server; of two servers, to one.',
  },
  http: {
    title: 'Batches over HTTP',
    script: 'bench:http',
    about: 'Batches of 500 events to `POST /v1/events/batch`.',
  },
  peers: {
    title: 'Beside others',
    script: 'bench:peers',
    about:
      'The same work of a restaurant with Docket and with others, each in processes of its own. What one of them cannot do is an answer. How each is set up: [benchmarks/peers](../benchmarks/peers/README.md).',
  },
  soak: {
    title: 'A long run',
    script: 'soak',
    about:
      'Devices that come and go, networks that flap, one wrong clock, a server that ends every minute by turns of `kill -9` and SIGTERM; by minute.',
  },
  sizes: {
    title: 'What documents take',
    script: 'bench:sizes',
    about: 'Bytes of an event in Postgres, and memory of an open document on the server.',
  },
  device: {
    title: 'On a device',
    script: 'bench:device',
    about:
      'In Chromium, with real IndexedDB. Ratios are to what the case names beside Docket, and of 5,000 documents to the same with 1,000.',
  },
  core: {
    title: 'Recording and folding',
    script: 'bench:core',
    about: 'In Node, in memory. Ratios are to appending the same event to a Y.Array and nothing else (`Yjs alone`).',
  },
  pos: {
    title: 'A tap in the restaurant',
    script: 'bench:pos',
    about:
      'From the tap on a dish to the painted line, in Chromium, with React. Ratios are to a page whose only state is `setState`.',
  },
  'long-documents': {
    title: 'Very long documents',
    script: 'bench:long',
    about: 'Documents with a checkpoint and without.',
  },
  codegen: {
    title: 'The generator',
    script: 'bench:codegen',
    about: '`docket-codegen` as the command line runs it, the start of the process included.',
  },
  audit: {
    title: 'The audit trail',
    script: 'bench:audit',
    about:
      'Bundles exported and verified, and what the chain costs a commit. Ratios are to `COPY … TO` a file, and to the server without its chain.',
  },
}
