/** Pages on which people look after their security: /account/security and /operator/account. They work without a script. */
import { z } from 'zod'
import { formatId, parseId } from '../../../../../kernel/ids.ts'
import { type Html, page, seeOther } from '../../../../../platform/http/html.ts'
import { defineRoute, type RawReply, type Route } from '../../../../../platform/http/route.ts'
import { ROLES } from '../../../roles.ts'
import * as factors from '../../factors.ts'
import { maskPhone } from '../../one-time-codes.ts'
import { findOperator } from '../../operators.ts'
import { recentlyVerified, stepUp } from '../../sessions.ts'
import { factorsOf, recoveryCodesOf } from '../../store.ts'
import { holderCredential, sessionsOf } from '../../store-sessions.ts'
import type { Person, Visitor } from '../../types.ts'
import { stepUpBinding } from '../authentications.ts'
import type { PeopleRouteDeps } from '../routes.ts'
import { aboutOf } from '../schemas.ts'
import { accountView, codesView, totpView } from './account-views.ts'
import { PAGE, type PageRequest, withQuery, wordsOfRefusal, zField } from './parts.ts'
import { WORDS } from './words.ts'

type AccountSide = {
  readonly kind: Person['kind']
  readonly path: string
  readonly signIn: string
  readonly factor: string
  readonly passwordMin: number
}

const SIDES: readonly AccountSide[] = [
  { kind: 'holder', path: '/account/security', signIn: '/signin', factor: '/signin/factor', passwordMin: 8 },
  { kind: 'operator', path: '/operator/account', signIn: '/operator/signin', factor: '/operator/signin/factor', passwordMin: 12 },
]

const zAction = z.enum(['verify', 'totp', 'confirm', 'remove', 'recovery', 'end_session', 'end_others', 'password'])
const zBody = z.object({
  csrf: zField,
  action: zAction,
  factor: zField,
  session: zField,
  name: zField,
  code: zField,
  password: zField,
  secret: zField,
  uri: zField,
})

export const accountPages = (deps: PeopleRouteDeps): readonly Route[] => SIDES.flatMap(side => pagesOf(deps, side))

