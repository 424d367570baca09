#!/usr/bin/env node
import { errorLine, program } from './program.ts'

try {
  await program(process.env.npm_config_user_agent).parseAsync()
} catch (error) {
  process.stderr.write(`${errorLine(error)}\n`)
  process.exitCode = 1
}
