import type { ReactNode } from 'react'
import { Header } from './header/header.tsx'
import { ExpenseList } from './list/expense-list.tsx'
import { NewExpense } from './list/new-expense.tsx'
import { Rejections } from './rejections.tsx'
import type { Session } from './session/session.ts'

export function App({ session }: { readonly session: Session }): ReactNode {
  return (
    <>
      <Header session={session} />
      <main>
        <Rejections />
        <NewExpense />
        <ExpenseList />
      </main>
    </>
  )
}
