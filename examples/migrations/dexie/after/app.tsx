import { bringOver } from './bring-over.ts'

export { App } from '../../docket/app.tsx'

void bringOver()
