/** What every page of the server's own needs beside itself: the style sheet, the icon, and the choice of language. */
import { z } from 'zod'
import { isOwnPath, SERVER_CSS, seeOther } from './html.ts'
import { LANGUAGE_COOKIE } from './negotiate.ts'
import { defineRoute, type RawReply, type Route } from './route.ts'

const YEAR_SECONDS = 31_536_000

const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0e6655"/><g fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><circle cx="18.6" cy="16" r="7.6"/><path d="M16 13.4h5.2v5.2H16zM4.8 12.2h4.4M3.6 16h4.2M4.8 19.8h4.4"/></g></svg>
`

const asset = (contentType: string, body: string): RawReply => ({
  kind: 'raw',
  status: 200,
  contentType,
  body,
  headers: { 'Cache-Control': `public, max-age=${YEAR_SECONDS}` },
})

export function createShellRoutes(): Route[] {
  const page = {
    method: 'GET',
    tag: 'pages',
    access: 'public',
    hidden: true,
    refusals: [],
    response: { status: 200, schema: null },
  } as const
  return [
    defineRoute({
      ...page,
      path: '/server.css',
      operationId: 'pages.style',
      summary: 'Style of the server’s own pages',
      handle: () => asset('text/css; charset=utf-8', SERVER_CSS),
    }),
    defineRoute({
      ...page,
      path: '/mark.svg',
      operationId: 'pages.mark',
      summary: 'Icon of the server’s own pages',
      handle: () => asset('image/svg+xml', MARK),
    }),
    defineRoute({
      ...page,
      path: '/language/:language',
      operationId: 'pages.language',
      summary: 'Chooses the language of the server’s own pages',
      params: z.object({ language: z.enum(['en', 'zh']) }),
      query: z.object({ return_to: z.string().max(2_000).optional() }),
      handle: ({ params, query, baseUrl }) => {
        const to = query.return_to
        const secure = baseUrl.startsWith('https:') ? '; Secure' : ''
        return seeOther(to !== undefined && isOwnPath(to) ? to : '/', {
          'Set-Cookie': `${LANGUAGE_COOKIE}=${params.language}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
        })
      },
    }),
  ]
}
