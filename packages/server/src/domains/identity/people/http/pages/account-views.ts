/** What a person sees of their own security: factors, recovery codes, sessions. Pure: facts to HTML. */

import { formatId } from '../../../../../kernel/ids.ts'
import { type Html, html } from '../../../../../platform/http/html.ts'
import type { Language } from '../../../../../platform/http/route.ts'
import type { TotpEnrolment } from '../../totp.ts'
import type { Factor, PersonSession, RecoveryCodes } from '../../types.ts'
import { field, hidden, notice, passkeyButton, passkeyScript } from './parts.ts'
import { WORDS } from './words.ts'

export type AccountProps = {
  readonly path: string
  readonly side: 'holder' | 'operator'
  readonly csrf: string
  readonly who: string
  readonly roles: readonly string[]
  readonly factors: readonly Factor[]
  readonly recovery: RecoveryCodes
  readonly sessions: readonly PersonSession[]
  readonly currentId: string
  /** Two kinds of factor were shown lately: changes are offered. */
  readonly mayChange: boolean
  readonly passwordMin: number
  /** IANA name. */
  readonly timeZone: string
  readonly problem: string | null
  readonly done: boolean
}

type Button = { readonly id: string; readonly text: string; readonly look?: 'primary' | 'secondary' }

const act = (props: AccountProps, fields: Readonly<Record<string, string>>, button: Button): Html =>
  html`<form method="post" action="${props.path}">${hidden({ csrf: props.csrf, ...fields })}<button class="button small ${button.look ?? 'secondary'}" id="${button.id}" type="submit">${button.text}</button></form>`

const time = (language: Language, timeZone: string, at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at)}</time>`

const BROWSERS = [
  ['WeChat', /MicroMessenger\//],
  ['Edge', /Edg\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrome\//],
  ['Safari', /Safari\//],
] as const
const SYSTEMS = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const

/** What people call their browser: `Chrome · Linux`; what says neither is shown as it says it, cut. */
export function browserOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '') return null
  const known = [BROWSERS, SYSTEMS].flatMap(list => list.find(([, mark]) => mark.test(userAgent))?.[0] ?? [])
  return known.length === 0 ? userAgent.slice(0, 40) : known.join(' · ')
}

function factorsHtml(language: Language, props: AccountProps): Html {
  const words = WORDS[language].security
  const row = (factor: Factor): Html => {
    const id = formatId('fct', factor.id)
    const kind = factor.kind === 'totp' ? words.totp : words.passkeyKind
    return html`<li class="row" id="factor-${id}"><span class="row-words"><strong>${factor.name}</strong><span class="hint">${kind}${
      factor.confirmedAt === null && html` · ${words.waiting}`
    } · ${time(language, props.timeZone, factor.createdAt)}</span></span>${
      props.mayChange && act(props, { action: 'remove', factor: id }, { id: `remove-${id}`, text: words.remove })
    }</li>`
  }
  const api = props.side === 'holder' ? '/v1/wallet' : '/v1/operator'
  const add = html`<form class="form" id="totp-form" method="post" action="${props.path}">${hidden({ csrf: props.csrf, action: 'totp' })}
${field({ name: 'name', label: words.name, autocomplete: 'off', value: words.totp, maxLength: 60 })}
<div class="actions"><button class="button secondary" id="add-totp" type="submit">${words.addTotp}</button></div></form>
${passkeyButton(words.addPasskey, {
  kind: 'register',
  begin: `${api}/factors/passkey/options`,
  finish: `${api}/factors/passkey`,
  next: `${props.path}?done=1`,
})}${passkeyScript}`
  return html`<section class="section" id="factors" aria-labelledby="factors-title"><h2 id="factors-title">${words.factors}</h2>
${props.factors.length === 0 ? html`<p class="hint" id="no-factors">${words.none}</p>` : html`<ul class="rows">${props.factors.map(row)}</ul>`}
${props.mayChange && add}</section>`
}

function sessionsHtml(language: Language, props: AccountProps): Html {
  const words = WORDS[language].security
  const row = (session: PersonSession): Html => {
    const id = formatId('ses', session.id)
    const isHere = session.id === props.currentId
    return html`<li class="row" id="session-${id}"><span class="row-words"><strong>${browserOf(session.userAgent) ?? WORDS[language].unknownBrowser}</strong><span class="hint">${
      session.address !== null && `${session.address} · `
    }${time(language, props.timeZone, session.createdAt)} · ${words.expires} ${time(language, props.timeZone, session.expiresAt)}${isHere && html` · ${words.here}`}</span></span>${
      !isHere && act(props, { action: 'end_session', session: id }, { id: `end-${id}`, text: words.endSession })
    }</li>`
  }
  return html`<section class="section" id="sessions" aria-labelledby="sessions-title"><h2 id="sessions-title">${words.sessions}</h2>
