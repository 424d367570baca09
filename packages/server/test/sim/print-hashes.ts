import { hashesOf } from './hashes.ts'

/** For another process to compare: what some seeds come to. */
console.log(JSON.stringify(await hashesOf(process.argv.slice(2).map(Number))))
