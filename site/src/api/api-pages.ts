import { slug } from '../links/slug.ts'
import { generatedPage, type Page } from '../pages.ts'
import { docstringMarkdown } from './docstring.ts'
import { type Entry, entries } from './entries.ts'
import { groupOf, placeOf } from './groups.ts'
import { type Exported, readExports } from './read-exports.ts'

interface Described extends Entry {
  readonly exports: readonly Exported[]
}

/** A page for each entry: what it exports, by the folder in which it stands. */
export function apiPages(): Page[] {
  const described = entries.map((entry): Described => ({ ...entry, exports: readExports(entry.index) }))
  const places = new Map(
    described.flatMap(({ page, exports }) =>
      exports.map((one) => [one.name, `/generated/api/${page}.md#${anchorOf(one, exports)}`] as const),
    ),
  )
  return described.map((entry) => generatedPage(`api/${entry.page}.md`, entryMarkdown(entry, places)))
}

/** Names that differ by a capital letter alone, such as `given` and `Given`, need anchors that do not. */
function anchorOf({ name, kind }: Exported, exports: readonly Exported[]): string {
  const anchor = name.toLowerCase()
  const shared = exports.filter((other) => other.name.toLowerCase() === anchor).length > 1
  return shared ? `${anchor}-${kind}` : anchor
}

function entryMarkdown(entry: Described, places: ReadonlyMap<string, string>): string {
  const { name, about, index, exports } = entry
  const groups = Map.groupBy(exports, ({ file }) => groupOf(file, index))
  const grouped = [...groups].toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  const parts = grouped.flatMap(([group, members]) => [
    ...(groups.size > 1 ? [`## ${group} {#group-${slug(group)}}`] : []),
    ...members.toSorted(byKind).map((one) => {
      const heading = `${groups.size > 1 ? '###' : '##'} ${one.name} {#${anchorOf(one, exports)}}`
      return exportMarkdown(one, heading, places)
    }),
  ])
  return [`# ${name} {#entry}`, about, ...parts].join('\n\n')
}

const KINDS = ['function', 'constant', 'class', 'type']

function byKind(a: Exported, b: Exported): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
}

function exportMarkdown(
  { name, kind, docstring, signatures, file }: Exported,
  heading: string,
  places: ReadonlyMap<string, string>,
): string {
  const code = signatures.join('\n')
  const mentioned = new Set([...code.matchAll(/\b[A-Z]\w+\b/g)].map(([word]) => word))
  const links = [...mentioned].flatMap((word) => {
    const place = word === name ? undefined : places.get(word)
    return place === undefined ? [] : [`[${word}](${place})`]
  })
  const see = links.length > 0 ? ` · see ${links.join(', ')}` : ''
  const foot = `<small>${kind} · ${file.replace(/^packages\//, '')}${see}</small>`
  return [heading, docstringMarkdown(docstring), `\`\`\`ts\n${code}\n\`\`\``, foot].filter(Boolean).join('\n\n')
}
