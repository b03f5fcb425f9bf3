/**
 * The routes of the authorisation journey. A browser arrives at /authorise/:uid from the authorization endpoint; every answer is a page
 * that works without JavaScript, or a redirect (303).
 */
import { z } from 'zod'
import { parseId } from '../../../kernel/ids.ts'
import { type Html, page, seeOther } from '../../../platform/http/html.ts'
import { defineRoute, type RawReply, type Route, type RouteRequest } from '../../../platform/http/route.ts'
import { chosenOf } from './accounts.ts'
import { beginFactor, deny, draftOf, finish, type Open, pathOf, type Standing, standingOf, type Visit } from './journey.ts'
import { arrivingView, cancelView, chooseView, type End, endView, type Place, reviewView } from './journey-views.ts'
import { fingerprintOf } from './sheet.ts'
import type { AccountLabel } from './sheets.ts'
import type { PagesDeps } from './types.ts'
import { wordsIn } from './words.ts'

/** Whatever is no request of ours is answered with a page that says so. */
const zUid = z.object({ uid: z.string().max(200) })
const zAccount = z.string().regex(/^bac_[0-9a-z]{26}$/)
/** One account arrives as text, several as a list. */
const zAccounts = z
  .union([zAccount, z.array(zAccount).max(100)])
  .optional()
  .catch(undefined)
  .transform(value => (value === undefined ? [] : typeof value === 'string' ? [value] : value))

/** What a form or an address should bring; what else it brings is as good as nothing. */
const zFormField = z.string().max(4_000).catch('')

const STATUS: Readonly<Record<End['kind'], number>> = {
  unknown: 404,
  decided: 409,
  expired: 410,
  withdrawn: 410,
  suspended: 403,
  others: 403,
  unsuitable: 422,
}

type Request = Pick<RouteRequest<{ readonly uid: string }, unknown, unknown>, 'params' | 'language' | 'header' | 'requestId'>

