// Nothing of TanStack Query is left.
export { App } from '../../docket/app.tsx'
