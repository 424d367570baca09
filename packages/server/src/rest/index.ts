export { restAdapter } from './rest-adapter.ts'
export type {
  FetchHandler,
  RestAdapterOptions,
  RestEdit,
  RestEvent,
  RestRequest,
  RestRow,
  RestWrites,
} from './rest-options.ts'
