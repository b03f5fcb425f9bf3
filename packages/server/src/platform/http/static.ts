/** Serves the built web pages (packages/web/dist): page addresses to their HTML, hashed assets for ever. */
import { z } from 'zod'
import { refuse } from '../../kernel/outcome.ts'
import { createFiles } from './files.ts'
import { htmlPage } from './html.ts'
import { defineRoute, type Reply, type Route } from './route.ts'

/** Page addresses and the HTML file that each opens; the page reads the rest from its address. */
const PAGES: readonly (readonly [path: string, file: string])[] = [
  ['/shop', 'shop.html'],
  ['/checkout/:token', 'checkout.html'],
  ['/wallet', 'wallet.html'],
  ['/wallet/*', 'wallet.html'],
]

const IMMUTABLE = 'public, max-age=31536000, immutable'
const NOT_BUILT = `<h1>The pages are not built yet 页面尚未构建</h1>
<p><code>npm start</code> builds them; by hand: <code>npx vite build packages/web</code></p>`

/** `folder` is Vite's output. When it is missing, pages answer 503 and say how to build them. */
export function createPageRoutes(folder: string): Route[] {
  const files = createFiles(folder)
  const page = {
    method: 'GET',
    tag: 'pages',
    access: 'public',
    hidden: true,
    refusals: [],
    response: { status: 200, schema: null },
  } as const
  const pages = PAGES.map(([path, file]) =>
    defineRoute({
      ...page,
      path,
      operationId: `pages.${path.replaceAll(/[^a-z]+/g, '_').replaceAll(/^_|_$/g, '')}${path.endsWith('*') ? '_within' : ''}`,
      summary: `The page ${path}`,
      handle: async (request): Promise<Reply> => {
        const reply = await files.reply(file, request.header, 'no-cache')
        return reply ?? { ...htmlPage(503, 'Not built', NOT_BUILT), headers: { 'Retry-After': '5' } }
      },
    }),
  )
  const assets = defineRoute({
    ...page,
    path: '/assets/*',
    operationId: 'pages.assets',
    summary: 'Hashed assets',
    params: z.object({ '*': z.string() }),
    handle: async (request): Promise<Reply> =>
      (await files.reply(`assets/${request.params['*']}`, request.header, IMMUTABLE)) ?? refuse('unknown_route'),
  })
  return [...pages, assets]
}
