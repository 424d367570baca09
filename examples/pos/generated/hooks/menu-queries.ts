// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ApiError } from '../client/call-api.ts'
import { getMenu } from '../client/menu-calls.ts'
import { useApi } from './api-provider.tsx'

/** What the answers of /menu are kept under. */
export const menuKey = ['/menu'] as const

/** What can be ordered today. */
export function useGetMenu(): UseQueryResult<Awaited<ReturnType<typeof getMenu>>, ApiError> {
  const api = useApi()
  return useQuery({
    queryKey: [...menuKey, 'getMenu'],
    queryFn: ({ signal }) => getMenu(api, { signal }),
  })
}
