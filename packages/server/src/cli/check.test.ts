import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Ended, runDocket, startDocket } from '../../test/run-docket.ts'
import { createShopRepository, ORDER, payloads, type ShopRepository } from '../../test/shop-repository.ts'

const TIMEOUT = 60_000
let shop: ShopRepository
let temporary: string

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'docket-check-test-'))
  shop = await createShopRepository()
  await shop.commit({ 'readme.md': 'nothing yet' })
  shop.git('tag', 'empty')
  await shop.commit({
    'src/order.ts': `await Promise.reject(new Error('never worked'))`,
    'payloads/index.ts': payloads('{}'),
  })
  shop.git('tag', 'broken')
  await shop.commit({ 'src/order.ts': 'await new Promise((resolve) => setTimeout(resolve, 600_000))' })
  shop.git('tag', 'endless')
  await shop.commit({
    'src/order.ts': ORDER,
    'payloads/index.ts': payloads('{ payload: z.object({ item: z.string() }) }'),
  })
  shop.git('tag', 'first')
  await shop.commit({
    'payloads/index.ts': payloads('{ payload: z.object({ item: z.string(), course: z.string() }) }'),
  })
}, TIMEOUT)
afterAll(async () => {
  await shop.remove()
  await rm(temporary, { recursive: true })
})

function check(...args: string[]): Promise<Ended> {
  return runDocket(shop.folder, ['check', '--entities', 'src/order.ts', ...args], { TMPDIR: temporary })
}

test('[EVO4] definitions are compared with those of a git ref, of which nothing stays behind', {
  timeout: TIMEOUT,
}, async () => {
  const before = shop.git('worktree', 'list')
  const { code, stdout } = await check('--against', 'first', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    against: expect.stringMatching(/^first \([0-9a-f]{12}\)$/) as string,
    breaks: true,
    findings: [{ code: 'payload_stricter', entity: 'order', event: 'added', details: ['course is required now'] }],
  })
  expect(code).toBe(1)
  expect(await readdir(temporary)).toEqual([])
  expect(shop.git('status', '--porcelain')).toBe('')
  expect(shop.git('worktree', 'list')).toBe(before)
})

test('[EVO4] also when it is ended by a signal, or the definitions of then do not work', {
  timeout: TIMEOUT,
}, async () => {
  const started = startDocket(shop.folder, ['check', '--entities', 'src/order.ts', '--against', 'endless'], {
    TMPDIR: temporary,
  })
  await expect.poll(() => readdir(temporary), { timeout: TIMEOUT }).not.toEqual([])
  started.kill('SIGTERM')
  await started.ended
  expect(await readdir(temporary)).toEqual([])
  expect(await check('--against', 'broken')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^definitions_unusable: .*broken.*never worked/m) as string,
  })
  expect(await readdir(temporary)).toEqual([])
})

test('[EVO4] nor does git go on writing when a signal comes while it does', { timeout: TIMEOUT }, async () => {
  const bin = await mkdtemp(join(tmpdir(), 'docket-slow-git-'))
  onTestFinished(() => rm(bin, { recursive: true }))
  const [marker, path] = [join(bin, 'pid'), process.env.PATH ?? '']
  await writeFile(
    join(bin, 'git'),
    `#!/bin/sh
for argument; do case "$argument" in --prefix=*)
  echo $$ > "${marker}.new"; mv "${marker}.new" "${marker}"; sleep 1
  mkdir -p "\${argument#--prefix=}" ;;
esac; done
PATH="${path}" exec git "$@"
`,
    { mode: 0o755 },
  )
  const started = startDocket(shop.folder, ['check', '--entities', 'src/order.ts', '--against', 'first'], {
    TMPDIR: temporary,
    PATH: `${bin}:${path}`,
  })
  const readPid = () => readFile(marker, 'utf8').then(Number)
  const pid = await vi.waitFor(readPid, { timeout: TIMEOUT })
  started.kill('SIGTERM')
  await started.ended
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: TIMEOUT })
  expect(await readdir(temporary)).toEqual([])
})

test('[EVO2] the exit code says whether something breaks, or that it could not be told', {
  timeout: TIMEOUT,
}, async () => {
  const broken = await check('--against', 'first')
  expect(broken).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^BREAKS {3}order\.added .*\n.*course is required now/) as string,
  })
  expect(broken.stdout).toContain('course: <default for course: string>')
  expect(await check('--against', 'src/order.ts')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Nothing has changed') as string,
  })
  for (const args of [['--against', 'nowhere'], ['--against', 'first', '--sample', '3'], []])
    expect(await check(...args), args.join(' ')).toMatchObject({ code: 2, stdout: '' })
})
