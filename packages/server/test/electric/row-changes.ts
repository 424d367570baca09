import pg from 'pg'

/** A row that was changed by a transaction that is committed. */
export interface RowChange {
  /** Of the transaction. */
  readonly txid: bigint
  /** `schema.table` */
  readonly table: string
  readonly old: unknown
  readonly new: unknown
}

export interface RowChanges {
  /** From when this resolves, what changes in the table is heard. */
  watch(table: string): Promise<void>
  /** Nothing is heard before the returned function is called: replication is late. */
  lag(): () => void
  close(): Promise<void>
}

// Electric reads the write-ahead log. A trigger's queue is as complete, and any Postgres has it: what a transaction has put
// in is seen when it commits, and taken out once.
const QUEUE = `
  select pg_advisory_xact_lock(hashtext('electric_test'));
  create schema if not exists electric_test;
  create table if not exists electric_test.changes (
    id bigint generated always as identity primary key,
    txid xid8 not null default pg_current_xact_id(),
    relation text not null,
    old jsonb,
    new jsonb
  );
  create or replace function electric_test.record() returns trigger language plpgsql as $$
  begin
    insert into electric_test.changes (relation, old, new) values (tg_argv[0], to_jsonb(old), to_jsonb(new));
    notify electric_test;
    return null;
  end
  $$`

/** Tells what is committed, each row of a tenant in the order in which it was changed. */
export async function followRows(
  pool: pg.Pool,
  databaseUrl: string,
  hear: (changes: readonly RowChange[]) => Promise<void>,
): Promise<RowChanges> {
  const listener = new pg.Client({ connectionString: databaseUrl })
  await listener.connect()
  await pool.query(`begin; ${QUEUE}; commit`)
  const watched = new Map<string, Promise<void>>()
  let work = Promise.resolve()
  let onTime = Promise.resolve()
  let isClosed = false

  async function take(): Promise<void> {
    if (isClosed) return
    const { rows } = await pool.query<{ txid: string; relation: string; old: unknown; new: unknown }>(
      'with taken as (delete from electric_test.changes returning *) select * from taken order by id',
    )
    await hear(rows.map(({ txid, relation, ...row }) => ({ txid: BigInt(txid), table: relation, ...row })))
  }
  listener.on('notification', () => {
    work = work.then(() => onTime).then(take)
  })
  await listener.query('listen electric_test')

  async function install(table: string): Promise<void> {
    const [schema = '', name = ''] = table.split('.').map((part) => pg.escapeIdentifier(part))
    await pool.query(`
      create or replace trigger electric_test after insert or update or delete on ${schema}.${name}
      for each row execute function electric_test.record(${pg.escapeLiteral(table)})`)
  }
  return {
    watch(table) {
      const watching = watched.get(table) ?? install(table)
      watched.set(table, watching)
      return watching
    },
    lag() {
      const { promise, resolve } = Promise.withResolvers<void>()
      onTime = promise
      return resolve
    },
    async close() {
      isClosed = true
      await work
      await listener.end()
    },
  }
}
