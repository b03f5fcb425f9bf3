/**
 * The connector to Alipay: implements clearing's rail, reconciliation's bills, merchants' onboarding and the channel of agreements over the
 * open platform. Protocol facts stand in README.md. Everything is read from the connection at each call, so that operators' changes count
 * at once.
 */
import type { Clock } from '../../../kernel/time.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { HouseConnection } from '../../clearing/ports.ts'
import type { AgreementChannel } from '../../consents/ports.ts'
import type { ChannelOnboarding } from '../../merchants/ports.ts'
import type { BillSource } from '../../reconciliation/ports.ts'
import type { Connector, Finding, Kit } from '../kit/types.ts'
import { type AgreementFacts, type Agreements, createAgreements } from './agreements.ts'
import { createApi } from './api.ts'
import { createBillSource, settlementFile } from './bill-source.ts'
import { ALIPAY, capabilities, KEY_ROLES, SETTINGS } from './capabilities.ts'
import { agreementRoutes } from './http.ts'
import { createKeyReader } from './keys.ts'
import { createCallbackReader, type NotificationDeps } from './notifications.ts'
import { createOnboarding } from './onboarding.ts'
import { createTrades } from './trades.ts'

export type AlipayDeps = {
  readonly kit: Pick<Kit, 'connection' | 'createClient' | 'explain'>
  /** The real time: requests carry it. */
  readonly clock: Clock
  /** Where Alipay tells of trades, e.g. `https://…/callbacks/clearing/alipay`; `null`: nowhere, queries find out. */
  readonly callbackUrl?: () => string | null
  /** Where Alipay tells of agreements, e.g. `https://…/callbacks/alipay/agreements`. */
  readonly agreementsUrl?: () => string | null
  /** Default 8,000. */
  readonly timeoutMs?: number
}

export type AlipayConnector = Connector &
  HouseConnection & {
    readonly onboarding: ChannelOnboarding
    readonly bills: BillSource
    readonly agreements: Agreements
    /** The same as consents want it. */
    readonly agreementChannel: AgreementChannel
    readonly routes: readonly Route[]
    /** Who hears what Alipay tells of agreements. Once, before anything comes in. */
    listenToAgreements(hear: (facts: AgreementFacts) => Promise<void>): void
    close(): Promise<void>
  }

export function createAlipay({
  kit,
  clock,
  callbackUrl = () => null,
  agreementsUrl = () => null,
  timeoutMs = 8_000,
}: AlipayDeps): AlipayConnector {
  const client = kit.createClient({
    code: ALIPAY,
    timeoutMs,
    sensitive: [
      'auth_code',
      'sign',
      'card_no',
      'id_card_no',
      'contact_card_no',
      'mobile',
      'contact_phone_no',
      'person_name',
      'card_name',
      'email',
    ],
  })
  const read = createKeyReader()
  const access = () => read(kit.connection(ALIPAY))
  const api = createApi({ kit, client, clock, access })
  const trades = createTrades({ api, notifyUrl: callbackUrl })
  const bills = { api, client }
  const notifications: NotificationDeps = { kit, access }
  const agreements = createAgreements(api)
  let heard: ((facts: AgreementFacts) => Promise<void>) | null = null
  return {
    code: ALIPAY,
    capabilities,
    keys: KEY_ROLES,
    settings: SETTINGS,
    connected: () => access() !== null,
    port: { ...trades, settlementFile: date => settlementFile(bills, date) },
    callbacks: createCallbackReader(notifications),
    onboarding: createOnboarding(api),
    bills: createBillSource(bills),
    agreements,
    agreementChannel: { ...agreements, signPage: terms => agreements.signPage(terms, agreementsUrl()) },
    routes: agreementRoutes(notifications, async facts => heard?.(facts)),
    listenToAgreements(hear) {
      heard = hear
    },
    /** Asks for a trade that cannot exist: whoever answers that it does not has verified our signature, and we theirs. */
    async selfTest(): Promise<readonly Finding[]> {
      const keys = access()
      const finding = (level: Finding['level'], code: string, values: Finding['values'] = {}): Finding => ({
        role: null,
        level,
        code,
        values,
      })
      if (keys === null) return [finding('error', 'connection_incomplete')]
      if (keys.trusted.length === 0) return [{ ...finding('error', 'key_missing'), role: keys.trustedRole }]
      const said = await api.call(
        'POST',
        'alipay.trade.query',
        { out_trade_no: 'feiqian_self_test' },
        { idempotent: true, reference: null },
      )
      if (said.said === 'nothing') return [finding('error', 'no_answer', { reason: said.reason })]
      const fine = said.said === 'yes' || said.code === 'ACQ.TRADE_NOT_EXIST'
      return [fine ? finding('ok', 'answered') : finding('error', 'refused', { code: said.code, message: said.message.slice(0, 500) })]
    },
    close: () => client.close(),
  }
}
