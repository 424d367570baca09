// Fills the projection `seen` until it is killed.
import { runProjections } from '../../src/projections/run-projections.ts'
import { seenProjection } from '../seen-projection.ts'

await runProjections({ databaseUrl: process.env.DATABASE_URL ?? '', projections: [seenProjection()] })
process.stdout.write('{"port":0}\n')
