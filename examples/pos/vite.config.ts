import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const SERVER = 'http://localhost:4400'

export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@docket/source', ...defaultClientConditions] },
  plugins: [
    react(),
    tailwindcss(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: 'script-defer',
      includeAssets: ['icon.svg'],
      manifest: {
        name: 'Docket till',
        short_name: 'Till',
        description: 'The till of a restaurant that goes on working without a network.',
        display: 'standalone',
        orientation: 'landscape',
        background_color: '#f4f3ef',
        theme_color: '#1b2a26',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['**/*.{html,js,css,svg,webmanifest}'],
        // The manager's page works with the server alone: tills need not keep it, and it is always the newest.
        globIgnores: ['**/open-manager-*.js'],
        // Two tills in two tabs: `?till=B` is the same page.
        ignoreURLParametersMatching: [/^(till|devtools)$/],
        // The server's own answers are never a page from the cache.
        navigateFallbackDenylist: [/^\/(manager|docs|v1|sync|y|healthz|readyz|metrics|openapi\.json)(\/|$)/],
      },
    }),
  ],
  build: { target: 'es2023', sourcemap: true },
  server: { proxy: { '/v1': SERVER, '/sync': { target: SERVER, ws: true } } },
})
