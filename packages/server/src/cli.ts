#!/usr/bin/env node
import { errorLine, program } from './cli/program.ts'

try {
  await program().parseAsync()
} catch (error) {
  process.stderr.write(`${errorLine(error)}\n`)
  process.exitCode ??= 1
}
