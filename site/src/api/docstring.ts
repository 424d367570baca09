import type { Comment } from 'oxc-parser'

/** What stands in the `/** … *\/` right before a place in a source, as Markdown; empty if nothing does. */
export function docstringBefore(start: number, source: string, comments: readonly Comment[]): string {
  const comment = comments.findLast(({ end }) => end <= start)
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return ''
  return source.slice(comment.end, start).trim() === '' ? textOf(comment.value) : ''
}

function textOf(comment: string): string {
  return comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}

/** A docstring as Markdown: its tags as sentences. */
export function docstringMarkdown(docstring: string): string {
  const [text = '', ...tags] = docstring.split(/(?<=^|\s)(?=@[a-z])/).map((part) => part.trim())
  return [text, ...tags.map(tagMarkdown)].filter((part) => part !== '').join('\n\n')
}

function tagMarkdown(tag: string): string {
  const [, name = '', text = ''] = /^@(\w+)\s*(.*)$/s.exec(tag) ?? []
  const flat = text.replace(/\s+/g, ' ').trim()
  if (name === 'throws') return `**Throws** ${flat.replace(/\b([A-Z]\w+Error)\b/g, '`$1`')}`
  if (name === 'returns') return `**Returns** ${flat}`
  if (name === 'param') return `- ${flat.replace(/^(\w+)(?:\s+-)?/, '`$1`:')}`
  throw new Error(`The reference does not know @${name}; add it to ${import.meta.url}`)
}
