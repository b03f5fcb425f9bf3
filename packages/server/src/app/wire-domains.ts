/** The domains, from the ground up; news travels upward through the outbox and the sinks registered here. */
import { createApprovals } from '../domains/approvals/approvals.ts'
import { createClearing } from '../domains/clearing/clearing.ts'
import { createConsents } from '../domains/consents/consents.ts'
import { createIdentity, createSmsInbox } from '../domains/identity/identity.ts'
import { createLedger } from '../domains/ledger/ledger.ts'
import { createMerchants } from '../domains/merchants/merchants.ts'
import { createNotifications, createUrlCheck, createWebhookTransport, type Notifications } from '../domains/notifications/notifications.ts'
import { createPartners } from '../domains/partners/partners.ts'
import { createPageTokens, createPayments, createRouting } from '../domains/payments/payments.ts'
import { createPolicies } from '../domains/policies/policies.ts'
import { createReconciliation } from '../domains/reconciliation/reconciliation.ts'
import { createWallets } from '../domains/wallets/wallets.ts'
import { formatId, type Id, parseId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/outcome.ts'
import { certificateSourceOf } from '../platform/config.ts'
import { fill, titleOf, wordsOf } from '../platform/http/problems.ts'
import type { Language } from '../platform/http/route.ts'
import { createOutbox } from '../platform/outbox.ts'
import { type ConnectorOptions, HOUSE, wireConnectors } from './connectors.ts'
import { countOutcomes } from './count-outcomes.ts'
import { EVENT_CATALOGUE } from './events.ts'
import { wireOnboarding } from './wire-onboarding.ts'
import type { Platform } from './wire-platform.ts'

/** What the token of a consent must be good for. */
const SCOPE_OF_CONSENT: Readonly<Record<string, string | undefined>> = {
  account_access: 'accounts',
  funds_confirmation: 'fundsconfirmations',
  domestic_payment: 'payments',
  vrp: 'vrp',
}

export type Domains = ReturnType<typeof wireDomains>

export function wireDomains(platform: Platform, options: ConnectorOptions) {
  const { config, clock, timeZone, logger, db, commands, audit, problems, seal, keyFor, outgoing, publicUrl, onError } = platform
  let notifications: Notifications | null = null
  const outbox = createOutbox({ clock, wake: () => notifications?.wake() })
  const subscribe = (topic: string, heard: () => void): (() => void) => notifications?.subscribe(topic, heard) ?? (() => {})

  const policies = createPolicies({ db, clock, commands })
  const ledger = createLedger({ clock, timeZone })
  const merchants = createMerchants({ db, clock, commands, ledger, seal })
  const partners = createPartners({ db, clock, commands, merchants })
  const identity = createIdentity({
    db,
    clock,
    commands,
    audit,
    policies,
    mode: config.mode,
    merchantExists: async id => (await merchants.get(id)) !== null,
    presentHolder: async id => (await wallets.presentHolder(id)) ?? { id: formatId('hld', id), object: 'holder' },
    seal,
    key: keyFor('people'),
    timeZone,
    sms: config.mode === 'test' ? createSmsInbox({ db, clock }) : null,
    bootstrapSecret: config.bootstrapSecret,
    words: (code, language) => (problems.catalogue.has(code) ? words(code, language) : null),
    oauth: {
      publicUrl,
      seal,
      keyFor,
      outgoing,
      certificates: certificateSourceOf(config),
      clientAuthorities: config.tlsClientCa,
      trustedIssuers: config.trustedSoftwareIssuers.map(({ issuer, jwks_uri }) => ({ issuer, jwksUri: jwks_uri })),
      async findConsent(id) {
        const consent = await consents.find(id)
        const scope = consent === null ? undefined : SCOPE_OF_CONSENT[consent.kind]
        if (consent === null || scope === undefined || consent.grantee.kind !== 'third_party') return null
        const open = consent.state === 'awaiting_authorisation' || consent.state === 'authorised'
        return { thirdPartyId: consent.grantee.id, scope, open }
      },
    },
    onError,
  })
  const onUnbindFailed = (card: string, code: string): void =>
    logger.warn({ card, code }, 'the clearing house was not told that a card was unbound')
  const consents = createConsents({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    policies,
    merchants,
    async unbind(card) {
      if (card.agreementNumber === null) return
      const told = await clearing.unbind(card.house, card.agreementNumber)
      if (!told.ok) onUnbindFailed(formatId('card', card.id), told.error.code)
    },
    agreementChannel: house => (house === 'alipay' && connectors.alipay.connected?.() === true ? connectors.alipay.agreementChannel : null),
    nameThirdParties: identity.thirdParties.findMany,
    onEnded: (tx, ended) =>
      identity.oauth.revokeConsent(
        tx,
        // What only the institution or a merchant holds never had a token.
        ended.flatMap(({ id, grantee }) => (grantee.kind === 'third_party' ? [id as Id<'cns'>] : [])),
      ),
    onError,
  })
  const connectors = wireConnectors(platform, options, { merchants, policies })
  const onboarding = wireOnboarding(platform, { ledger, policies, policiesAt: policies, outbox, partners, connectors })
  const clearing = createClearing({
    db,
    clock,
    ledger,
    commands,
    audit: audit.append,
    houses: connectors.houses,
    reserveBank: connectors.reserveBank,
    onDefect: (where, error) => logger.error({ err: error, where }, 'clearing failed'),
  })
  connectors.openBanking.listen(clearing.hear)
  connectors.alipay.listenToAgreements(async facts => {
    const mandateId = parseId('mdt', facts.externalNo ?? '')
    if (mandateId !== null) await consents.learnAgreements([{ mandateId, house: 'alipay', facts }])
  })
  const wallets = createWallets({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    ledger,
    policies,
    consents,
    identity,
    clearing,
    house: HOUSE,
    subscribe,
    describeReferences: references => payments.nameCounterparties(references),
    seal,
    fingerprintKey: keyFor('fingerprint'),
    onUnbindFailed,
  })
  const words = (code: string, language: Language): { title: string; fix: string } => {
    const spec = problems.catalogue.get(code)
    if (spec === undefined) return { title: code, fix: '' }
    const { sentence, fix } = wordsOf(spec, language)
    return { title: titleOf(sentence), fix }
  }
  const describe = ({ code, values }: Refusal, language: Language): { title: string; fix: string } => {
    const spec = problems.catalogue.get(code)
    if (spec === undefined) return { title: code, fix: '' }
    const { sentence, fix } = wordsOf(spec, language)
    return { title: fill(sentence, values), fix: fill(fix, values) }
  }
  const routing = createRouting({ db, clock, timeZone, commands, policies, merchants, rails: connectors.rails, failed: onError })
  const payments = createPayments({
    db,
    clock,
    commands,
    outbox,
    audit: audit.append,
    policies,
    ledger,
    merchants,
    partners,
    consents,
    identity,
    wallets,
    clearing,
    house: HOUSE,
    routing,
    tokens: createPageTokens(keyFor('payment pages')),
    publicUrl,
    subscribe,
    words,
    describe,
  })
  notifications = createNotifications({
    db,
    clock,
    commands,
    seal,
    send: createWebhookTransport({ client: outgoing }),
    checkUrl: createUrlCheck(outgoing, { httpsOnly: config.mode === 'live' }),
    eventCatalogue: EVENT_CATALOGUE,
    logger,
  })

  const approvals = createApprovals({
    ...{ db, clock, commands, outbox, audit: audit.append, policies, mode: config.mode, describe },
    isOperatorActive: identity.isOperatorActive,
  })

  // What happened outside finds its owner
  clearing.onActions(payments.hearActions)
  clearing.registerSink('payment_debit', countOutcomes(payments.sinks.payment_debit, connectors.kit.noteOrder))
  clearing.registerSink('refund', payments.sinks.refund)
  clearing.registerSink('payout', payments.sinks.payout)
  clearing.registerSink('topup', wallets.sinks.topup)
  clearing.registerSink('withdrawal', wallets.sinks.withdrawal)

  const reconciliation = createReconciliation({
    ...{ db, clock, timeZone, commands, audit: audit.append, jobs: platform.jobs, policies, ledger, clearing },
    sources: connectors.bills,
    statementMarks: { sim: 'SIM', sim_b: 'YB' },
  })

  return {
    policies,
    ledger,
    merchants,
    onboarding,
    partners,
    identity,
    consents,
    connectors,
    clearing,
    wallets,
    routing,
    payments,
    notifications,
    approvals,
    reconciliation,
    outbox,
  }
}
