/** Pages on which operators sign in and enrol, and on which the first of them is created. */
import { z } from 'zod'
import { formatId, parseId } from '../../../../../kernel/ids.ts'
import { type Html, html, page, seeOther } from '../../../../../platform/http/html.ts'
import { defineRoute, type Language, type RawReply, type Route } from '../../../../../platform/http/route.ts'
import { beginEnrolment, bootstrapOperator, completeEnrolment } from '../../operators.ts'
import { signInOperator } from '../../sign-in.ts'
import type { PeopleRouteDeps } from '../routes.ts'
import { aboutOf, openedCookie } from '../schemas.ts'
import { zLogin } from '../sign-in.ts'
import { codesView } from './account-views.ts'
import {
  field,
  formTokens,
  hidden,
  notice,
  PAGE,
  type PageRequest,
  passkeyButton,
  passkeyScript,
  returnPath,
  withQuery,
  wordsOfRefusal,
  zField,
  zPageQuery,
  zReturn,
} from './parts.ts'
import { WORDS } from './words.ts'

const HOME = '/operator/account'
const PASSWORD_MIN = 12
const CODE = /^\s*(\d\s*){6}$/

type Shown = { readonly csrf: string; readonly problem: string | null; readonly login: string }

const cardHtml = (language: Language, title: string, lead: string, problem: string | null, body: Html): Html =>
  html`<div class="card"><div class="stack"><h1 id="title">${title}</h1><p class="lead">${lead}</p></div>${notice(language, problem)}${body}</div>`

function signInView(language: Language, { csrf, problem, login }: Shown, returnTo: string): Html {
  const words = WORDS[language].operator
  const invalid = problem !== null
  return cardHtml(
    language,
    words.title,
    words.lead,
    problem,
    html`<form class="form" id="sign-in-form" method="post" action="/operator/signin">${hidden({ csrf, return_to: returnTo })}
${field({ name: 'login', label: words.login, autocomplete: 'username', value: login, maxLength: 64, invalid })}
${field({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password', invalid })}
${field({ name: 'code', label: words.code, autocomplete: 'one-time-code', maxLength: 40, invalid })}
<div class="actions"><button class="button primary" id="sign-in" type="submit">${words.button}</button></div></form>
${passkeyButton(words.passkey, { kind: 'sign-in', begin: '/v1/operator/sessions/passkey/options', finish: '/v1/operator/sessions/passkey', next: returnTo })}
<p class="hint"><a id="enrol-link" href="/operator/enrol">${words.enrolLink}</a></p>${passkeyScript}`,
  )
}

function enrolView(language: Language, { csrf, problem, login }: Shown): Html {
  const words = WORDS[language].enrol
  return cardHtml(
    language,
    words.title,
    words.lead,
    problem,
    html`<form class="form" id="enrol-form" method="post" action="/operator/enrol">${hidden({ csrf })}
${field({ name: 'login', label: words.login, autocomplete: 'username', value: login, maxLength: 64, invalid: problem !== null })}
${field({ name: 'secret', label: words.secret, autocomplete: 'off', invalid: problem !== null })}
<div class="actions"><button class="button primary" id="continue" type="submit">${words.next}</button></div></form>`,
  )
}

type AppProps = Shown & { readonly secret: string; readonly factor: string; readonly key: string; readonly uri: string }

function enrolAppView(language: Language, props: AppProps): Html {
  const words = WORDS[language].enrol
  const { csrf, problem, login, secret, factor, key, uri } = props
  return cardHtml(
    language,
    words.appTitle,
    words.appLead,
    problem,
    html`<dl class="facts"><div><dt>${words.key}</dt><dd><code id="secret">${key}</code></dd></div></dl><p><a id="otpauth" href="${uri}">${words.link}</a></p>
<form class="form" id="app-form" method="post" action="/operator/enrol">${hidden({ csrf, login, secret, factor, key, uri })}
${field({ name: 'password', label: words.password, type: 'password', autocomplete: 'new-password', minLength: PASSWORD_MIN, invalid: problem !== null })}
${field({ name: 'code', label: words.code, autocomplete: 'one-time-code', numeric: true, maxLength: 12, invalid: problem !== null })}
<div class="actions"><button class="button primary" id="finish" type="submit">${words.finish}</button></div></form>`,
  )
}

