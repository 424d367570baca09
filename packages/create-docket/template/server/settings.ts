import { existsSync } from 'node:fs'

// Read before anything else runs: package.json names this file to Node. What the environment says stands before it.
if (existsSync('.env')) process.loadEnvFile('.env')
