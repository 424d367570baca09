import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  resolve: { conditions: ['@docket/source', ...defaultClientConditions] },
  build: { target: 'es2023' },
})
