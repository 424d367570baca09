import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@docket/source', ...defaultClientConditions] },
  build: { target: 'es2023' },
})
