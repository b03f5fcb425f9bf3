/**
 * The client: `const feiqian = new Feiqian({ apiKey })`, then resources as properties.
 */
import { bankLinksOf, connectorsOf, routingOf, wechatPayOf } from './connector-resources.ts'
import { type Call, type Core, createCore, type FeiqianOptions, type Method, type RequestOptions } from './core.ts'
import {
  balanceOf,
  eventsOf,
  mandatesOf,
  merchantOf,
  paymentsOf,
  payoutsOf,
  refundsOf,
  webhookDeliveriesOf,
  webhookEndpointsOf,
} from './merchant-resources.ts'
import { applicationsOf, merchantApplicationsOf, merchantChangesOf, merchantChannelsOf, merchantReviewsOf } from './onboarding-resources.ts'
import { agreementsOf, apiKeysOf, auditOf, clearingOf, daysOf, holdersOf, ledgerOf, merchantsOf, policiesOf } from './operator-resources.ts'

import { approvalsOf, consentsOf, openBankingOf, operatorsOf, riskSignalsOf, thirdPartiesOf } from './oversight-resources.ts'
import { reconciliationOf } from './reconciliation-resources.ts'

export class Feiqian {
  readonly payments: ReturnType<typeof paymentsOf>
  readonly mandates: ReturnType<typeof mandatesOf>
  readonly refunds: ReturnType<typeof refundsOf>
  readonly merchant: ReturnType<typeof merchantOf>
  readonly balance: ReturnType<typeof balanceOf>
  readonly payouts: ReturnType<typeof payoutsOf>
  readonly events: ReturnType<typeof eventsOf>
  readonly webhookEndpoints: ReturnType<typeof webhookEndpointsOf>
  readonly webhookDeliveries: ReturnType<typeof webhookDeliveriesOf>
  readonly ledger: ReturnType<typeof ledgerOf>
  readonly days: ReturnType<typeof daysOf>
  readonly merchants: ReturnType<typeof merchantsOf>
  readonly applications: ReturnType<typeof applicationsOf>
  readonly merchantApplications: ReturnType<typeof merchantApplicationsOf>
  readonly merchantChanges: ReturnType<typeof merchantChangesOf>
  readonly merchantChannels: ReturnType<typeof merchantChannelsOf>
  readonly merchantReviews: ReturnType<typeof merchantReviewsOf>
  readonly apiKeys: ReturnType<typeof apiKeysOf>
  readonly agreements: ReturnType<typeof agreementsOf>
  readonly policies: ReturnType<typeof policiesOf>
  readonly holders: ReturnType<typeof holdersOf>
  readonly clearing: ReturnType<typeof clearingOf>
  readonly reconciliation: ReturnType<typeof reconciliationOf>
  readonly audit: ReturnType<typeof auditOf>
  readonly approvals: ReturnType<typeof approvalsOf>
  readonly thirdParties: ReturnType<typeof thirdPartiesOf>
  readonly operators: ReturnType<typeof operatorsOf>
  readonly consents: ReturnType<typeof consentsOf>
  readonly openBanking: ReturnType<typeof openBankingOf>
  readonly riskSignals: ReturnType<typeof riskSignalsOf>
  readonly connectors: ReturnType<typeof connectorsOf>
  readonly bankLinks: ReturnType<typeof bankLinksOf>
  readonly routing: ReturnType<typeof routingOf>
  readonly wechatPay: ReturnType<typeof wechatPayOf>
  readonly #core: Core

  constructor(options: FeiqianOptions) {
    const core = createCore(options)
    this.#core = core
    this.payments = paymentsOf(core)
    this.mandates = mandatesOf(core)
    this.refunds = refundsOf(core)
    this.merchant = merchantOf(core)
    this.balance = balanceOf(core)
    this.payouts = payoutsOf(core)
    this.events = eventsOf(core)
    this.webhookEndpoints = webhookEndpointsOf(core)
    this.webhookDeliveries = webhookDeliveriesOf(core)
    this.ledger = ledgerOf(core)
    this.days = daysOf(core)
    this.merchants = merchantsOf(core)
    this.applications = applicationsOf(core)
    this.merchantApplications = merchantApplicationsOf(core)
    this.merchantChanges = merchantChangesOf(core)
    this.merchantChannels = merchantChannelsOf(core)
    this.merchantReviews = merchantReviewsOf(core)
    this.apiKeys = apiKeysOf(core)
    this.agreements = agreementsOf(core)
    this.policies = policiesOf(core)
    this.holders = holdersOf(core)
    this.clearing = clearingOf(core)
    this.reconciliation = reconciliationOf(core)
    this.audit = auditOf(core)
    this.approvals = approvalsOf(core)
    this.thirdParties = thirdPartiesOf(core)
    this.operators = operatorsOf(core)
    this.consents = consentsOf(core)
    this.openBanking = openBankingOf(core)
    this.riskSignals = riskSignalsOf(core)
    this.connectors = connectorsOf(core)
    this.bankLinks = bankLinksOf(core)
    this.routing = routingOf(core)
    this.wechatPay = wechatPayOf(core)
  }

  /** Any operation that has no method here, with the same retries and errors. */
  request<T>(method: Method, path: string, call?: Call, options?: RequestOptions): Promise<T> {
    return this.#core.request<T>(method, path, call, options)
  }
}
