import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

const TICKS_PER_SECOND = 100

/** CPU time of Postgres so far, with all its processes, ended ones too; seconds. The process is found once, by a question. */
export async function postgresCpu(databaseUrl: string): Promise<() => number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const postmaster = statOf(String(rows[0]?.pid))?.parent
  await client.end()
  return () => {
    const all = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? (statOf(pid) ?? []) : []))
    const own = all.find(({ pid }) => pid === postmaster)
    const children = all.filter(({ parent }) => parent === postmaster)
    if (own === undefined) throw new Error('Postgres does not run here, so its CPU time cannot be read')
    return [own.cpuSeconds, own.endedCpuSeconds, ...children.map(({ cpuSeconds }) => cpuSeconds)].reduce(
      (a, b) => a + b,
    )
  }
}

function statOf(pid: string) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const seconds = (user: number): number => (Number(fields[user]) + Number(fields[user + 1])) / TICKS_PER_SECOND
    return { pid: Number(pid), parent: Number(fields[1]), cpuSeconds: seconds(11), endedCpuSeconds: seconds(13) }
  } catch {
    // It has just ended.
    return undefined
  }
}
