import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  resolve: {
    conditions: ['@docket/source', ...defaultClientConditions],
    // TanStack's packages each pin a version of their own.
    dedupe: ['@tanstack/db'],
  },
  build: { target: 'es2023' },
  // LiveStore's have parts.
  worker: { format: 'es' },
})
