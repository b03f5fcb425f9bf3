/** The server's own documentation: the OpenAPI document, a reference page made from it without any foreign host, the problem pages and llms.txt. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { z } from 'zod'
import { refuse } from '../../kernel/outcome.ts'
import { createFiles } from './files.ts'
import { createOpenApi, type OpenApiOptions } from './openapi.ts'
import { createProblemPages } from './problem-pages.ts'
import { PAGE_POLICY } from './respond.ts'
import { defineRoute, type RawReply, type Reply, type Route } from './route.ts'
import { createShellRoutes } from './shell-routes.ts'

const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Feiqian</title>
<link rel="icon" type="image/svg+xml" href="/mark.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/frame.css">
</head>
<body>
<header class="frame"><a class="frame-brand" href="/"><img src="/mark.svg" alt="" width="30" height="30"><span>Feiqian <span lang="zh-CN">飞钱</span></span></a>
<nav aria-label="Documentation"><a href="/errors">Problem codes</a><a href="/openapi.json">OpenAPI 3.1</a></nav></header>
<div id="reference"></div>
<noscript>The reference needs JavaScript; <a href="/openapi.json">openapi.json</a> and <a href="/llms.txt">llms.txt</a> do not.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** The shell's header around the reference, whose own styles know no dark colours. */
const FRAME = `body { margin: 0; background: #fff; color-scheme: light }
.frame { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px 20px; max-width: 1460px; box-sizing: border-box; margin: 0 auto; padding: 14px 20px; font: 400 15px / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", sans-serif }
.frame a { color: #0e6655; text-underline-offset: 3px }
.frame nav { display: flex; gap: 16px }
.frame-brand { display: flex; align-items: center; gap: 10px; font-weight: 650; font-size: 17px; text-decoration: none }
.frame .frame-brand { color: #16211d }
.frame :focus-visible { outline: 3px solid #0e6655; outline-offset: 2px }
`

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, filter: true, persistAuthorization: false, validatorUrl: null })
`

/** `routes` are those to describe: all but the pages. */
export function createReferenceRoutes(options: OpenApiOptions): Route[] {
  let document: string | null = null
  const openApi = (): string => {
    document ??= JSON.stringify(createOpenApi(options))
    return document
  }
  const files = createFiles(dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')))
  const page = {
    method: 'GET',
    tag: 'pages',
    access: 'public',
    hidden: true,
    refusals: [],
    response: { status: 200, schema: null },
  } as const
  const raw = (contentType: string, body: string, cacheControl = 'no-cache'): RawReply => ({
    kind: 'raw',
    status: 200,
    contentType,
    body,
    headers: { 'Cache-Control': cacheControl },
  })
  return [
    defineRoute({
      ...page,
      path: '/openapi.json',
      operationId: 'pages.openapi',
      summary: 'OpenAPI 3.1',
      handle: () => {
        const reply = raw('application/json', openApi())
        return { ...reply, headers: { ...reply.headers, 'Access-Control-Allow-Origin': '*' } }
      },
    }),
    defineRoute({
      ...page,
      path: '/docs',
      operationId: 'pages.docs',
      summary: 'API reference',
      handle: () => ({
        ...raw('text/html; charset=utf-8', PAGE),
        // Swagger UI sets styles inline.
        headers: { 'Cache-Control': 'no-cache', 'Content-Security-Policy': `${PAGE_POLICY}; style-src 'self' 'unsafe-inline'` },
      }),
    }),
    defineRoute({
      ...page,
      path: '/docs/:file',
      operationId: 'pages.docs_files',
      summary: 'Files of the API reference',
      params: z.object({ file: z.string() }),
      handle: async (request): Promise<Reply> => {
        const { file } = request.params
        if (file === 'frame.css') return raw('text/css; charset=utf-8', FRAME, 'public, max-age=3600')
        if (file === 'start.js') return raw('text/javascript; charset=utf-8', START, 'public, max-age=3600')
        return (ASSETS.has(file) ? await files.reply(file, request.header, 'public, max-age=3600') : null) ?? refuse('unknown_route')
      },
    }),
    defineRoute({
      ...page,
      path: '/llms.txt',
      operationId: 'pages.llms',
      summary: 'A guide for language models',
      handle: request => raw('text/plain; charset=utf-8', llmsText(options.routes, request.baseUrl)),
    }),
    ...createProblemPages(options.problems),
    ...createShellRoutes(),
  ]
}

/** https://llmstxt.org: a title, a summary, and links. */
function llmsText(routes: readonly Route[], baseUrl: string): string {
  const byTag = new Map<string, Route[]>()
  for (const route of routes) if (route.hidden !== true) byTag.set(route.tag, [...(byTag.get(route.tag) ?? []), route])
  const sections = [...byTag].map(
    ([tag, group]) => `## ${tag}\n\n${group.map(route => `- ${route.method} ${route.path}: ${route.summary}`).join('\n')}`,
  )
  return `# Feiqian

> The API of a payment institution's own platform: payments, refunds, wallets, merchants, ledger and clearing.

- Authenticate with \`Authorization: Bearer fq_test_…\` (or \`fq_live_…\`).
- Amounts are integers in minor units: 1999 CNY is ¥19.99.
- Requests that move money need an \`Idempotency-Key\`; retry with the same key.
- Errors are RFC 9457 problem details with a stable \`code\`; every code is explained at [/errors](${baseUrl}/errors).
- Lists page with \`limit\`, \`starting_after\`, \`ending_before\` and say \`has_more\`.
- The whole contract: [OpenAPI 3.1](${baseUrl}/openapi.json).

${sections.join('\n\n')}
`
}
