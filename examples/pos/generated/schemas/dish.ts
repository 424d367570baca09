// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { Name } from './name.ts'

export const Dish = z.object({
  name: Name,
  price_minor: z.int(),
  category: z.string(),
})
export type Dish = z.infer<typeof Dish>
