import type { ReactNode } from 'react'
import { showOrder } from './session.ts'

export interface Item {
  readonly id: string
  readonly name: string
  readonly quantity: number
}

export interface Order {
  readonly table_number: number
  readonly status: string
  readonly items: readonly Item[]
}

export interface TillScreenProps {
  /** All open orders. */
  readonly open: readonly { readonly id: string; readonly table_number: number; readonly area?: string | undefined }[]
  /** How many changes are not known to be at the server; undefined until that is known. */
  readonly waiting: number | undefined
  /** What was refused. */
  readonly problems: readonly string[]
  /** The order that is shown. */
  readonly children: ReactNode
  onOpen(id: string, tableNumber: number): void
}

/** What people see, whatever is behind it: the same before and after. */
export function TillScreen({ open, waiting, problems, children, onOpen }: TillScreenProps) {
  const openTable = (tableNumber: number) => {
    const id = crypto.randomUUID()
    onOpen(id, tableNumber)
    showOrder(id)
  }
  return (
    <main>
      <button type="button" onClick={() => openTable(5)}>
        Open table 5
      </button>
      <ul>
        {open.map(({ id, table_number, area = '' }) => (
          <li key={id} data-testid="open">
            {`Table ${table_number} ${area}`}
          </li>
        ))}
      </ul>
      {children}
      <p data-testid="waiting">{waiting}</p>
      {problems.map((problem) => (
        <p key={problem} data-testid="problem">
          {problem}
        </p>
      ))}
    </main>
  )
}

export interface OrderPanelProps {
  readonly order: Order
  /** Why the last press did nothing. */
  readonly refused?: string | undefined
  onAdd(item: Item): void
  onPay(): void
}

export function OrderPanel({ order, refused, onAdd, onPay }: OrderPanelProps) {
  const button = (name: string, quantity: number) => (
    <button type="button" onClick={() => onAdd({ id: crypto.randomUUID(), name, quantity })}>
      {name}
    </button>
  )
  return (
    <section>
      <h1 data-testid="status">{`Table ${order.table_number}, ${order.status}`}</h1>
      {order.items.map(({ id, name, quantity }) => (
        <p key={id} data-testid="item">{`${quantity} ${name}`}</p>
      ))}
      {button('Coffee', 1)}
      {button('Cake', 1)}
      {button('Lobster', 200)}
      <button type="button" onClick={onPay}>
        Pay
      </button>
      {refused !== undefined && <p data-testid="refused">{refused}</p>}
    </section>
  )
}
