/**
 * Builds the pages into `dist/`: `shop.html`, `checkout.html`, `wallet.html` and hashed files in `assets/`. Nothing is
 * inlined, so that the pages run under `default-src 'self'; img-src 'self' data:`.
 */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { shop: here('shop.html'), checkout: here('checkout.html'), wallet: here('wallet.html') },
    },
  },
})
