/**
 * The face of open banking: the bank-grade API to third parties, in the words of UK Open Banking Read/Write, secured by FAPI 2.0, under
 * consents that are read again for every request.
 */
import type { Id } from '../../kernel/ids.ts'
import { createGather } from '../../platform/gather.ts'
import type { Dialect, DialectDocument } from '../../platform/http/dialect.ts'
import type { Route } from '../../platform/http/route.ts'
import { createAccess } from './accounts/access.ts'
import { resourceRoutes } from './accounts/http/resources.ts'
import { statementRoutes } from './accounts/http/statements.ts'
import { transactionRoutes } from './accounts/http/transactions.ts'
import { createRememberedPages } from './accounts/remembered-pages.ts'
import { consentRequestRoutes, defineRequest } from './consent-requests/http.ts'
import { defineDeletion } from './consent-requests/own-consents.ts'
import { coreBankObCodes } from './core-bank/errors.ts'
import { openBankingCodes } from './errors.ts'
import { defineFundsRequest, fundsRoutes } from './funds/http.ts'
import { identityRoutes } from './http/identity-sharing.ts'
import { createWording, type ObCodes } from './protocol/codes.ts'
import { createDialect, documentDialect } from './protocol/dialect.ts'
import { statisticsRoutes } from './statistics/http.ts'
import { createRecorder } from './statistics/statistics.ts'
import type { OpenBankingDeps } from './types.ts'
import { type ApiVersion, VERSIONS } from './versions.ts'

export { createCoreBanks } from './core-bank/core-banks.ts'
export { coreBankCatalogue } from './core-bank/errors.ts'
export { ACCOUNT_EVENTS, createAccountNews } from './core-bank/events.ts'
export { createPaymentAccounts } from './core-bank/payment-accounts.ts'
export { createWalletNews } from './core-bank/wallet-news.ts'
export { openBankingCatalogue } from './errors.ts'
export { eventsCatalogue } from './events/events.ts'
export { createOpenBankingPages } from './pages/pages.ts'
export { createOrdering, type Ordering } from './parts.ts'
export { PAYMENT_ORDER_EVENTS, paymentInitiationCatalogue } from './payments/payments.ts'
export { riskSignalsCatalogue } from './risk-signals/errors.ts'
export { createRiskSignals } from './risk-signals/risk-signals.ts'
export type { OpenBankingDeps } from './types.ts'
export { type ApiVersion, apiVersion, VERSIONS } from './versions.ts'
export { vrpCatalogue } from './vrp/vrp.ts'

export type OpenBanking = {
  readonly routes: readonly Route[]
  readonly dialect: Dialect
  readonly document: DialectDocument
  /** Begins to write statistics. */
  start(): void
  stop(): Promise<void>
  /** Writes what was counted until now. */
  flushStatistics(): Promise<void>
}

export type OpenBankingParts = {
  /** Routes of payments, VRP and events, whose answers are counted too. */
  readonly routes: readonly Route[]
  /** How their refusals are called. */
  readonly codes: readonly ObCodes[]
}

/** `versions` are mounted side by side over the same consents and data. */
export function createOpenBanking(
  deps: OpenBankingDeps,
  parts: OpenBankingParts = { routes: [], codes: [] },
  versions: readonly ApiVersion[] = VERSIONS,
): OpenBanking {
  const access = createAccess(deps)
  const pages = createRememberedPages()
  const versionOf = createGather<Id<'bac'>, string>(async ids => (await deps.bank.versions?.(ids)) ?? new Map())
  // What was counted is kept and written with the next numbers, some seconds later.
  const onError = (error: unknown): void => deps.logger.warn({ err: error }, 'statistics of open banking could not be written yet')
  const recorder = createRecorder({ db: deps.db, clock: deps.clock, onError })
  const remove = defineDeletion(deps)
  const request = defineRequest(deps)
  const requestFunds = defineFundsRequest(deps)
  const published = [
    ...versions.flatMap(version => [
      ...consentRequestRoutes(deps, { request, remove }, version),
      ...resourceRoutes({ ...deps, access }, version),
      ...statementRoutes({ ...deps, access }, version),
      ...transactionRoutes({ ...deps, access, pages, versionOf }, version),
      ...fundsRoutes({ ...deps, access }, { request: requestFunds, remove }, version),
      ...identityRoutes({ ...deps, access }, version),
    ]),
    ...parts.routes,
  ]
  const operations = new Map(published.map(({ operationId, method, path }) => [operationId, { method, path }]))
  const word = createWording([openBankingCodes, coreBankObCodes, ...parts.codes])
  return {
    routes: [...published, ...statisticsRoutes({ db: deps.db, clock: deps.clock, limits: deps.limits, operations })],
    dialect: createDialect({
      clock: deps.clock,
      publicUrl: deps.publicUrl,
      checkAccess: deps.oauth.checkAccess,
      keysOf: deps.thirdParties.keys,
      signingKey: () => deps.oauth.signingKey('PS256'),
      word,
      record({ operationId, method, status, durationMs, principal, problem }) {
        recorder.record(operationId, status, durationMs)
        if (principal?.kind !== 'third_party') return
        const answer = { operationId, method, status, code: problem?.code ?? null, param: problem?.param ?? null }
        deps.rehearsals.noteAnswer(principal.thirdPartyId, answer)
      },
      onSignature(thirdPartyId, refusal) {
        const claim = refusal?.values?.claim
        const detail = refusal === null ? {} : { code: refusal.code, reason: claim === undefined ? null : String(claim) }
        deps.rehearsals.note(thirdPartyId, 'request_signature', refusal === null ? 'passed' : 'failed', detail)
      },
      limits: deps.limits,
    }),
    document: documentDialect(word),
    start: recorder.start,
    stop: recorder.stop,
    flushStatistics: recorder.flush,
  }
}
