import { DocketError } from '@docket/core'
import { Command } from 'commander'
import { type GenerateOptions, generate } from '../generate.ts'
import { staleFiles } from '../write/stale-files.ts'
import { writeFiles } from '../write/write-files.ts'
import { watchDescription } from './watch-description.ts'

interface Options {
  readonly out: string
  readonly own?: string
  readonly check?: boolean
  readonly watch?: boolean
}

/** What was made is not what the description says now. */
export class GeneratedStaleError extends DocketError {
  constructor(stale: readonly string[], input: string, out: string) {
    super('generated_stale', `${stale.join('\n')}\nRun docket-codegen ${input} --out ${out}, and commit what it writes`)
  }
}

export function program(): Command {
  return new Command('docket-codegen')
    .description('From an OpenAPI description with x-sync to entities, schemas, hooks and a client.')
    .argument('<description>', 'OpenAPI 3.0 or 3.1, in YAML or JSON')
    .option('--out <folder>', 'the folder of the generated files', 'src/generated')
    .option(
      '--own <folder>',
      'the folder of your own parts of the entities (default: "own" beside the generated files)',
    )
    .option('--check', 'write nothing; fail when the generated files are not what the description says')
    .option('--watch', 'go on, and generate again whenever the description changes')
    .action(async (input: string, options: Options) => {
      if (options.check === true) return check({ input, ...options })
      await write({ input, ...options })
      if (options.watch === true)
        await watchDescription({ input, ...options }, () => write({ input, ...options }), errorLine)
    })
}

async function check(options: GenerateOptions): Promise<void> {
  const generated = await generate(options)
  const stale = await staleFiles(generated, options.out)
  if (stale.length > 0) throw new GeneratedStaleError(stale, options.input, options.out)
  console.log(`${generated.files.size} files are what ${options.input} says`)
}

async function write(options: GenerateOptions): Promise<void> {
  const startedMs = performance.now()
  const generated = await generate(options)
  const { files, stubs } = await writeFiles(generated, options.out)
  for (const notice of generated.notices) console.error(`note: ${notice}`)
  const { entities, apis } = generated.model
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${entities.length} entities and ${apis.length} APIs in ${files} files of ${options.out} (${seconds} s)`)
  for (const stub of stubs) console.log(`yours from now on: ${stub} (relative to ${options.out})`)
}

/** An error in one line, or more; with its stack where it is none of ours. */
export function errorLine(error: unknown): string {
  if (error instanceof DocketError)
    return error.code === 'description_invalid' ? error.message : `${error.code}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