function bootstrapView(language: Language, { csrf, problem, login }: Shown): Html {
  const words = WORDS[language].enrol
  return cardHtml(
    language,
    words.bootstrapTitle,
    words.bootstrapLead,
    problem,
    html`<form class="form" id="bootstrap-form" method="post" action="/operator/bootstrap">${hidden({ csrf })}
${field({ name: 'secret', label: words.bootstrapSecret, type: 'password', autocomplete: 'off', invalid: problem !== null })}
${field({ name: 'login', label: words.login, autocomplete: 'username', value: login, maxLength: 64 })}
${field({ name: 'name_en', label: words.nameEn, autocomplete: 'name', maxLength: 100 })}
${field({ name: 'name_zh', label: words.nameZh, autocomplete: 'off', maxLength: 100 })}
<div class="actions"><button class="button primary" id="continue" type="submit">${words.next}</button></div></form>`,
  )
}

type Kit = {
  readonly deps: PeopleRouteDeps
  readonly tokens: ReturnType<typeof formTokens>
  shell(request: PageRequest, path: string, body: Html, status?: number): RawReply
}

export function operatorPages(deps: PeopleRouteDeps): readonly Route[] {
  const kit: Kit = {
    deps,
    tokens: formTokens(deps),
    shell: (request, path, body, status = 200) =>
      page({
        status,
        title: WORDS[request.language].operator.title,
        language: request.language,
        languageSwitch: path,
        headers: { 'Cache-Control': 'no-store' },
        body,
      }),
  }
  return [...signInPages(kit), ...enrolPages(kit), ...bootstrapPages(kit)]
}

function signInPages({ deps, tokens, shell }: Kit): readonly Route[] {
  const form = (request: PageRequest, returnTo: string, problem: string | null, login = '', status = 200): RawReply => {
    const view = signInView(request.language, { csrf: tokens.issue(request), problem, login }, returnTo)
    return shell(request, withQuery('/operator/signin', { return_to: returnTo }), view, status)
  }
  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path: '/operator/signin',
      operationId: 'pages.operator_sign_in',
      summary: 'Sign in to the console',
      query: zPageQuery,
      handle: async request => {
        const returnTo = returnPath(request.query.return_to, HOME)
        const visitor = request.query.switch === undefined ? await deps.people.visitor(request.raw.headers, 'operator') : null
        return visitor === null ? form(request, returnTo, null) : seeOther(returnTo)
      },
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path: '/operator/signin',
      operationId: 'pages.operator_sign_in_post',
      summary: 'Sign in to the console',
      limit: 'strict',
      form: true,
      body: z.object({ csrf: zField, return_to: zReturn, login: zField, password: zField, code: zField }),
      handle: async request => {
        const { body, language } = request
        const returnTo = returnPath(body.return_to, HOME)
        const login = (body.login ?? '').slice(0, 64)
        if (!tokens.check(request, body.csrf)) return form(request, returnTo, WORDS[language].stale, login, 403)
        const code = body.code ?? ''
        const second = { type: CODE.test(code) ? ('totp' as const) : ('recovery_code' as const), code: code.slice(0, 40) }
        const opened = await signInOperator(deps, { login, password: body.password ?? '', second }, aboutOf(request))
        if (!opened.ok) return form(request, returnTo, wordsOfRefusal(opened.error, language), login, 401)
        return seeOther(returnTo, { 'Set-Cookie': openedCookie(opened.value, request.baseUrl) })
      },
    }),
  ]
}

