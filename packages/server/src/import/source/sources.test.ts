import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSource } from './open-source.ts'
import { splitLines } from './split-lines.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-sources-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(name: string, content: string | Buffer) {
  const path = join(folder, name)
  await writeFile(path, content)
  const source = await openSource(path, undefined)
  return Array.fromAsync(source.rows())
}

test('lines are found wherever the chunks end, and only where a line feed is', async () => {
  const text = Buffer.from('{"a":"\u2028"}\r\n\n{"b":"ü"}\nlast')
  for (let size = 1; size <= text.length; size++) {
    async function* chunks() {
      for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
    }
    const lines = await Array.fromAsync(splitLines(chunks()))
    expect(lines.map(String)).toEqual(['{"a":"\u2028"}', '', '{"b":"ü"}', 'last'])
  }
})

test('ndjson: rows with their lines, and what is none', async () => {
  const bytes = Buffer.concat([Buffer.from('{"a":1}\n\n{"a":\n[1]\n'), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])])
  expect(await read('a.ndjson', bytes)).toMatchObject([
    { kind: 'row', number: 1, values: { a: 1 } },
    { kind: 'malformed', number: 3, reason: 'it is no JSON' },
    { kind: 'malformed', number: 4, reason: 'it is no JSON object' },
    { kind: 'malformed', number: 5, reason: 'it is not UTF-8' },
  ])
})

test('csv: names from the first line, empty is null, a value may have lines', async () => {
  const text = '\ufeffno,note,sum\r\n1,"two\nlines, ""quoted""",5.90\r\n2,,\r\n3,x\r\n'
  expect(await read('a.csv', text)).toMatchObject([
    { kind: 'row', number: 3, values: { no: '1', note: 'two\nlines, "quoted"', sum: '5.90' } },
    { kind: 'row', number: 4, values: { no: '2', note: null, sum: null } },
    { kind: 'malformed', number: 5, reason: 'it has 2 values, and the first line has 3' },
  ])
})

test.each([
  ['open.csv', 'a,b\n1,"2\n3,4\n', 'source_unreadable'],
  ['double.csv', 'a,a\n1,2\n', 'source_unreadable'],
  ['a.xlsx', 'x', 'usage_invalid'],
])('%s cannot be read', async (name, content, code) => {
  await expect(read(name, content)).rejects.toMatchObject({ code })
})

test.each(['none.ndjson', '.'])('a file that is not there, or none: %s', async (name) => {
  await expect(openSource(join(folder, name), undefined)).rejects.toMatchObject({ code: 'source_unreadable' })
})
