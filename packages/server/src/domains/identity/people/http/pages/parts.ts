/** Parts that the pages of people share: fields, notices, and the token that ties a form to the page it was shown on. */
import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Refusal } from '../../../../../kernel/outcome.ts'
import { type Content, type Html, html, isOwnPath } from '../../../../../platform/http/html.ts'
import type { Language, RouteRequest } from '../../../../../platform/http/route.ts'
import { zText } from '../../../../../platform/http/schemas.ts'
import { identityCatalogue } from '../../../errors.ts'
import { cookieValue } from '../../../secrets.ts'
import { isSame } from '../../people.ts'
import type { PeopleRouteDeps } from '../routes.ts'
import { WORDS } from './words.ts'

export type PageRequest = Pick<
  RouteRequest<unknown, unknown, unknown>,
  'raw' | 'response' | 'language' | 'baseUrl' | 'command' | 'remoteAddress' | 'header'
>

/** Text fields of a form; a field that is not sent is absent, an empty one is empty. */
export const zField = zText(2_000, 0).optional()
export const zReturn = zText(2_000, 0).optional()
export const zPageQuery = z.object({ return_to: zReturn, switch: zField })

export const PAGE = { tag: 'pages', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const

/** Where to go afterwards: an own path, or the fallback. */
export const returnPath = (given: string | undefined, fallback: string): string =>
  given !== undefined && given !== '' && isOwnPath(given) ? given : fallback

/** Where somebody who does not want to sign in goes: a third party's request leads back to the third party. */
export const cancelPath = (returnTo: string): string | null => {
  const [journey] = /^\/authorise\/[\w-]+/.exec(returnTo) ?? []
  return journey === undefined ? null : `${journey}/cancel`
}

export const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

const FORM_COOKIE = 'feiqian_form'
const FORM_COOKIE_VALUE = /^[A-Za-z0-9_-]{22}$/

/**
 * For forms of nobody's: a random cookie and its keyed hash in the form (double submit), so that nobody's site signs a browser in as
 * somebody else. SameSite=Lax, because the page is shown to browsers that come from elsewhere.
 */
export const formTokens = (deps: Pick<PeopleRouteDeps, 'key'>) => {
  const tokenOf = (cookie: string): string => createHmac('sha256', deps.key).update(`form\n${cookie}`).digest('base64url')
  const cookieOf = (request: PageRequest): string | null => {
    const value = cookieValue(request.raw.headers.cookie ?? '', FORM_COOKIE)
    return value !== null && FORM_COOKIE_VALUE.test(value) ? value : null
  }
  return {
    /** The field `csrf`; sets the cookie when there is none. */
    issue(request: PageRequest): string {
      const known = cookieOf(request)
      if (known !== null) return tokenOf(known)
      const fresh = randomBytes(16).toString('base64url')
      const secure = request.baseUrl.startsWith('https:') ? '; Secure' : ''
      request.response.setHeader('Set-Cookie', `${FORM_COOKIE}=${fresh}; Path=/; HttpOnly; SameSite=Lax${secure}`)
      return tokenOf(fresh)
    },
    check(request: PageRequest, field: string | undefined): boolean {
      const known = cookieOf(request)
      return known !== null && isSame(tokenOf(known), field ?? '')
    },
  }
}

export const hidden = (fields: Readonly<Record<string, string | undefined>>): Content =>
  Object.entries(fields).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)

export type FieldOptions = {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password' | 'tel'
  readonly autocomplete: string
  readonly value?: string
  readonly numeric?: boolean
  readonly optional?: boolean
  readonly invalid?: boolean
  readonly minLength?: number
  readonly maxLength?: number
}

/** A labelled field; its id is its name. */
export const field = (options: FieldOptions): Html => html`<div class="field"><label for="${options.name}">${options.label}</label>
<input id="${options.name}" name="${options.name}" type="${options.type ?? 'text'}" autocomplete="${options.autocomplete}" maxlength="${options.maxLength ?? 200}"${
  options.minLength !== undefined && html` minlength="${options.minLength}"`
}${options.value !== undefined && html` value="${options.value}"`}${options.numeric === true && html` inputmode="numeric"`}${
  options.optional !== true && html` required`
}${options.invalid === true && html` aria-invalid="true" aria-describedby="problem"`}></div>`

/** What went wrong, for everybody to notice. */
export const notice = (language: Language, text: string | null): Html | null =>
  text === null
    ? null
    : html`<div class="notice danger" id="problem" role="alert"><p class="notice-title">${WORDS[language].problem}</p><p>${text}</p></div>`

/** A refusal in the words of the catalogue. */
export function wordsOfRefusal({ code, values }: Refusal, language: Language): string {
  const spec = Object.hasOwn(identityCatalogue, code) ? identityCatalogue[code as keyof typeof identityCatalogue] : null
  if (spec === null) return WORDS[language].stale
  const [sentence, fix] = language === 'zh' ? [spec.zh, spec.fixZh] : [spec.en, spec.fixEn]
  const text = language === 'zh' ? `${sentence}${fix}` : `${sentence} ${fix}`
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? '…'))
}

/** The script that lets browsers use passkeys; without it the button stays hidden. */
export const passkeyScript = html`<script src="/passkeys.js" defer></script>`

/** A button that the script shows and works: `data-` attributes say what it does. */
export const passkeyButton = (label: string, data: Readonly<Record<string, string>>, look: 'primary' | 'secondary' = 'secondary'): Html =>
  html`<div id="passkey-box" hidden><div class="stack"><button class="button ${look}" id="passkey" type="button"${Object.entries(data).map(
    ([name, value]) => html` data-${name}="${value}"`,
  )}>${label}</button><p class="field-error" id="passkey-problem" role="alert"></p></div></div>`
