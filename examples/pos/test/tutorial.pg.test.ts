import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tutorialSteps } from './tutorial-steps.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
// Inside a package that has all of ours and zod; Node runs no TypeScript below node_modules.
const folder = join(root, 'examples/pos/.tutorial')
const steps = tutorialSteps(readFileSync(join(root, 'docs/tutorial.md'), 'utf8'))
const database = await createTestDatabase()
const port = await freePort()
const environment = {
  PATH: process.env.PATH,
  DATABASE_URL: database.url,
  PORT: `${port}`,
  DOCKET_URL: `http://127.0.0.1:${port}`,
}
const SOURCES = '--conditions=@docket/source'
let server: ChildProcess | undefined

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const tsconfig = {
    extends: join(root, 'tsconfig.base.json'),
    // Incremental: most of what is checked are our own sources, which no step changes.
    compilerOptions: {
      noEmit: true,
      incremental: true,
      tsBuildInfoFile: 'tsbuildinfo',
      lib: ['es2025', 'dom', 'dom.iterable'],
      types: ['node'],
    },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
})
afterAll(async () => {
  await stopServer()
  rmSync(folder, { recursive: true, force: true })
})

async function stopServer(): Promise<void> {
  const running = server
  server = undefined
  if (running === undefined || running.exitCode !== null) return
  running.kill('SIGINT')
  await once(running, 'exit')
}

/** Starts what does not end, and gives the first that it says. */
async function startServer(program: string): Promise<string> {
  await stopServer()
  const child = spawn(process.execPath, [SOURCES, program], { cwd: folder, env: environment })
  server = child
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  await expect.poll(() => output, { timeout: 50_000 }).toContain('\n')
  return output
}

async function run(program: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [SOURCES, program], {
    cwd: folder,
    env: environment,
  })
  return stdout + stderr
}

function typeErrors(): string[] {
  const { stdout, error } = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
  })
  expect(error).toBeUndefined()
  // What it says of our own sources is not about these.
  return stdout.split('\n').filter((line) => /^[\w-]+\.ts\(/.test(line))
}

test('the tutorial has six steps, and no block that is not tried', () => {
  const page = readFileSync(join(root, 'docs/tutorial.md'), 'utf8')
  expect(steps).toHaveLength(6)
  expect(steps.flatMap(({ acts }) => acts)).toHaveLength(page.match(/^```\w+$/gm)?.length ?? 0)
})

describe('the tutorial', { timeout: 120_000 }, () => {
  test.each(steps)('$title', async ({ acts }) => {
    for (const act of acts) if (act.kind === 'write') writeFileSync(join(folder, act.file), act.code)
    expect(typeErrors()).toEqual([])
    for (const act of acts) {
      if (act.kind === 'write') continue
      const output = act.program === 'server.ts' ? await startServer(act.program) : await run(act.program)
      expect(output).toBe(act.output)
    }
  })
})