function pagesOf(deps: PeopleRouteDeps, side: AccountSide): readonly Route[] {
  const selfIn = (request: PageRequest, visitor: Visitor): factors.Self => ({
    ...aboutOf(request),
    person: visitor.person,
    sessionId: visitor.sessionId,
  })
  const shell = (request: PageRequest, body: Html, status = 200): RawReply =>
    page({
      status,
      title: WORDS[request.language].security.title,
      language: request.language,
      languageSwitch: side.path,
      width: 'wide',
      home: side.kind === 'holder' ? '/wallet' : side.path,
      headers: { 'Cache-Control': 'no-store' },
      body,
    })

  /** The name and the roles that the page shows of its owner. */
  async function whoIs(person: Person, language: 'en' | 'zh'): Promise<{ who: string; roles: string[] }> {
    if (person.kind === 'holder') return { who: maskPhone((await holderCredential(deps.db, person.id))?.phone ?? ''), roles: [] }
    const operator = await findOperator(deps, person.id)
    return { who: operator?.name[language] ?? '', roles: (operator?.roles ?? []).map(role => ROLES[role].name[language]) }
  }

  async function show(request: PageRequest, visitor: Visitor, said: { problem?: string; done?: boolean } = {}): Promise<RawReply> {
    const { person, sessionId } = visitor
    const [who, owned, recovery, sessions, recent] = await Promise.all([
      whoIs(person, request.language),
      factorsOf(deps.db, person),
      recoveryCodesOf(deps.db, person),
      sessionsOf(deps.db, person, deps.clock.now()),
      recentlyVerified(deps, sessionId),
    ])
    const body = accountView(request.language, {
      ...who,
      path: side.path,
      side: side.kind,
      csrf: visitor.csrf,
      factors: owned,
      recovery,
      sessions,
      currentId: sessionId,
      mayChange: recent.ok,
      passwordMin: side.passwordMin,
      timeZone: deps.timeZone,
      problem: said.problem ?? null,
      done: said.done === true,
    })
    return shell(request, body, said.problem === undefined ? 200 : 422)
  }

  async function verify(request: PageRequest, visitor: Visitor): Promise<RawReply> {
    const binding = stepUpBinding(visitor.sessionId, request.language)
    const challenge = await deps.db.transaction(async tx => deps.sca.begin(tx, { person: visitor.person, binding }))
    const id = formatId('sca', challenge.id)
    return seeOther(
      withQuery(side.factor, { challenge: id, return_to: withQuery(side.path, { authentication: id }), cancel_to: side.path }),
    )
  }

  async function act(request: PageRequest, visitor: Visitor, body: z.output<typeof zBody>): Promise<RawReply> {
    const self = selfIn(request, visitor)
    const { language } = request
    const done = (): RawReply => seeOther(`${side.path}?done=1`)
    const after = (outcome: { ok: true } | { ok: false; error: Parameters<typeof wordsOfRefusal>[0] }): RawReply | Promise<RawReply> =>
      outcome.ok ? done() : show(request, visitor, { problem: wordsOfRefusal(outcome.error, language) })
    switch (body.action) {
      case 'verify':
        return verify(request, visitor)
      case 'totp': {
        const enrolment = await factors.enrolTotp(deps, self, body.name?.trim().slice(0, 60) || WORDS[language].security.totp)
        if (!enrolment.ok) return after(enrolment)
        return shell(request, totpView(language, { path: side.path, csrf: visitor.csrf, enrolment: enrolment.value, problem: null }))
      }
      case 'confirm': {
        const id = parseId('fct', body.factor ?? '')
        if (id === null) return show(request, visitor, { problem: WORDS[language].stale })
        const confirmed = await factors.confirmFactor(deps, self, id, body.code ?? '')
        if (confirmed.ok || confirmed.error.code !== 'factor_wrong') return after(confirmed)
        const enrolment = { id, secret: body.secret ?? '', uri: body.uri?.startsWith('otpauth://') === true ? body.uri : '#' }
        const view = totpView(language, {
          path: side.path,
          csrf: visitor.csrf,
          enrolment,
          problem: wordsOfRefusal(confirmed.error, language),
        })
        return shell(request, view, 422)
      }
      case 'remove': {
        const id = parseId('fct', body.factor ?? '')
        return id === null ? show(request, visitor, { problem: WORDS[language].stale }) : after(await factors.removeFactor(deps, self, id))
      }
      case 'recovery': {
        const codes = await factors.renewRecoveryCodes(deps, self)
        return codes.ok ? shell(request, codesView(language, side.path, codes.value)) : after(codes)
      }
      case 'end_session': {
        const id = parseId('ses', body.session ?? '')
        if (id !== null) await factors.endOwnSessions(deps, self, [id])
        return done()
      }
      case 'end_others':
        await factors.endOwnSessions(deps, self, null)
        return done()
      case 'password': {
        const password = body.password ?? ''
        if (password.length < side.passwordMin || password.length > 200)
          return show(request, visitor, { problem: WORDS[language].security.newPassword(side.passwordMin) })
        return after(await factors.changePassword(deps, self, password))
      }
    }
  }

  return [
    defineRoute({
      ...PAGE,
      method: 'GET',
      path: side.path,
      operationId: `pages.${side.kind}_account`,
      summary: 'Factors, recovery codes and sessions',
      query: z.object({ done: zField, authentication: zField }),
      handle: async request => {
        const visitor = await deps.people.visitor(request.raw.headers, side.kind)
        if (visitor === null) return seeOther(withQuery(side.signIn, { return_to: side.path }))
        const id = parseId('sca', request.query.authentication ?? '')
        if (id === null) return show(request, visitor, { done: request.query.done !== undefined })
        // Back from showing two factors for exactly this session: it is used up, so a reload finds it used and changes nothing.
        await stepUp(deps, visitor.person, visitor.sessionId, id, request.command)
        return seeOther(side.path)
      },
    }),
    defineRoute({
      ...PAGE,
      method: 'POST',
      path: side.path,
      operationId: `pages.${side.kind}_account_post`,
      summary: 'Change factors, recovery codes and sessions',
      form: true,
      body: zBody,
      handle: async request => {
        const visitor = await deps.people.visitor(request.raw.headers, side.kind)
        if (visitor === null) return seeOther(withQuery(side.signIn, { return_to: side.path }))
        if (!deps.people.checkCsrf(visitor, request.body.csrf)) return show(request, visitor, { problem: WORDS[request.language].stale })
        return act(request, visitor, request.body)
      },
    }),
  ]
}
