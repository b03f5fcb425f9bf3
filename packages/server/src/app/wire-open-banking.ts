/** The bank-grade API to third parties, and the banks that it reads. */
import { createSandboxBank } from '../domains/connectors/sandbox-bank/sandbox-bank.ts'
import { createUrlCheck, createWebhookTransport } from '../domains/notifications/notifications.ts'
import {
  createAccountNews,
  createCoreBanks,
  createOpenBanking,
  createOpenBankingPages,
  createOrdering,
  createPaymentAccounts,
  createRiskSignals,
  createWalletNews,
} from '../domains/openbanking/openbanking.ts'
import { perSecond } from './limits.ts'
import type { Domains } from './wire-domains.ts'
import type { Platform } from './wire-platform.ts'

export function wireOpenBanking(platform: Platform, domains: Domains) {
  const { config, clock, timeZone, logger, db, commands, audit, outgoing, publicUrl } = platform
  const { policies, ledger, merchants, identity, consents, wallets, payments, notifications, outbox } = domains
  // Banks that open banking reads
  const accountNews = createAccountNews({ outbox, clock })
  const paymentAccounts = createPaymentAccounts({ db, clock, timeZone, ledger, wallets, describeReferences: payments.nameCounterparties })
  const sandboxBank =
    config.mode === 'test'
      ? createSandboxBank({
          db,
          clock,
          commands,
          postings: accountNews,
          nameOf: async id => (await wallets.findHolders(db, [id]))[0]?.name ?? null,
        })
      : null
  const coreBanks = createCoreBanks(sandboxBank === null ? [paymentAccounts] : [sandboxBank.port, paymentAccounts])
  notifications.registerConsumer(createWalletNews({ clock, outbox, wallets, grantsOf: consents.grantsOf }))

  // The bank-grade API to third parties
  const ordering = createOrdering({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    policies,
    consents,
    merchants,
    wallets,
    payments,
    bank: coreBanks,
    levelOf: identity.sca.levelOf,
    thirdParties: identity.thirdParties,
    publicUrl,
    signingKey: () => identity.oauth.signingKey('PS256'),
    send: createWebhookTransport({ client: outgoing }),
    checkUrl: createUrlCheck(outgoing, { httpsOnly: config.mode === 'live' }),
    logger,
  })
  notifications.registerConsumer(ordering.events.consumer)
  const riskSignals = createRiskSignals({
    db,
    clock,
    commands,
    audit: audit.append,
    wallets,
    bank: coreBanks,
    consents,
    thirdParties: identity.thirdParties,
  })
  const openBanking = createOpenBanking(
    {
      db,
      clock,
      commands,
      logger,
      publicUrl,
      consents,
      bank: coreBanks,
      wallets,
      oauth: identity.oauth,
      thirdParties: identity.thirdParties,
      rehearsals: identity.rehearsals,
      limits: { caller: perSecond(config.rateLimitOpenBanking), address: perSecond(config.rateLimitPublic) },
    },
    { routes: [...ordering.routes, ...riskSignals.feedRoutes], codes: ordering.codes },
  )

  const openBankingPages = createOpenBankingPages({
    db,
    clock,
    timeZone,
    identity,
    consents,
    bank: coreBanks,
    holderName: async id => (await wallets.findHolders(db, [id]))[0]?.name ?? null,
    merchantName: async id => (await merchants.get(id))?.name ?? null,
  })

  return { coreBanks, sandboxBank, openBanking, riskSignals, ordering, openBankingPages }
}
