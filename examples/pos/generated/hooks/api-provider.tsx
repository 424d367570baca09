// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { createContext, type ReactNode, useContext } from 'react'
import type { Api } from '../client/call-api.ts'

const ApiContext = createContext<Api | undefined>(undefined)

/** Says which API the hooks below it ask. */
export function ApiProvider({ api, children }: { readonly api: Api; readonly children: ReactNode }): ReactNode {
  return <ApiContext value={api}>{children}</ApiContext>
}

/** @throws Error where there is no ApiProvider above */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (api === undefined) throw new Error('no <ApiProvider api={…}> above this component')
  return api
}
