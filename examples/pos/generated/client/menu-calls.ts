// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { Dish } from '../schemas/dish.ts'
import { type Api, type CallOptions, callApi } from './call-api.ts'

/** What can be ordered today. */
export function getMenu(api: Api, options?: CallOptions): Promise<Dish[]> {
  return callApi<Dish[]>(
    api,
    {
      method: 'GET',
      path: '/menu',
      answer: z.array(Dish),
    },
    options,
  )
}
