/**
 * The routes of the consent dashboard: every consent and mandate of whoever is signed in, its detail, its receipt, its end. Somebody
 * else's consent is answered like none.
 */
import { z } from 'zod'
import { type Id, parseId } from '../../../kernel/ids.ts'
import { type Html, html, page, seeOther } from '../../../platform/http/html.ts'
import { defineRoute, type Language, type RawReply, type Route } from '../../../platform/http/route.ts'
import { KIND_WORDS, receiptJson, receiptText } from '../../consents/consents.ts'
import type { Consent, ConsentId } from '../../consents/types.ts'
import { askerOf, payeeIdOf } from '../pages/asked.ts'
import type { LocalName, PagesDeps, ThirdPartyFacts, Visitor } from '../pages/types.ts'
import { wordsIn } from '../pages/words.ts'
import { accountKey, detailOf, effectsOf, isCurrent, type Names, type Reading, rowOf } from './present.ts'
import { detailView, notFoundView, overviewView, revokeView } from './views.ts'

type DashboardDeps = Pick<PagesDeps, 'timeZone' | 'people' | 'consents' | 'bank' | 'names'>

const PAGE_ROWS = 50

const parseConsentId = (text: string): ConsentId | null => parseId('cns', text) ?? parseId('mdt', text) ?? parseId('card', text)

type Asking = {
  readonly language: Language
  readonly header: (name: string) => string | undefined
}