export function authorisationPages(deps: PagesDeps): Route[] {
  const shared = {
    tag: 'pages',
    access: 'public',
    hidden: true,
    refusals: [],
    response: { status: 200, schema: null },
    params: zUid,
  } as const

  const visitOf = (request: Request): Visit => ({
    uid: request.params.uid,
    cookie: request.header('cookie'),
    language: request.language,
  })

  /** Every page of the journey may be the last before the third party's. */
  const show = (
    request: Request,
    title: string,
    body: Html,
    { status = 200, at = '' }: { readonly status?: number; readonly at?: string } = {},
  ): RawReply =>
    page({
      status,
      title,
      language: request.language,
      languageSwitch: pathOf(request.params.uid) + at,
      formsMayLeave: true,
      body,
    })

  /** What to answer when the request cannot be answered now. */
  function elsewhere(request: Request, standing: Exclude<Standing, Open>, here: boolean): RawReply {
    const w = wordsIn(request.language)
    const path = pathOf(request.params.uid)
    if (standing.kind === 'end') {
      const { end } = standing
      const titles: Readonly<Record<End['kind'], string>> = {
        unknown: w.ended.unknownTitle,
        decided: w.ended.decidedTitle,
        expired: w.ended.expiredTitle,
        withdrawn: w.ended.withdrawnTitle,
        suspended: w.ended.suspendedTitle,
        others: w.ended.othersTitle,
        unsuitable: w.ended.unsuitableTitle,
      }
      return show(request, titles[end.kind], endView(w, end), { status: STATUS[end.kind] })
    }
    if (here) return seeOther(`/signin?return_to=${encodeURIComponent(path)}`)
    const to = `${path}?here=1`
    return page({
      title: w.arriving.title,
      language: request.language,
      languageSwitch: null,
      body: arrivingView(w, to),
      refresh: { seconds: 0, to },
    })
  }

  const placeOf = (open: Open): Place => ({
    path: pathOf(open.interaction.uid),
    askerName: open.asker.name,
    csrf: open.visitor.csrf,
    holderName: open.holderName,
  })

  function choose(request: Request, open: Open, chosen: readonly string[], isWrong: boolean): RawReply {
    const w = wordsIn(request.language)
    const { many, choices } = open.candidates
    const { name, contact, website } = open.asker
    const title = many ? w.choose.titleData(name) : w.choose.titlePay
    const body = chooseView(w, {
      place: placeOf(open),
      title,
      lead: many ? w.choose.leadData(name) : w.choose.leadPay,
      many,
      accounts: choices,
      chosen,
      error: isWrong ? (many ? w.choose.missingData : w.choose.missingPay) : null,
      askerDetail: contact ?? website ?? '',
    })
    return show(request, title, body, { status: isWrong ? 422 : 200 })
  }

  const query = (accounts: readonly AccountLabel[], more: Readonly<Record<string, string>> = {}): string =>
    new URLSearchParams([...accounts.map((account): [string, string] => ['account', account.id]), ...Object.entries(more)]).toString()

  function review(request: Request, open: Open, accounts: readonly AccountLabel[], why: 'factor' | 'changed' | null): RawReply {
    const w = wordsIn(request.language)
    const draft = draftOf(deps, open, accounts, request.language)
    if (draft === null) return seeOther(pathOf(request.params.uid))
    const mayChange = open.candidates.only === null
    const { kind } = open.consent
    const body = reviewView(w, {
      place: placeOf(open),
      sheet: draft.sheet,
      accounts: accounts.map(account => account.id),
      mayChange,
      pays: kind === 'domestic_payment' || kind === 'vrp',
      notice: why === null ? null : why === 'factor' ? w.ended.factorMissing : w.ended.factorMismatch,
      steps: mayChange ? { at: 2, of: 3 } : { at: 1, of: 2 },
    })
    return show(request, draft.sheet.title, body, { at: `/review?${query(accounts)}` })
  }

  /** Back to the sheet, to be confirmed once more. */
  const again = (request: Request, accounts: readonly AccountLabel[], why: 'factor' | 'changed'): RawReply =>
    seeOther(`${pathOf(request.params.uid)}/review?${query(accounts, { why })}`)

  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/authorise/:uid',
      operationId: 'pages.authorise',
      summary: 'A third party’s request: accounts to choose from, or what is agreed to',
      query: z.object({ account: zAccounts, here: z.string().optional().catch(undefined) }),
      async handle(request) {
        const standing = await standingOf(deps, visitOf(request))
        if (standing.kind !== 'open') return elsewhere(request, standing, request.query.here !== undefined)
        const { only } = standing.candidates
        return only === null ? choose(request, standing, request.query.account, false) : review(request, standing, [only], null)
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/authorise/:uid/review',
      operationId: 'pages.authorise_review',
      summary: 'What is agreed to',
      query: z.object({ account: zAccounts, why: z.enum(['factor', 'changed']).optional().catch(undefined) }),
      async handle(request) {
        const standing = await standingOf(deps, visitOf(request))
        if (standing.kind !== 'open') return elsewhere(request, standing, true)
        const accounts = chosenOf(standing.candidates, request.query.account)
        if (accounts === null) return choose(request, standing, request.query.account, true)
        return review(request, standing, accounts, request.query.why ?? null)
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/authorise/:uid/confirm',
      operationId: 'pages.authorise_confirm',
      summary: 'Agrees; the second factor follows',
      form: true,
      body: z.object({ csrf: zFormField, accounts: zFormField, fingerprint: zFormField }),
      async handle(request) {
        const standing = await standingOf(deps, visitOf(request))
        if (standing.kind !== 'open') return elsewhere(request, standing, true)
        const { language, body } = request
        const path = pathOf(request.params.uid)
        const accounts = chosenOf(standing.candidates, body.accounts.split(' '))
        if (accounts === null || !deps.people.checkCsrf(standing.visitor, body.csrf)) return seeOther(path)
        const draft = draftOf(deps, standing, accounts, language)
        if (draft === null || fingerprintOf(draft.sheet) !== body.fingerprint) return again(request, accounts, 'changed')
        const challenge = await beginFactor(deps, standing.visitor, draft.binding)
        const returnTo = `${path}/finish?${query(accounts, { challenge, language })}`
        return seeOther(`/signin/factor?${new URLSearchParams({ challenge, return_to: returnTo, cancel_to: `${path}/cancel` }).toString()}`)
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/authorise/:uid/finish',
      operationId: 'pages.authorise_finish',
      summary: 'Back from the second factor: grants, and leads on to the third party',
      query: z.object({ account: zAccounts, challenge: zFormField, language: z.enum(['en', 'zh']).optional().catch(undefined) }),
      async handle(request) {
        const { challenge, language = request.language } = request.query
        const visit = { ...visitOf(request), language }
        const standing = await standingOf(deps, visit)
        if (standing.kind !== 'open') return elsewhere(request, standing, true)
        const accounts = chosenOf(standing.candidates, request.query.account)
        const challengeId = parseId('sca', challenge)
        if (accounts === null || challengeId === null) return seeOther(pathOf(visit.uid))
        const finished = await finish(deps, standing, { challengeId, accounts, language, requestId: request.requestId })
        if (finished.kind === 'done') return seeOther(finished.location)
        if (finished.kind === 'again') return again(request, accounts, finished.why)
        const now = await standingOf(deps, visit)
        return now.kind === 'open' ? again(request, accounts, 'factor') : elsewhere(request, now, true)
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/authorise/:uid/cancel',
      operationId: 'pages.authorise_cancel_ask',
      summary: 'Asks whether to cancel',
      async handle(request) {
        const standing = await standingOf(deps, visitOf(request))
        if (standing.kind === 'end') return elsewhere(request, standing, true)
        const w = wordsIn(request.language)
        const askerName = standing.kind === 'open' ? standing.asker.name : standing.askerName
        const csrf = standing.kind === 'open' ? standing.visitor.csrf : null
        return show(request, w.cancelPage.title, cancelView(w, { path: pathOf(request.params.uid), askerName, csrf }), { at: '/cancel' })
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/authorise/:uid/cancel',
      operationId: 'pages.authorise_cancel',
      summary: 'Cancels: back to the third party with access_denied and its state',
      form: true,
      body: z.object({ csrf: zFormField, why: zFormField }),
      async handle(request) {
        const location = await deny(deps, visitOf(request), { csrf: request.body.csrf, requestId: request.requestId })
        return location === null ? elsewhere(request, { kind: 'end', end: { kind: 'unknown' } }, true) : seeOther(location)
      },
    }),
  ]
}
