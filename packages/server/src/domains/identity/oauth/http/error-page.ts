/** What a person sees when an authorization request cannot be answered to the third party: its address is not known, or must not be trusted. */
import type { KoaContextWithOIDC } from 'oidc-provider'
import { html, page } from '../../../../platform/http/html.ts'
import { createLanguageChooser } from '../../../../platform/http/negotiate.ts'
import { PAGE_POLICY } from '../../../../platform/http/respond.ts'

const WORDS = {
  en: {
    title: 'This link cannot be used',
    text: 'Nothing was shared and nothing was paid. Go back to the app that sent you here and start again.',
    detail: 'For the developer:',
  },
  zh: { title: '此链接无法使用', text: '未共享任何信息，也未付款。请返回原应用重新开始。', detail: '供开发者参考：' },
} as const

const chooseLanguage = createLanguageChooser()

export async function renderError(
  ctx: KoaContextWithOIDC,
  out: { readonly error: string; readonly error_description?: string | undefined },
): Promise<void> {
  const language = chooseLanguage(ctx.get('accept-language'))
  const words = WORDS[language]
  const shown = page({
    title: words.title,
    language,
    languageSwitch: null,
    body: html`<h1>${words.title}</h1>
<p>${words.text}</p>
<p class="hint" id="error-detail">${words.detail} <code>${out.error}</code> ${out.error_description ?? ''}</p>`,
  })
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', PAGE_POLICY)
  ctx.set('X-Frame-Options', 'DENY')
  ctx.set('Content-Language', language)
  ctx.body = shown.body
}
