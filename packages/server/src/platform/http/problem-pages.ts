/** The pages that `type` of problem details points to: one for each code, in English and Chinese, made from the catalogues. */

import { z } from 'zod'
import type { RefusalSpec } from '../../kernel/catalogue.ts'
import { refuse } from '../../kernel/outcome.ts'
import { escapeHtml, htmlPage } from './html.ts'
import type { Problems } from './problems.ts'
import { defineRoute, type Route } from './route.ts'
import { zText } from './schemas.ts'

/** GET /errors and GET /errors/:code. */
export function createProblemPages(problems: Problems): Route[] {
  const page = { tag: 'pages', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const
  return [
    defineRoute({
      ...page,
      method: 'GET',
      path: '/errors',
      operationId: 'pages.errors',
      summary: 'All problem codes',
      handle: () => htmlPage(200, 'Problem codes 错误代码', indexOf(problems.catalogue)),
    }),
    defineRoute({
      ...page,
      method: 'GET',
      path: '/errors/:code',
      operationId: 'pages.error',
      summary: 'One problem code',
      params: z.strictObject({ code: zText(64) }),
      handle: request => {
        const code = request.params.code
        const spec = problems.catalogue.get(code)
        return spec === undefined ? refuse('unknown_route') : htmlPage(200, code, pageOf(code, spec))
      },
    }),
  ]
}

const indexOf = (catalogue: Problems['catalogue']): string => `<h1>Problem codes 错误代码</h1>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning 含义</th></tr></thead>
<tbody>
${[...catalogue]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([code, spec]) =>
      `<tr><td><a href="/errors/${code}"><code>${code.replaceAll('_', '_<wbr>')}</code></a></td><td>${spec.status}</td><td>${words(spec.en)}<br><span lang="zh">${words(spec.zh)}</span></td></tr>`,
  )
  .join('\n')}
</tbody>
</table>`

const pageOf = (code: string, spec: RefusalSpec): string => `<p><a href="/errors">All codes 全部代码</a></p>
<h1><code>${code}</code> · HTTP ${spec.status}</h1>
<section lang="en">
<p>${words(spec.en)}</p>
<p><strong>What to do:</strong> ${words(spec.fixEn)}</p>
</section>
<section lang="zh">
<p>${words(spec.zh)}</p>
<p><strong>处理办法：</strong>${words(spec.fixZh)}</p>
</section>`

const words = (sentence: string): string => escapeHtml(sentence).replaceAll(/\{(\w+)\}/g, '<var>$1</var>')
