import type pg from 'pg'

export interface OldItem {
  readonly id: string
  readonly name: string
  readonly quantity: number
}

export interface OldOrder {
  readonly id: string
  readonly table_number: number
  readonly status: string
  readonly items: readonly OldItem[]
}

export const CREATE_ORDERS = `
  create table if not exists orders (
    id text primary key,
    table_number int not null,
    status text not null default 'open',
    items jsonb not null default '[]'
  )`

export async function findOrder(db: pg.Pool, id: string): Promise<OldOrder | undefined> {
  return (await db.query<OldOrder>('select * from orders where id = $1', [id])).rows[0]
}
