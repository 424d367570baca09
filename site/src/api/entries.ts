/** A public entry of a package. */
export interface Entry {
  /** As it is imported. */
  readonly name: string
  /** Its page under `api/`. */
  readonly page: string
  /** Its index in the repository. */
  readonly index: string
  readonly about: string
}

/** The entries that the API reference describes. */
export const entries: readonly Entry[] = [
  {
    name: '@docket/core',
    page: 'core',
    index: 'packages/core/src/index.ts',
    about: 'Entities, stores, storages and transports: what an application on a device is made of.',
  },
  {
    name: '@docket/core/electric',
    page: 'core-electric',
    index: 'packages/core/src/electric/index.ts',
    about: 'The transport that hears by an Electric service what is committed. It needs `@electric-sql/client`.',
  },
  {
    name: '@docket/core/testing',
    page: 'core-testing',
    index: 'packages/core/src/testing/index.ts',
    about:
      'For tests: an entity by itself, a server in memory, and the suites that a storage or transport has to pass.',
  },
  {
    name: '@docket/react',
    page: 'react',
    index: 'packages/react/src/index.ts',
    about: 'Hooks over a store.',
  },
  {
    name: '@docket/react/devtools',
    page: 'react-devtools',
    index: 'packages/react/src/devtools/index.ts',
    about: 'A panel that shows what is going on in a store.',
  },
  {
    name: '@docket/server',
    page: 'server',
    index: 'packages/server/src/index.ts',
    about: 'The server, and what an application adds to it: rules, projections, webhooks, events of its own.',
  },
  {
    name: '@docket/server/rest',
    page: 'server-rest',
    index: 'packages/server/src/rest/index.ts',
    about: 'A REST endpoint in front of Docket, for clients that stay as they are.',
  },
  {
    name: '@docket/server/testing',
    page: 'server-testing',
    index: 'packages/server/src/testing/index.ts',
    about: 'The server as simulations run it, and the suite that notifications between servers have to pass.',
  },
  {
    name: '@docket/codegen',
    page: 'codegen',
    index: 'packages/codegen/src/index.ts',
    about: 'The generator as functions; the command is `docket-codegen`.',
  },
]
