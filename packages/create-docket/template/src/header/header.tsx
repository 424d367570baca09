import type { ReactNode } from 'react'
import { Avatar } from '../avatar.tsx'
import { nameOf } from '../name-of.ts'
import { type Session, signOut } from '../session/session.ts'
import { ConnectionSwitch } from './connection-switch.tsx'

export function Header({ session }: { readonly session: Session }): ReactNode {
  return (
    <header>
      <img src="/icon.svg" alt="" width="32" height="32" />
      <h1>Expenses</h1>
      <ConnectionSwitch session={session} />
      <button type="button" className="person" title="Sign out" onClick={signOut}>
        <Avatar user={session.user} />
        {nameOf(session.user)}
      </button>
    </header>
  )
}