export function consentPages(deps: DashboardDeps): Route[] {
  const shared = { tag: 'pages', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const
  const params = z.object({ id: z.string().max(200) })
  const readingOf = (language: Language): Reading => ({ language, timeZone: deps.timeZone })

  const show = (
    language: Language,
    path: string,
    title: string,
    body: Html,
    { status = 200, width = 'wide' }: { readonly status?: number; readonly width?: 'wide' | 'narrow' } = {},
  ): RawReply => {
    const d = wordsIn(language).dashboard
    const actions = html`<a id="security" href="/account/security">${d.security}</a><a id="wallet" href="/wallet">${d.wallet}</a>`
    return page({ status, title, language, languageSwitch: path, width, home: '/wallet', actions, body })
  }

  const missing = (language: Language): RawReply => {
    const w = wordsIn(language)
    return show(language, '/consents', w.dashboard.notFoundTitle, notFoundView(w), { status: 404, width: 'narrow' })
  }

  const signIn = (path: string): RawReply => seeOther(`/signin?return_to=${encodeURIComponent(path)}`)

  /** The consent with this public id, if it is the visitor's own. */
  async function own(visitor: Visitor, publicId: string): Promise<Consent | null> {
    const id = parseConsentId(publicId)
    const consent = id === null ? null : await deps.consents.find(id)
    return consent !== null && consent.holderId === visitor.holderId && consent.publicId === publicId ? consent : null
  }

  async function namesOf(consents: readonly Consent[], holderId: Id<'hld'>, language: Language): Promise<(consent: Consent) => Names> {
    const thirdParties = new Map<Id<'tpp'>, Promise<ThirdPartyFacts | null>>()
    const merchants = new Map<Id<'mer'>, Promise<LocalName | null>>()
    const remember = <K, V>(known: Map<K, Promise<V>>, key: K, look: (key: K) => Promise<V>): void => {
      if (!known.has(key)) known.set(key, look(key))
    }
    for (const consent of consents) {
      const { grantee } = consent
      if (grantee.kind === 'third_party') remember(thirdParties, grantee.id, deps.names.thirdParty)
      if (grantee.kind === 'merchant') remember(merchants, grantee.id, deps.names.merchantName)
      const payee = payeeIdOf(consent)
      if (payee !== null) remember(merchants, payee, deps.names.merchantName)
    }
    const needsAccounts = consents.some(consent => consent.accounts.length > 0)
    const needsCards = consents.some(consent => consent.cardId !== null)
    const [accounts, cards, facts, shops] = await Promise.all([
      needsAccounts ? deps.bank.accountsOf(holderId) : [],
      needsCards ? Promise.all([...new Set(consents.flatMap(({ cardId }) => cardId ?? []))].map(id => deps.consents.find(id))) : [],
      settled(thirdParties),
      settled(merchants),
    ])
    const labels = new Map(
      accounts.map(account => [
        accountKey(account.id),
        `${account.bank[language]} · ${account.nickname ?? account.description} · ${account.masked}`,
      ]),
    )
    return consent => {
      const { grantee } = consent
      const payeeId = payeeIdOf(consent)
      const payee = payeeId === null ? null : (shops.get(payeeId)?.[language] ?? null)
      const card = cards.find(each => each?.id === (consent.cardId as ConsentId | null))?.card ?? null
      const common = { payee, accounts: labels, card }
      if (grantee.kind === 'institution') return { ...common, party: wordsIn(language).dashboard.institution, contact: null }
      if (grantee.kind === 'merchant') return { ...common, party: shops.get(grantee.id)?.[language] ?? consent.publicId, contact: null }
      const found = facts.get(grantee.id)
      if (found === undefined || found === null) return { ...common, party: consent.publicId, contact: null }
      const { name, company, contact, website } = askerOf(found, language)
      return {
        ...common,
        party: name,
        contact: [company, contact, website].filter(way => way !== null).join(language === 'zh' ? '，' : ', '),
      }
    }
  }

  /** Answers with a page of the visitor's own consent, or with what there is instead. */
  async function withOwn(
    request: Asking & { readonly params: { readonly id: string } },
    path: string,
    answer: (consent: Consent, visitor: Visitor, names: Names) => Promise<RawReply> | RawReply,
  ): Promise<RawReply> {
    const visitor = await deps.people.visitor(request.header('cookie'))
    if (visitor === null) return signIn(path)
    const consent = await own(visitor, request.params.id)
    if (consent === null) return missing(request.language)
    const names = (await namesOf([consent], visitor.holderId, request.language))(consent)
    return answer(consent, visitor, names)
  }

  const pathOf = (id: string): string => `/consents/${encodeURIComponent(id)}`

  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/consents',
      operationId: 'pages.consents',
      summary: 'Every consent and mandate of the person',
      query: z.object({ after: z.string().max(60).optional().catch(undefined) }),
      async handle(request) {
        const { language, query } = request
        const path = query.after === undefined ? '/consents' : `/consents?after=${encodeURIComponent(query.after)}`
        const visitor = await deps.people.visitor(request.header('cookie'))
        if (visitor === null) return signIn(path)
        const after = query.after === undefined ? null : parseConsentId(query.after)
        const found = await deps.consents.ofHolder(visitor.holderId, { after, before: null, limit: PAGE_ROWS + 1 })
        const consents = found.slice(0, PAGE_ROWS)
        const [names, used] = await Promise.all([
          namesOf(consents, visitor.holderId, language),
          deps.consents.lastUsedOf(consents.filter(isCurrent).map(consent => consent.id)),
        ])
        const rows = consents.map(consent => ({
          row: rowOf(consent, names(consent), used.get(consent.id) ?? null, readingOf(language)),
          current: isCurrent(consent),
        }))
        const last = consents.at(-1)
        const w = wordsIn(language)
        const body = overviewView(w, {
          active: rows.filter(({ current }) => current).map(({ row }) => row),
          ended: rows.filter(({ current }) => !current).map(({ row }) => row),
          more: found.length > PAGE_ROWS && last !== undefined ? `/consents?after=${last.publicId}` : null,
          notice: null,
        })
        return show(language, path, w.dashboard.title, body)
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/consents/:id',
      operationId: 'pages.consent',
      summary: 'One consent: what it allows, its limits, use, history and receipt',
      params,
      query: z.object({ ended: z.string().optional().catch(undefined) }),
      handle: request =>
        withOwn(request, pathOf(request.params.id), async (consent, _visitor, names) => {
          const { language } = request
          const [usage, history, receipts] = await Promise.all([
            deps.consents.usage(consent.id),
            deps.consents.historyOf(consent.id),
            deps.consents.receiptsOf(consent.id),
          ])
          const w = wordsIn(language)
          const notice = request.query.ended !== undefined && !isCurrent(consent) ? w.dashboard.endedNotice(names.party) : null
          const props = { ...detailOf(consent, names, { usage, history, receipts }, readingOf(language)), notice }
          return show(language, pathOf(consent.publicId), names.party, detailView(w, props))
        }),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/consents/:id/revoke',
      operationId: 'pages.consent_revoke_ask',
      summary: 'Asks whether to end a consent, and says what happens then',
      params,
      handle: request =>
        withOwn(request, `${pathOf(request.params.id)}/revoke`, (consent, visitor, names) => {
          const { language } = request
          if (!isCurrent(consent)) return seeOther(pathOf(consent.publicId))
          const w = wordsIn(language)
          const body = revokeView(w, {
            id: consent.publicId,
            party: names.party,
            kind: KIND_WORDS[consent.kind].title[language],
            effects: effectsOf(consent, names.party, language),
            csrf: visitor.csrf,
          })
          return show(language, `${pathOf(consent.publicId)}/revoke`, w.dashboard.endTitle(names.party), body, { width: 'narrow' })
        }),
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/consents/:id/revoke',
      operationId: 'pages.consent_revoke',
      summary: 'Ends a consent',
      params,
      form: true,
      body: z.object({ csrf: z.string().catch('') }),
      handle: request =>
        withOwn(request, `${pathOf(request.params.id)}/revoke`, async (consent, visitor) => {
          const path = pathOf(consent.publicId)
          if (!deps.people.checkCsrf(visitor, request.body.csrf)) return seeOther(`${path}/revoke`)
          const { holderId, sessionId } = visitor
          const principal = { kind: 'holder', holderId, sessionId } as const
          // A second click finds it ended already and shows the same page.
          await deps.consents.revoke({ publicId: consent.publicId, consentId: consent.id, holderId }, { ...request.command, principal })
          return seeOther(`${path}?ended=1`)
        }),
    }),
    ...(['json', 'txt'] as const).map(format =>
      defineRoute({
        ...shared,
        method: 'GET',
        path: `/consents/:id/receipt.${format}`,
        operationId: `pages.consent_receipt_${format}`,
        summary: 'The receipt to keep: every time that the person said yes, newest first',
        params,
        handle: request =>
          withOwn(request, `${pathOf(request.params.id)}/receipt.${format}`, async consent => {
            const receipts = await deps.consents.receiptsOf(consent.id)
            if (receipts.length === 0) return missing(request.language)
            const body =
              format === 'json'
                ? `${JSON.stringify({ object: 'list', data: receipts.map(receipt => receiptJson(receipt, consent)) }, null, 2)}\n`
                : receipts.map(receipt => receiptText(receipt, consent)).join('\n\n')
            return {
              kind: 'raw',
              status: 200,
              contentType: format === 'json' ? 'application/json' : 'text/plain; charset=utf-8',
              body,
              headers: { 'Content-Disposition': `attachment; filename="${consent.publicId}-receipt.${format}"` },
            }
          }),
      }),
    ),
  ]
}

/** The values of promises by key. */
async function settled<K, V>(pending: ReadonlyMap<K, Promise<V>>): Promise<Map<K, V>> {
  const entries = await Promise.all([...pending].map(async ([key, value]) => [key, await value] as const))
  return new Map(entries)
}
