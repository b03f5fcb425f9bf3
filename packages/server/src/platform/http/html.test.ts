/** The shell of the server's own pages: what is written into it stays text, and its links stay here. */
import { describe, expect, it } from 'vitest'
import { html, isOwnPath, page, SERVER_CSS, seeOther, trustedHtml } from './html.ts'
import { languageOfCookie } from './negotiate.ts'
import { LEAVING_POLICY, PAGE_POLICY } from './respond.ts'
import type { RawReply } from './route.ts'
import { createShellRoutes } from './shell-routes.ts'

const EVIL = `"><script>alert('1')</script>&`

describe('a template', () => {
  it('escapes text, also in attributes and lists, and nothing that is HTML already', () => {
    expect(html`<p id="${EVIL}">${[EVIL, html`<b>${1n}</b>`, null, undefined, false, 2]}</p>`.html).toBe(
      '<p id="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;<b>1</b>2</p>',
    )
    expect(html`${trustedHtml('<i></i>')}`.html).toBe('<i></i>')
  })
})

describe('a page', () => {
  const of = (options: Partial<Parameters<typeof page>[0]> = {}) =>
    page({ title: EVIL, language: 'zh', languageSwitch: '/consents?after=cns_1&x=1', body: html`<p>body</p>`, ...options })

  it('leaves out what turns the order of writing round, so that a name reads as it is', () => {
    expect(html`<p>${'pay \u202e00.1\u202c to \u2066A\u2069'}</p>`.html).toBe('<p>pay 00.1 to A</p>')
  })

  it('has one main, a title, a language and a way to the other language, and no script or inline style', () => {
    const body = String(of().body)
    expect(body).toContain('<html lang="zh-CN">')
    expect(body.match(/<main /g)).toHaveLength(1)
    expect(body).toContain('href="/language/en?return_to=%2Fconsents%3Fafter%3Dcns_1%26x%3D1"')
    expect(body).toContain('aria-current="true">中文')
    expect(body).not.toMatch(/<script|<style| style=| on\w+=/)
    expect(SERVER_CSS).not.toContain('@import')
  })

  it('lets its forms lead elsewhere only when it is told to', () => {
    expect(of().headers?.['Content-Security-Policy']).toBeUndefined()
    expect(of({ formsMayLeave: true }).headers?.['Content-Security-Policy']).toBe(LEAVING_POLICY)
    expect(LEAVING_POLICY).toContain("form-action 'self' https:")
    expect(LEAVING_POLICY.replace(/form-action [^;]*/, '')).toBe(PAGE_POLICY.replace(/form-action [^;]*/, ''))
  })

  it('leads on by itself without a script', () => {
    expect(String(of({ refresh: { seconds: 0, to: '/authorise/x?here=1' } }).body)).toContain(
      '<meta http-equiv="refresh" content="0; url=/authorise/x?here=1">',
    )
  })
})

describe('an own path', () => {
  it.each(['/', '/consents', '/authorise/x/review?account=bac_1&why=factor', '/wallet#/cards'])('is %s', path => {
    expect(isOwnPath(path)).toBe(true)
  })
  it.each([
    '',
    'consents',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\nb',
    '/a b',
    '/\t/evil.example',
    '/a\\b',
    '/é',
  ])('is not %j', path => {
    expect(isOwnPath(path)).toBe(false)
  })
})

describe('the choice of language', () => {
  const choose = createShellRoutes().find(route => route.operationId === 'pages.language')
  const answer = (return_to?: string, baseUrl = 'https://pay.example') =>
    choose?.handle({ params: { language: 'en' }, query: { return_to }, baseUrl } as never) as RawReply

  it('is kept in a cookie, and leads back to where it was made', () => {
    expect(answer('/consents')).toMatchObject({ status: 303, headers: { Location: '/consents' } })
    expect(answer('/consents').headers?.['Set-Cookie']).toMatch(
      /^feiqian_language=en; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    )
    expect(answer('/consents', 'http://127.0.0.1:4000').headers?.['Set-Cookie']).not.toContain('Secure')
  })

  it('never leads to another site', () => {
    expect(answer('//evil.example')).toMatchObject({ headers: { Location: '/' } })
    expect(answer()).toMatchObject({ headers: { Location: '/' } })
  })

  it('is read from the cookies of a page', () => {
    expect(languageOfCookie('a=b; feiqian_language=zh; c=d')).toBe('zh')
    expect(languageOfCookie('feiqian_language=fr')).toBeNull()
    expect(languageOfCookie('xfeiqian_language=zh')).toBeNull()
    expect(languageOfCookie(undefined)).toBeNull()
  })
})

it('a redirect turns into a GET', () => {
  expect(seeOther('/consents', { 'Set-Cookie': 'a=b' })).toMatchObject({
    status: 303,
    headers: { Location: '/consents', 'Set-Cookie': 'a=b' },
  })
})
