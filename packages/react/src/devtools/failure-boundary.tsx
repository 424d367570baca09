import { Component, type ReactNode } from 'react'

interface Failure {
  readonly message: string | undefined
}

/** Keeps what fails in the devtools, for example because the store was closed, from taking the application down. */
export class FailureBoundary extends Component<{ readonly children: ReactNode }, Failure> {
  override state: Failure = { message: undefined }

  static getDerivedStateFromError(error: unknown): Failure {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === undefined) return this.props.children
    return (
      <p role="alert" className="dd-hint dd-error">
        The devtools cannot go on; close and open them again. {message}
      </p>
    )
  }
}
