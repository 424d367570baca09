/** A page in the sidebar; without `text` it is called by its heading. */
export interface PageEntry {
  readonly page: string
  readonly text?: string
  readonly anchor?: string
  /** Not written yet: left out until it is there. */
  readonly toCome?: true
}

/** All pages of a folder, by name. */
export interface FolderEntry {
  readonly folder: string
}

export interface Section {
  readonly text: string
  readonly collapsed?: boolean
  readonly entries: readonly (PageEntry | FolderEntry)[]
}

/** What the sidebar shows, in this order. Paths are those of the repository. */
export const sections: readonly Section[] = [
  {
    text: 'Start',
    entries: [
      { page: 'site/index.md', text: 'What Docket is' },
      { page: 'README.md', text: 'In thirty lines' },
      { page: 'docs/tutorial.md' },
      { page: 'packages/create-docket/README.md', text: 'A new application' },
      { page: 'examples/pos/README.md', text: 'The restaurant' },
    ],
  },
  {
    text: 'Concepts',
    entries: [
      { page: 'docs/concepts/order-of-events.md' },
      { page: 'docs/concepts/guards-and-verdicts.md' },
      { page: 'docs/concepts/save-states.md' },
      { page: 'docs/concepts/clocks.md' },
    ],
  },
  {
    text: 'Guides',
    entries: [
      { page: 'docs/codegen.md' },
      { page: 'docs/import.md' },
      { page: 'docs/evolution.md' },
      { page: 'docs/transports.md' },
      { page: 'docs/transports.md', anchor: 'electric', text: 'Electric' },
      { page: 'docs/in-store.md' },
      { page: 'docs/jobs.md' },
      { page: 'docs/http.md' },
      { page: 'docs/rest-adapter.md' },
      { page: 'docs/testing.md' },
      { page: 'docs/fixtures/README.md' },
      { folder: 'docs/from' },
    ],
  },
  {
    text: 'Operating',
    entries: [
      { page: 'docs/operation.md' },
      { page: 'docs/nodes.md' },
      { page: 'docs/sizing.md' },
      { page: 'docs/backup.md' },
      { page: 'docs/upgrades.md' },
    ],
  },
  { text: 'Security', entries: [{ page: 'docs/security.md' }] },
  { text: 'Audit', entries: [{ page: 'docs/audit.md' }, { page: 'docs/audit-format.md' }] },
  { text: 'Results', entries: [{ page: 'generated/results.md' }] },
  { text: 'API reference', collapsed: true, entries: [{ folder: 'generated/api' }] },
  { text: 'Specification', entries: [{ page: 'SPEC.md' }, { page: 'ARCHITECTURE.md' }, { page: 'CONTRIBUTING.md' }] },
  {
    text: 'Decisions',
    collapsed: true,
    entries: [{ page: 'generated/adr/index.md', text: 'All of them' }, { folder: 'docs/adr' }],
  },
]
