import { DocketError, type Store } from '@docket/core'
import { createContext, type ReactNode, useContext } from 'react'

const StoreContext = createContext<Store | undefined>(undefined)

/** A hook was called outside of a DocketProvider. */
export class ProviderMissingError extends DocketError {
  constructor() {
    super('provider_missing', 'There is no Docket store here: put <DocketProvider store={createStore(…)}> around it')
  }
}

/** The store that hooks below find. */
export interface DocketProviderProps {
  readonly store: Store
  readonly children?: ReactNode
}

/** Gives a store to all hooks below. Make the store once, outside of rendering; whoever made it closes it. */
export function DocketProvider({ store, children }: DocketProviderProps): ReactNode {
  return <StoreContext.Provider value={store}>{children}</StoreContext.Provider>
}

/**
 * The store of the nearest DocketProvider.
 *
 * @throws ProviderMissingError
 */
export function useStore(): Store {
  const store = useContext(StoreContext)
  if (store === undefined) throw new ProviderMissingError()
  return store
}
