/** The first heading of a Markdown text, without its marks. */
export function headingOf(markdown: string): string | undefined {
  return /^# (.+?)(?: \{#.*\})?$/m.exec(markdown)?.[1]?.replaceAll('`', '').trim()
}
