export const PAGE_SIZE = 500

/**
 * All rows of a keyset-paged query, one page in memory at a time and no connection held between pages.
 *
 * @param readPage reads at most PAGE_SIZE rows that come after the given one
 */
export async function* allPages<Row>(
  readPage: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let last: Row | undefined
  for (;;) {
    const rows = await readPage(last)
    yield* rows
    if (rows.length < PAGE_SIZE) return
    last = rows.at(-1)
  }
}
