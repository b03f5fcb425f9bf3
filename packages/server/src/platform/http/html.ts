/**
 * The pages that the server writes itself: escaped text in one shell (skip link, brand, language switch, main, footer), without scripts
 * or inline styles, so that the strictest content security policy holds and everything works without JavaScript.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LEAVING_POLICY } from './respond.ts'
import type { Language, RawReply } from './route.ts'

/** Text that is HTML already. Made by the `html` template, which escapes whatever is put into it. */
export type Html = { readonly html: string }

/** What may stand in a template: text is escaped, lists are joined, nothing stays nothing. */
export type Content = Html | string | number | bigint | null | undefined | false | readonly Content[]

/** Characters that turn the order of writing round (UAX 9): with them a name or a reference could read as something else. */
const ORDER_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

export const escapeHtml = (text: string): string =>
  text
    .replaceAll(ORDER_MARKS, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const written = (content: Content): string => {
  if (content === null || content === undefined || content === false) return ''
  if (typeof content === 'string') return escapeHtml(content)
  if (typeof content === 'number' || typeof content === 'bigint') return String(content)
  if ('html' in content) return content.html
  return content.map(written).join('')
}

/** A template of HTML: html`<p id="${id}">${text}</p>`. Attributes must be in double quotes. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html => ({
  html: parts.reduce((before, part, at) => before + written(contents[at - 1]) + part),
})

/** Vouches for text that is HTML: only for what the program wrote itself. */
export const trustedHtml = (text: string): Html => ({ html: text })

export const SERVER_CSS = readFileSync(new URL('server.css', import.meta.url), 'utf8')

/** The address of the style sheet names its content, so that browsers may keep it for good. */
const CSS_ADDRESS = `/server.css?${createHash('sha256').update(SERVER_CSS).digest('hex').slice(0, 12)}`

export type PageOptions = {
  /** 200 unless said. */
  readonly status?: number
  readonly title: string
  readonly language: Language
  readonly body: Html
  /** The own path that shows this page again, in the other language; `null` where there is no such page (answers to a POST). */
  readonly languageSwitch: string | null
  /** `narrow`: a step of a journey, one thing to do. `wide`: an overview. `document`: text and tables. */
  readonly width?: 'narrow' | 'wide' | 'document'
  /** Links beside the language switch. */
  readonly actions?: Html
  /** Where the brand leads; `null` during a journey that the brand must not interrupt. */
  readonly home?: string | null
  /**
   * Whether forms of this page may end at another site. Browsers hold `form-action` against every redirect that follows a form, so the
   * steps before a redirect to a third party need it.
   */
  readonly formsMayLeave?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** A page that leads on by itself after these seconds, without a script: an own path or where a third party is called back. */
  readonly refresh?: { readonly seconds: number; readonly to: string }
}

const SHELL = {
  en: {
    brand: 'Feiqian',
    skip: 'Skip to main content',
    language: 'Language',
    footer: 'We never ask for your password or codes by phone or message.',
  },
  zh: { brand: '飞钱', skip: '跳到主要内容', language: '语言', footer: '飞钱不会通过电话或短信向您索要密码、验证码。' },
} as const

const MARK = trustedHtml(
  '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect class="mark-ground" width="32" height="32" rx="9"/><g class="mark-lines" fill="none" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><circle cx="18.6" cy="16" r="7.6"/><path d="M16 13.4h5.2v5.2H16zM4.8 12.2h4.4M3.6 16h4.2M4.8 19.8h4.4"/></g></svg>',
)

/** The language as `lang` names it. */
export const htmlLang = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en')

/** A page of the server's own in its shell. */
export function page(options: PageOptions): RawReply {
  const { language, languageSwitch, width = 'narrow', home = null, refresh } = options
  const words = SHELL[language]
  const brand = html`${MARK}<span>${words.brand}</span>`
  const shell = html`<!doctype html>
<html lang="${htmlLang(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${refresh === undefined ? null : html`<meta http-equiv="refresh" content="${refresh.seconds}; url=${refresh.to}">\n`}<title>${options.title} · ${words.brand}</title>
<link rel="icon" type="image/svg+xml" href="/mark.svg">
<link rel="stylesheet" href="${CSS_ADDRESS}">
</head>
<body>
<a class="skip-link" href="#main">${words.skip}</a>
<header class="page-header ${width}">
<div class="brand">${home === null ? brand : html`<a href="${home}">${brand}</a>`}</div>
<div class="header-actions">${options.actions}${languageSwitch === null ? null : switchOf(language, languageSwitch)}</div>
</header>
<main id="main" class="${width}" tabindex="-1">
${options.body}
</main>
<footer class="page-footer"><p>${words.footer}</p></footer>
</body>
</html>
`
  return {
    kind: 'raw',
    status: options.status ?? 200,
    contentType: 'text/html; charset=utf-8',
    body: shell.html,
    headers: {
      'Content-Language': htmlLang(language),
      ...(options.formsMayLeave === true ? { 'Content-Security-Policy': LEAVING_POLICY } : {}),
      ...options.headers,
    },
  }
}

const switchOf = (language: Language, path: string): Html => {
  const to = (choice: Language, label: string): Html =>
    html`<a id="language-${choice}" lang="${htmlLang(choice)}" hreflang="${htmlLang(choice)}" href="/language/${choice}?return_to=${encodeURIComponent(path)}"${
      choice === language && trustedHtml(' aria-current="true"')
    }>${label}</a>`
  return html`<nav class="language-switch" aria-label="${SHELL[language].language}">${to('zh', '中文')}${to('en', 'EN')}</nav>`
}

/** A page of text in both languages at once, for those who read documentation; `body` is HTML, `title` is text. */
export const htmlPage = (status: number, title: string, body: string, language: Language = 'en'): RawReply =>
  page({
    status,
    title,
    language,
    languageSwitch: null,
    width: 'document',
    home: '/',
    body: trustedHtml(`<div class="prose">${body}</div>`),
  })

/** A redirect that always turns into a GET (RFC 9110 section 15.4.4). */
export const seeOther = (location: string, headers: Readonly<Record<string, string>> = {}): RawReply => ({
  kind: 'raw',
  status: 303,
  contentType: 'text/plain; charset=utf-8',
  body: '',
  headers: { Location: location, ...headers },
})

/** Whether a text is a path of this server, so that a redirect to it stays here. Browsers read `//` and `/\` as another host. */
export const isOwnPath = (path: string): boolean => /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path)
