// The same work of a restaurant by Docket and by the other ways to do it, each in processes of its own that end before the
// next one starts; they take turns, and each round begins with another one.
//   --rounds 3   --cold-orders 1000   --quick   --only docket,rxdb   --cases day,tills,clocks,cold,load,kill
// Only a whole run is written to benchmarks/results/peers.json; all others are printed.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { report } from '../lib/report.ts'
import { serveTills } from './browser.ts'
import { CAPABILITIES } from './capabilities.ts'
import { inColumns } from './columns.ts'
import { FigureTable } from './figure-table.ts'
import { inTurns } from './in-turns.ts'
import { measureClocks } from './measure/clocks.ts'
import { measureColdStarts } from './measure/cold.ts'
import { measureDay } from './measure/day.ts'
import { measureKills } from './measure/kill.ts'
import { measureLoad } from './measure/load.ts'
import { measureTwoTills } from './measure/two-tills.ts'
import { PEERS, type Peer } from './peers.ts'
import { FULL, QUICK } from './size.ts'
import { setStage } from './stage.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    'cold-orders': { type: 'string', default: String(FULL.coldOrders) },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: PEERS.map(({ name }) => name).join() },
    cases: { type: 'string', default: 'day,tills,clocks,cold,load,kill' },
  },
})
const rounds = values.quick ? 1 : Number(values.rounds)
const size = values.quick ? QUICK : { ...FULL, coldOrders: Number(values['cold-orders']) }
const only = values.only.split(',')
const cases = values.cases.split(',')
const peers = PEERS.filter(({ name }) => only.includes(name))

const tills = await serveTills()
const stage = await setStage()
const loads = [loadavg()[0] ?? 0]
const measures = {
  day: (peer: Peer) => measureDay(peer, stage, tills, size),
  tills: (peer: Peer) => measureTwoTills(peer, stage, tills, size),
  clocks: (peer: Peer) => measureClocks(peer, stage, tills, size),
  load: (peer: Peer) => measureLoad(peer, stage, size),
  kill: (peer: Peer) => measureKills(peer, stage, size),
}

const table = new FigureTable()
for (let round = 0; round < rounds; round++) {
  for (const [name, measure] of Object.entries(measures)) {
    if (!cases.includes(name)) continue
    for (const peer of inTurns(peers, round)) {
      console.error(`round ${round + 1}: ${name}, ${peer.name}`)
      await table.measure(peer, name, () => measure(peer))
      loads.push(loadavg()[0] ?? 0)
    }
  }
}
if (cases.includes('cold')) await measureColdStarts(table, peers, rounds, stage, tills, size)
await tills.close()
await stage.close()

const whole = !values.quick && peers.length === PEERS.length && cases.length === Object.keys(measures).length + 1
const busy = `load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}, ${rounds} rounds`
const rows = [...table.rows(), ...CAPABILITIES]
await report('peers', rows, { write: whole, machine: busy, table: inColumns(rows, peers) })
