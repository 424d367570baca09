// The tests' own server of Electric's protocol, as a process of its own.
import { startElectricServer } from '../electric/electric-server.ts'

const { DATABASE_URL = '', ELECTRIC_SECRET } = process.env
const { url } = await startElectricServer({
  databaseUrl: DATABASE_URL,
  ...(ELECTRIC_SECRET && { secret: ELECTRIC_SECRET }),
})
console.log(JSON.stringify({ port: Number(new URL(url).port) }))
