/** The page on which a person approves something by two kinds of factor: it shows what is approved, and takes them one by one. */
import { z } from 'zod'
import { type Id, parseId } from '../../../../../kernel/ids.ts'
import { type Html, html, page, seeOther } from '../../../../../platform/http/html.ts'
import { defineRoute, type Language, type RawReply, type Route } from '../../../../../platform/http/route.ts'
import type { ScaChallenge, ScaMethod, ScaProof } from '../../../sca/types.ts'
import type { Person, Visitor } from '../../types.ts'
import { scaAboutOf } from '../authentications.ts'
import type { PeopleRouteDeps } from '../routes.ts'
import { amountText } from '../schemas.ts'
import {
  field,
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
  zReturn,
} from './parts.ts'
import { WORDS } from './words.ts'

export type FactorPageProps = {
  /** The page's own path, for its forms. */
  readonly action: string
  readonly apiBase: '/v1/wallet' | '/v1/operator'
  readonly id: string
  readonly challenge: ScaChallenge
  readonly offered: readonly ScaMethod[]
  readonly csrf: string
  readonly returnTo: string
  readonly cancelTo: string | null
  readonly problem: string | null
  readonly sentTo: string | null
  readonly over: boolean
}

const shownAlready = (challenge: ScaChallenge, method: ScaMethod): boolean => challenge.factors.some(factor => factor.method === method)

function approvedHtml(language: Language, challenge: ScaChallenge): Html {
  const { amount, currency, payee, text } = challenge.binding
  const words = WORDS[language].factor
  return html`<section class="section" id="approved" aria-labelledby="approved-title"><h2 id="approved-title">${words.lead}</h2>
${
  amount !== undefined &&
  currency !== undefined &&
  html`<div class="amount-to"><p class="hint">${words.amount}</p><p class="amount" id="amount">${amountText(amount, currency)}</p>${
    payee !== undefined && html`<p class="hint">${words.payee}</p><strong id="payee">${payee}</strong>`
  }</div>`
}
<p id="approved-text">${text}</p></section>`
}

/** The page's body. Stable ids: `amount`, `payee`, `approved-text`, `password`, `send-code`, `code`, `confirm`, `passkey`, `cancel`. */
export function factorView(language: Language, props: FactorPageProps): Html {
  const words = WORDS[language].factor
  const { challenge, offered, csrf, returnTo, cancelTo } = props
  const fields = { csrf, challenge: props.id, return_to: returnTo, cancel_to: cancelTo ?? undefined }
  const code = offered.includes('totp') ? 'totp' : offered.includes('sms') ? 'sms' : null
  const needsPassword = !shownAlready(challenge, 'password')
  const needsCode = code !== null && !shownAlready(challenge, code)
  const proven = [...new Set(challenge.factors.map(factor => words.methods[factor.method]))]
  const cancel =
    cancelTo !== null && html`<a class="button quiet" id="cancel" href="${cancelTo}">${props.over ? words.back : words.cancel}</a>`
  const steps = html`${proven.length > 0 && html`<p class="hint" id="shown">${words.shown} ${proven.join(language === 'zh' ? '、' : ', ')}</p>`}
${
  offered.includes('passkey') &&
  passkeyButton(
    words.passkey,
    {
      kind: 'prove',
      begin: `${props.apiBase}/authentications/${props.id}/passkey_options`,
      finish: `${props.apiBase}/authentications/${props.id}/proofs`,
      next: returnTo,
    },
    'primary',
  )
}
${
  code === 'sms' &&
  needsCode &&
  html`<form id="send-form" method="post" action="${props.action}">${hidden({ ...fields, action: 'sms' })}<button class="button secondary" id="send-code" type="submit">${words.send}</button></form>`
}
${props.sentTo !== null && html`<p class="notice info" id="sent" role="status">${words.sent(props.sentTo)}</p>`}
<form class="form" id="factor-form" method="post" action="${props.action}">${hidden({ ...fields, type: code ?? undefined })}
${needsPassword && field({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password', invalid: props.problem !== null })}
${
  needsCode &&
  field({
    name: 'code',
    label: words.code[code],
    autocomplete: 'one-time-code',
    numeric: true,
    maxLength: 12,
    invalid: props.problem !== null,
  })
}
<div class="actions"><button class="button primary" id="confirm" type="submit">${words.confirm}</button>${cancel}</div></form>
${passkeyScript}`
  return html`<div class="card"><div class="stack"><h1 id="title">${words.title}</h1></div>
${approvedHtml(language, challenge)}
${notice(language, props.over ? words.over : props.problem)}
${props.over ? html`<div class="actions">${cancel}</div>` : steps}</div>`
}

type Found = { readonly visitor: Visitor; readonly id: Id<'sca'>; readonly challenge: ScaChallenge }

const zQuery = z.object({ challenge: zField, return_to: zReturn, cancel_to: zReturn })
const zBody = zQuery.extend({ csrf: zField, action: zField, type: z.enum(['totp', 'sms']).optional(), password: zField, code: zField })

type SideOfPages = {
  readonly kind: Person['kind']
  readonly path: string
  readonly apiBase: FactorPageProps['apiBase']
  readonly signIn: string
  readonly home: string
}