function enrolPages({ deps, tokens, shell }: Kit): readonly Route[] {
  const path = '/operator/enrol'
  const form = (request: PageRequest, problem: string | null, login = '', status = 200): RawReply =>
    shell(request, path, enrolView(request.language, { csrf: tokens.issue(request), problem, login }), status)
  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path,
      operationId: 'pages.operator_enrol',
      summary: 'Enrol as an operator',
      handle: request => form(request, null),
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path,
      operationId: 'pages.operator_enrol_post',
      summary: 'Enrol as an operator',
      limit: 'strict',
      form: true,
      body: z.object({
        csrf: zField,
        login: zField,
        secret: zField,
        factor: zField,
        key: zField,
        uri: zField,
        password: zField,
        code: zField,
      }),
      handle: async request => {
        const { body, language } = request
        const [login, secret] = [(body.login ?? '').slice(0, 64), (body.secret ?? '').trim()]
        if (!tokens.check(request, body.csrf)) return form(request, WORDS[language].stale, login, 403)
        const app = (key: string, uri: string, factor: string, problem: string | null): RawReply => {
          const props = { csrf: tokens.issue(request), problem, login, secret, factor, key, uri }
          return shell(request, path, enrolAppView(language, props), problem === null ? 200 : 422)
        }
        const factorId = parseId('fct', body.factor ?? '')
        if (factorId === null) {
          const begun = await beginEnrolment(deps, { login, secret }, aboutOf(request))
          if (!begun.ok) return form(request, wordsOfRefusal(begun.error, language), login, 401)
          return app(begun.value.secret, begun.value.uri, formatId('fct', begun.value.id), null)
        }
        const uri = body.uri?.startsWith('otpauth://') === true ? body.uri : '#'
        const password = body.password ?? ''
        if (password.length < PASSWORD_MIN || password.length > 200)
          return app(body.key ?? '', uri, body.factor ?? '', WORDS[language].enrol.password)
        const enrolment = { login, secret, factorId, code: body.code ?? '', password }
        const enrolled = await completeEnrolment(deps, enrolment, aboutOf(request))
        if (!enrolled.ok) return app(body.key ?? '', uri, body.factor ?? '', wordsOfRefusal(enrolled.error, language))
        request.response.setHeader('Set-Cookie', openedCookie(enrolled.value.opened, request.baseUrl))
        return shell(request, HOME, codesView(language, HOME, enrolled.value.recoveryCodes))
      },
    }),
  ]
}

function bootstrapPages({ deps, tokens, shell }: Kit): readonly Route[] {
  const path = '/operator/bootstrap'
  const form = (request: PageRequest, problem: string | null, login = '', status = 200): RawReply =>
    shell(request, path, bootstrapView(request.language, { csrf: tokens.issue(request), problem, login }), status)
  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path,
      operationId: 'pages.operator_bootstrap',
      summary: 'Create the first operator',
      handle: request => form(request, null),
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path,
      operationId: 'pages.operator_bootstrap_post',
      summary: 'Create the first operator',
      limit: 'strict',
      form: true,
      body: z.object({ csrf: zField, secret: zField, login: zField, name_en: zField, name_zh: zField }),
      handle: async request => {
        const { body, language } = request
        const login = (body.login ?? '').slice(0, 64)
        if (!tokens.check(request, body.csrf)) return form(request, WORDS[language].stale, login, 403)
        if (!zLogin.safeParse(login).success) return form(request, WORDS[language].enrol.login, login, 422)
        const name = { en: body.name_en?.slice(0, 100) || login, zh: body.name_zh?.slice(0, 100) || login }
        const invited = await bootstrapOperator(deps, { secret: body.secret ?? '', login, name }, aboutOf(request))
        if (!invited.ok) return form(request, wordsOfRefusal(invited.error, language), login, 403)
        const words = WORDS[language].enrol
        const body2 = html`<div class="card"><h1 id="title">${words.bootstrapTitle}</h1><p>${words.invited}</p><p><code id="enrolment-secret">${invited.value.secret}</code></p><div class="actions"><a class="button primary" id="enrol-link" href="/operator/enrol">${words.next}</a></div></div>`
        return shell(request, path, body2)
      },
    }),
  ]
}
