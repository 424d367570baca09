import { type ReactNode, useState } from 'react'
import { Avatar } from '../avatar.tsx'
import { nameOf } from '../name-of.ts'
import { people } from './people.ts'
import { type Session, sessionOf, signIn } from './session.ts'
import { tokenOf } from './tokens.ts'

export function SignIn(): ReactNode {
  const [problem, setProblem] = useState<string>()
  const failed = (error: unknown): void => setProblem(error instanceof Error ? error.message : String(error))
  const trySession = (session: Session | undefined): void => {
    if (session === undefined) setProblem('This is not a token')
    else tokenOf(session).then(() => signIn(session), failed)
  }
  return (
    <main className="sign-in">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>Expenses</h1>
      <p className="quiet">Who are you?</p>
      <ul className="people">
        {people.map((person) => (
          <li key={person.user}>
            <button type="button" className="person" onClick={() => trySession(person)}>
              <Avatar user={person.user} />
              <strong>{nameOf(person.user)}</strong>
              <span className="quiet">{person.roles.join(', ') || 'claims expenses'}</span>
            </button>
          </li>
        ))}
      </ul>
      <details>
        <summary>Sign in with a token</summary>
        <form action={(form) => trySession(sessionOf(String(form.get('token')).trim()))}>
          <input name="token" aria-label="Token" autoComplete="off" required />
          <button type="submit">Sign in</button>
        </form>
      </details>
      <p role="alert">{problem}</p>
    </main>
  )
}