const SIDES_OF_PAGES: readonly SideOfPages[] = [
  { kind: 'holder', path: '/signin/factor', apiBase: '/v1/wallet', signIn: '/signin', home: '/wallet' },
  { kind: 'operator', path: '/operator/signin/factor', apiBase: '/v1/operator', signIn: '/operator/signin', home: '/operator/account' },
]

export const factorPages = (deps: PeopleRouteDeps): readonly Route[] => SIDES_OF_PAGES.flatMap(side => pagesOf(deps, side))

function pagesOf(deps: PeopleRouteDeps, side: SideOfPages): readonly Route[] {
  const { sca } = deps
  const pathOf = (query: z.output<typeof zQuery>): string =>
    withQuery(side.path, { challenge: query.challenge, return_to: query.return_to, cancel_to: query.cancel_to })

  async function find(request: PageRequest, query: z.output<typeof zQuery>): Promise<Found | RawReply> {
    const visitor = await deps.people.visitor(request.raw.headers, side.kind)
    if (visitor === null) return seeOther(withQuery(side.signIn, { return_to: pathOf(query) }))
    const id = parseId('sca', query.challenge ?? '')
    const challenge = id === null ? null : await sca.find(id, visitor.person)
    if (id === null || challenge === null) return unknown(request, query)
    return { visitor, id, challenge }
  }

  /** Nothing to approve: not known, or another person's. */
  function unknown(request: PageRequest, query: z.output<typeof zQuery>): RawReply {
    const words = WORDS[request.language].factor
    const back = returnPath(query.cancel_to, side.home)
    return page({
      status: 404,
      title: words.title,
      language: request.language,
      languageSwitch: null,
      body: html`<div class="card"><h1 id="title">${words.title}</h1>${notice(request.language, words.over)}<div class="actions"><a class="button secondary" id="cancel" href="${back}">${words.back}</a></div></div>`,
    })
  }

  async function show(
    request: PageRequest,
    query: z.output<typeof zQuery>,
    found: Found,
    said: { readonly problem?: string; readonly sentTo?: string } = {},
  ): Promise<RawReply> {
    const challenge = (await sca.find(found.id, found.visitor.person)) ?? found.challenge
    const offered = await sca.offered(found.visitor.person)
    const over = challenge.usedAt !== null || challenge.expiresAt.getTime() <= deps.clock.now().getTime()
    const returnTo = returnPath(query.return_to, side.home)
    return page({
      status: over ? 410 : said.problem === undefined ? 200 : 422,
      title: WORDS[request.language].factor.title,
      language: request.language,
      languageSwitch: pathOf(query),
      formsMayLeave: returnTo.startsWith('/authorise/'),
      headers: { 'Cache-Control': 'no-store' },
      body: factorView(request.language, {
        action: side.path,
        apiBase: side.apiBase,
        id: query.challenge ?? '',
        challenge,
        offered,
        csrf: found.visitor.csrf,
        returnTo,
        cancelTo: query.cancel_to === undefined ? null : returnPath(query.cancel_to, side.home),
        problem: said.problem ?? null,
        sentTo: said.sentTo ?? null,
        over,
      }),
    })
  }

  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path: side.path,
      operationId: `pages.${side.kind}_factor`,
      summary: 'Show factors for what is approved',
      query: zQuery,
      handle: async request => {
        const found = await find(request, request.query)
        if (!('visitor' in found)) return found
        if (found.challenge.completedAt !== null && found.challenge.usedAt === null)
          return seeOther(returnPath(request.query.return_to, side.home))
        return show(request, request.query, found)
      },
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path: side.path,
      operationId: `pages.${side.kind}_factor_post`,
      summary: 'Show a factor',
      limit: 'strict',
      form: true,
      body: zBody,
      handle: async request => {
        const { body, language } = request
        const found = await find(request, body)
        if (!('visitor' in found)) return found
        const { visitor, id } = found
        if (!deps.people.checkCsrf(visitor, body.csrf)) return show(request, body, found, { problem: WORDS[language].stale })
        if (body.action === 'sms') {
          const sent = await sca.sendSms(id, visitor.person, language)
          return show(
            request,
            body,
            found,
            sent.ok ? { sentTo: sent.value.phoneMasked } : { problem: wordsOfRefusal(sent.error, language) },
          )
        }
        let complete = found.challenge.completedAt !== null
        for (const proof of proofsOf(body)) {
          const proven = await sca.prove(id, visitor.person, proof, scaAboutOf(request))
          if (!proven.ok) return show(request, body, found, { problem: wordsOfRefusal(proven.error, language) })
          complete = proven.value.complete
        }
        return complete ? seeOther(returnPath(body.return_to, side.home)) : show(request, body, found)
      },
    }),
  ]
}

/** What the form brought, in the order in which it asks. */
function proofsOf(body: z.output<typeof zBody>): ScaProof[] {
  const { password, code, type } = body
  return [
    ...(password === undefined || password === '' ? [] : [{ kind: 'password' as const, password }]),
    ...(code === undefined || code === '' || type === undefined ? [] : [{ kind: type, code }]),
  ]
}
