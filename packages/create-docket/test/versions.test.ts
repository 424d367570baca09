import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PACKAGES, ROOT } from './pack.ts'

interface Manifest {
  readonly version: string
  readonly engines: unknown
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

const TEMPLATE = 'packages/create-docket/template'
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const manifest = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json'))) as Manifest

/** The entries of a map at the top of a YAML file, one a line. */
function yamlMap(file: string, name: string): Record<string, string> {
  const block = new RegExp(`^${name}:\n((?: .*\n|#.*\n|\n)*)`, 'm').exec(read(file))?.[1] ?? ''
  const entries = [...block.matchAll(/^ {2}"?([^"\s:]+)"?: (.+)$/gm)]
  return Object.fromEntries(entries.map(([, key = '', value = '']) => [key, value]))
}

const application = manifest(TEMPLATE)
const dependencies = { ...application.dependencies, ...application.devDependencies }
const { version, engines, devDependencies } = manifest(PACKAGES['create-docket'])

// Mend what fails here in the template's package.json.
test('an application depends on the packages of this version, and on others at the versions of the catalog', () => {
  const catalog = yamlMap('pnpm-workspace.yaml', 'catalog')
  const expected = Object.keys(dependencies).map((name) => [
    name,
    name.startsWith('@docket/') ? version : catalog[name]?.replace(/^\^/, ''),
  ])
  expect(dependencies).toEqual(Object.fromEntries(expected))
  expect(application.engines).toEqual(engines)
})

test('all packages have one version', () => {
  for (const folder of Object.values(PACKAGES)) expect(manifest(folder).version, folder).toBe(version)
})

test('what an application depends on is what the template is checked with', () => {
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(Object.keys(dependencies)))
})

test('with npm and with pnpm the install scripts may run that may run here', () => {
  const here = Object.keys(yamlMap('pnpm-workspace.yaml', 'allowBuilds')).filter((name) => name.startsWith('@embedded'))
  expect(here).not.toEqual([])
  expect(Object.keys(application.allowScripts)).toEqual(here)
  expect(Object.keys(yamlMap(`${TEMPLATE}/pnpm-workspace.yaml`, 'allowBuilds'))).toEqual(here)
})

test('in a container it has the Node and the pnpm of this repository', () => {
  const tools = (dockerfile: string): Set<string> => new Set(read(dockerfile).match(/node:\S+|pnpm@[\d.]+/g))
  expect(tools('Dockerfile').size).toBe(2)
  expect(tools(`${TEMPLATE}/Dockerfile`)).toEqual(tools('Dockerfile'))
})
