/** Pages on which wallet holders sign in. They work without a script; a passkey needs one. */
import { z } from 'zod'
import { type Html, html, page, seeOther } from '../../../../../platform/http/html.ts'
import { defineRoute, type RawReply, type Route } from '../../../../../platform/http/route.ts'
import { beginPageSignIn, finishPageSignIn, type Pending, pendingOf, sendTicketSms } from '../../sign-in.ts'
import type { PeopleRouteDeps } from '../routes.ts'
import { aboutOf, openedCookie, sessionCookie } from '../schemas.ts'
import {
  cancelPath,
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

const HOME = '/wallet'

export type SignInFormProps = {
  readonly csrf: string
  readonly returnTo: string
  readonly phone: string
  readonly problem: string | null
}

const cancelLink = (language: 'en' | 'zh', returnTo: string): Html | null => {
  const path = cancelPath(returnTo)
  return path === null ? null : html`<a class="button quiet" id="cancel" href="${path}">${WORDS[language].factor.cancel}</a>`
}

/** The form of the first step: phone and password, or a passkey. */
export function signInForm(language: 'en' | 'zh', { csrf, returnTo, phone, problem }: SignInFormProps): Html {
  const words = WORDS[language].signIn
  return html`<div class="card"><div class="stack"><h1 id="title">${words.title}</h1><p class="lead">${words.lead}</p></div>
${notice(language, problem)}
<form class="form" id="sign-in-form" method="post" action="/signin">${hidden({ csrf, return_to: returnTo })}
${field({ name: 'phone', label: words.phone, type: 'tel', autocomplete: 'username', value: phone, numeric: true, maxLength: 15, invalid: problem !== null })}
${field({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password', invalid: problem !== null })}
<div class="actions"><button class="button primary" id="sign-in" type="submit">${words.button}</button></div></form>
${passkeyButton(words.passkey, { kind: 'sign-in', begin: '/v1/wallet/sessions/passkey/options', finish: '/v1/wallet/sessions/passkey', next: returnTo })}
${cancelLink(language, returnTo)}
${passkeyScript}</div>`
}

type StepProps = Omit<SignInFormProps, 'phone'> & { readonly pending: Pending; readonly sentTo: string | null }

/** The form of the second step: a code of the app or by SMS, or a recovery code. */
export function secondFactorForm(language: 'en' | 'zh', { csrf, returnTo, problem, pending, sentTo }: StepProps): Html {
  const words = WORDS[language]
  const { offered, ticket } = pending
  const sms = offered.includes('sms')
  const codes = sms || offered.includes('totp')
  const fields = { csrf, return_to: returnTo, ticket }
  return html`<div class="card"><div class="stack"><h1 id="title">${words.signIn.secondTitle}</h1>${
    codes && html`<p class="lead">${words.signIn.secondLead[sms ? 'sms' : 'totp']}</p>`
  }</div>
${notice(language, problem)}
${sentTo !== null && html`<p class="notice info" id="sent" role="status">${words.factor.sent(sentTo)}</p>`}
${
  sms &&
  html`<form id="send-form" method="post" action="/signin">${hidden({ ...fields, action: 'sms' })}<button class="button secondary" id="send-code" type="submit">${words.factor.send}</button></form>`
}
${
  codes &&
  html`<form class="form" id="code-form" method="post" action="/signin">${hidden({ ...fields, type: sms ? 'sms' : 'totp' })}
${field({ name: 'code', label: words.signIn.code, autocomplete: 'one-time-code', numeric: true, maxLength: 12, invalid: problem !== null })}
<div class="actions"><button class="button primary" id="confirm" type="submit">${words.signIn.button}</button></div></form>`
}
${
  offered.includes('recovery_code') &&
  html`<details id="recovery"><summary>${words.signIn.recovery}</summary><form class="form" id="recovery-form" method="post" action="/signin">${hidden({ ...fields, type: 'recovery_code' })}
<div class="field"><label for="recovery-code">${words.signIn.recoveryCode}</label><input id="recovery-code" name="code" autocomplete="off" maxlength="40" required></div>
<button class="button secondary" id="confirm-recovery" type="submit">${words.signIn.button}</button></form></details>`
}
${cancelLink(language, returnTo)}
${passkeyButton(words.signIn.passkey, { kind: 'sign-in', begin: '/v1/wallet/sessions/passkey/options', finish: '/v1/wallet/sessions/passkey', next: returnTo })}
${passkeyScript}
<p class="hint"><a id="again" href="${withQuery('/signin', { return_to: returnTo })}">${words.signIn.again}</a></p></div>`
}

export function signInPages(deps: PeopleRouteDeps): readonly Route[] {
  const tokens = formTokens(deps)
  const shown = (request: PageRequest, returnTo: string, body: Html, status = 200): RawReply =>
    page({
      status,
      title: WORDS[request.language].signIn.title,
      language: request.language,
      languageSwitch: withQuery('/signin', { return_to: returnTo }),
      formsMayLeave: returnTo.startsWith('/authorise/'),
      headers: { 'Cache-Control': 'no-store' },
      body,
    })
  const form = (request: PageRequest, returnTo: string, problem: string | null = null, phone = '', status = 200): RawReply =>
    shown(request, returnTo, signInForm(request.language, { csrf: tokens.issue(request), returnTo, phone, problem }), status)
  const step = (
    request: PageRequest,
    returnTo: string,
    pending: Pending,
    problem: string | null,
    sentTo: string | null,
    status = 200,
  ): RawReply =>
    shown(
      request,
      returnTo,
      secondFactorForm(request.language, { csrf: tokens.issue(request), returnTo, problem, pending, sentTo }),
      status,
    )

  type Body = z.output<typeof zBody>
  const zBody = z.object({
    csrf: zField,
    return_to: zReturn,
    phone: zField,
    password: zField,
    ticket: zField,
    action: zField,
    type: z.enum(['totp', 'sms', 'recovery_code']).optional(),
    code: zField,
  })

  async function secondStep(request: PageRequest, body: Body & { ticket: string }, returnTo: string): Promise<RawReply> {
    const { language } = request
    const pending = await pendingOf(deps, body.ticket)
    if (pending === null) return form(request, returnTo, WORDS[language].stale)
    if (body.action === 'sms') {
      const sent = await sendTicketSms(deps, body.ticket, language)
      return step(
        request,
        returnTo,
        pending,
        sent.ok ? null : wordsOfRefusal(sent.error, language),
        sent.ok ? sent.value.phoneMasked : null,
      )
    }
    const opened = await finishPageSignIn(deps, body.ticket, { type: body.type ?? 'totp', code: body.code ?? '' }, aboutOf(request))
    if (opened.ok) return seeOther(returnTo, { 'Set-Cookie': openedCookie(opened.value, request.baseUrl) })
    return step(request, returnTo, pending, wordsOfRefusal(opened.error, language), null, 401)
  }

  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path: '/signin',
      operationId: 'pages.sign_in',
      summary: 'Sign in',
      query: zPageQuery,
      handle: async request => {
        const returnTo = returnPath(request.query.return_to, HOME)
        const visitor = request.query.switch === undefined ? await deps.people.visitor(request.raw.headers) : null
        return visitor === null ? form(request, returnTo) : seeOther(returnTo)
      },
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path: '/signin',
      operationId: 'pages.sign_in_post',
      summary: 'Sign in',
      limit: 'strict',
      form: true,
      body: zBody,
      handle: async request => {
        const { body, language } = request
        const returnTo = returnPath(body.return_to, HOME)
        if (!tokens.check(request, body.csrf)) return form(request, returnTo, WORDS[language].stale, '', 403)
        if (body.ticket !== undefined) return secondStep(request, { ...body, ticket: body.ticket }, returnTo)
        const phone = (body.phone ?? '').replaceAll(/[\s-]/g, '').slice(0, 15)
        const begun = await beginPageSignIn(deps, { phone, password: body.password ?? '' }, aboutOf(request))
        if (!begun.ok) return form(request, returnTo, wordsOfRefusal(begun.error, language), phone, 401)
        if ('ticket' in begun.value) return step(request, returnTo, begun.value, null, null)
        return seeOther(returnTo, { 'Set-Cookie': openedCookie(begun.value, request.baseUrl) })
      },
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path: '/signout',
      operationId: 'pages.sign_out',
      summary: 'Sign out',
      form: true,
      body: z.object({ csrf: zField, side: z.enum(['holder', 'operator']).default('holder'), return_to: zReturn }),
      handle: async request => {
        const { side, csrf, return_to } = request.body
        const after = returnPath(return_to, side === 'holder' ? '/signin' : '/operator/signin')
        const visitor = await deps.people.visitor(request.raw.headers, side)
        if (visitor === null || !deps.people.checkCsrf(visitor, csrf)) return seeOther(after)
        await deps.people.signOut(visitor, request.command)
        return seeOther(after, { 'Set-Cookie': sessionCookie(side, '', 0, request.baseUrl) })
      },
    }),
  ]
}
