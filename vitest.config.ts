import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { chromiumArgs, findChromium } from './test-support/src/chromium.ts'

const SOURCE = '@docket/source'
const SOAK = 'packages/server/test/soak/soak.pg.test.ts'
const FOLDERS = '{packages,examples,benchmarks,scripts,test-support,site}'
// Node does not know the condition `module`; some packages keep there what only a bundler can load.
const serverConditions = [SOURCE, ...defaultServerConditions.filter((condition) => condition !== 'module')]

// Tests run from the sources of all packages; nothing is built for them.
const node = {
  resolve: { conditions: serverConditions },
  ssr: { resolve: { conditions: serverConditions, externalConditions: [SOURCE, 'node'] } },
}

const postgres = { globalSetup: ['./test-support/global-postgres.ts'], testTimeout: 30_000, hookTimeout: 60_000 }

// The groups run one after the other, so that timings in one are not those of another.
const unit: TestProjectInlineConfiguration = {
  ...node,
  test: {
    name: 'unit',
    include: [`${FOLDERS}/**/*.test.{ts,tsx}`],
    exclude: [...configDefaults.exclude, '**/*.{pg,browser}.test.{ts,tsx}'],
    // Properties take a second or so, and machines are busy.
    testTimeout: 30_000,
    maxWorkers: '100%',
    sequence: { groupOrder: 1 },
  },
}

const pg: TestProjectInlineConfiguration = {
  ...node,
  test: {
    name: 'pg',
    include: [`${FOLDERS}/**/*.pg.test.{ts,tsx}`],
    exclude: [...configDefaults.exclude, SOAK],
    ...postgres,
    maxWorkers: '100%',
    sequence: { groupOrder: 2 },
  },
}

/** A minute long and idle for most of it, so beside those that are not. */
const soak: TestProjectInlineConfiguration = {
  ...node,
  test: { name: 'soak', include: [SOAK], ...postgres, maxWorkers: '100%', sequence: { groupOrder: 1 } },
}

function inChromium(executablePath: string): TestProjectInlineConfiguration[] {
  return [
    {
      resolve: { conditions: [SOURCE, ...defaultClientConditions] },
      test: {
        name: 'browser',
        include: [`${FOLDERS}/**/*.browser.test.{ts,tsx}`],
        testTimeout: 30_000,
        sequence: { groupOrder: 3 },
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({ launchOptions: { executablePath, args: [...chromiumArgs] } }),
          instances: [{ browser: 'chromium' }],
        },
      },
    },
    {
      ...node,
      test: {
        name: 'e2e',
        include: [`${FOLDERS}/**/*.e2e.{ts,tsx}`],
        ...postgres,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        sequence: { groupOrder: 4 },
      },
    },
  ]
}

function withoutChromium(): TestProjectInlineConfiguration[] {
  const message = 'No Chromium on PATH and no CHROMIUM_PATH: the projects "browser" and "e2e" cannot run.'
  if (process.env.CI) throw new Error(message)
  console.warn(`\n!!! ${message} They are SKIPPED.\n`)
  return []
}

const chromium = findChromium()

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [unit, soak, pg, ...(chromium === undefined ? withoutChromium() : inChromium(chromium))],
  },
})
