import type { SubmitEventHandler } from 'react'

/** Empties a form when what it asked for was done; otherwise everything stays as it was written. */
export function submitted(act: (form: FormData) => boolean): SubmitEventHandler<HTMLFormElement> {
  return (event) => {
    event.preventDefault()
    const form = event.currentTarget
    if (act(new FormData(form))) form.reset()
  }
}