<ul class="rows">${props.sessions.map(row)}</ul>
${props.sessions.length > 1 && act(props, { action: 'end_others' }, { id: 'end-others', text: words.endOthers })}</section>`
}

export function accountView(language: Language, props: AccountProps): Html {
  const words = WORDS[language].security
  const verify = html`<section class="section" id="verify-section" aria-labelledby="verify-title"><h2 id="verify-title">${words.verifyTitle}</h2><p class="hint">${words.verifyLead}</p>
<div class="actions">${act(props, { action: 'verify' }, { id: 'verify', text: words.verify, look: 'primary' })}</div></section>`
  const password = html`<section class="section" id="password-section" aria-labelledby="password-title"><h2 id="password-title">${words.password}</h2>
<form class="form" id="password-form" method="post" action="${props.path}">${hidden({ csrf: props.csrf, action: 'password' })}
${field({ name: 'password', label: words.newPassword(props.passwordMin), type: 'password', autocomplete: 'new-password', minLength: props.passwordMin })}
<div class="actions"><button class="button secondary" id="change-password" type="submit">${words.change}</button></div></form></section>`
  return html`<div class="card"><div class="stack"><h1 id="title">${props.side === 'holder' ? words.title : words.consoleTitle}</h1><p class="lead" id="signed-in-as">${props.who}</p>${
    props.roles.length > 0 && html`<p class="hint" id="roles">${words.roles}: ${props.roles.join(', ')}</p>`
  }</div>
${notice(language, props.problem)}
${props.done && html`<p class="notice info" id="done" role="status">${words.done}</p>`}
${!props.mayChange && verify}
${factorsHtml(language, props)}
<section class="section" id="recovery" aria-labelledby="recovery-title"><h2 id="recovery-title">${words.recovery}</h2><p class="hint" id="recovery-left">${words.left(props.recovery.remaining)}</p>
${props.mayChange && act(props, { action: 'recovery' }, { id: 'new-codes', text: words.newCodes })}</section>
${sessionsHtml(language, props)}
${props.mayChange && password}
<form class="section" id="sign-out-form" method="post" action="/signout">${hidden({ csrf: props.csrf, side: props.side })}<button class="button secondary" id="sign-out" type="submit">${words.signOut}</button></form></div>`
}

/** The secret of an app, to be typed or opened, and the field for its first code. */
export function totpView(
  language: Language,
  props: {
    readonly path: string
    readonly csrf: string
    readonly enrolment: Pick<TotpEnrolment, 'id' | 'secret' | 'uri'>
    readonly problem: string | null
  },
): Html {
  const words = WORDS[language]
  const { id, secret, uri } = props.enrolment
  return html`<div class="card"><div class="stack"><h1 id="title">${words.security.confirmTitle}</h1><p class="lead">${words.security.confirmLead}</p></div>
${notice(language, props.problem)}
<dl class="facts"><div><dt>${words.enrol.key}</dt><dd><code id="secret">${secret}</code></dd></div></dl>
<p><a id="otpauth" href="${uri}">${words.enrol.link}</a></p>
<form class="form" id="confirm-form" method="post" action="${props.path}">${hidden({ csrf: props.csrf, action: 'confirm', factor: formatId('fct', id), secret, uri })}
${field({ name: 'code', label: words.code, autocomplete: 'one-time-code', numeric: true, maxLength: 12, invalid: props.problem !== null })}
<div class="actions"><button class="button primary" id="confirm" type="submit">${words.security.confirm}</button><a class="button quiet" id="cancel" href="${props.path}">${words.factor.cancel}</a></div></form></div>`
}

export const codesView = (language: Language, path: string, codes: readonly string[]): Html =>
  html`<div class="card"><div class="stack"><h1 id="title">${WORDS[language].security.codesTitle}</h1><p class="lead">${WORDS[language].security.codesLead}</p></div>
<ol id="codes">${codes.map(code => html`<li><code>${code}</code></li>`)}</ol>
<div class="actions"><a class="button primary" id="back" href="${path}">${WORDS[language].factor.back}</a></div></div>`
