/** The outside systems that this institution is connected to: each is a rail of clearing. */
import type { HouseConnection } from '../domains/clearing/ports.ts'
import { createAlipay } from '../domains/connectors/alipay/alipay.ts'
import { createClearingHouse } from '../domains/connectors/clearing-house/clearing-house.ts'
import { createConnectors } from '../domains/connectors/kit/kit.ts'
import { createOpenBanking } from '../domains/connectors/open-banking/open-banking.ts'
import { createReserveBank } from '../domains/connectors/reserve-bank/reserve-bank.ts'
import { createWechatPay } from '../domains/connectors/wechat-pay/wechat-pay.ts'
import { isAccountToken, type Merchants } from '../domains/merchants/merchants.ts'
import type { ChannelOnboarding } from '../domains/merchants/ports.ts'
import type { RailFacts } from '../domains/payments/ports.ts'
import type { Policies } from '../domains/policies/policies.ts'
import type { BillSource } from '../domains/reconciliation/ports.ts'
import { createSafeClient } from '../platform/http/ssrf.ts'
import { createEnvelope } from '../platform/kms.ts'
import { createLocalKms } from '../platform/local-kms.ts'
import type { Platform } from './wire-platform.ts'

/** The clearing house that binds cards, and pays out unless routing says otherwise. */
export const HOUSE = 'sim'

export type ConnectorOptions = {
  readonly clearing: { readonly url: string; readonly secret: string }
  /** Further rails, with what they can do: those of tests. */
  readonly rails?: readonly { readonly facts: RailFacts; readonly connection: HouseConnection }[]
  /** Further sources of bills: those of tests. */
  readonly bills?: readonly BillSource[]
  /** Further channels that keep merchants of their own: those of tests. */
  readonly channels?: readonly ChannelOnboarding[]
}

type Below = { readonly merchants: Pick<Merchants, 'bankAccountNumber'>; readonly policies: Policies }

export function wireConnectors(platform: Platform, options: ConnectorOptions, { merchants, policies }: Below) {
  const { config, clock, timeZone, localUrl, publicUrl, db, commands, audit, logger, metrics, keyFor } = platform
  const kms = createLocalKms({ db, clock, masterKey: keyFor('key service') })
  const kit = createConnectors({
    db,
    clock,
    kms,
    commands,
    audit: audit.append,
    policies,
    logger,
    metrics,
    // Lines to clearing houses and banks are private more often than not.
    outgoing: createSafeClient({ allowPrivate: config.mode === 'test', privateLines: true }),
    httpsOnly: config.mode === 'live',
    fingerprintKey: keyFor('fingerprints of keys'),
  })
  /** Clearing houses are on a line of their own; wallets call the address that the world knows. */
  const lineUrl = (code: string): string => `${localUrl()}/callbacks/clearing/${code}`

  const accountNumber = async (account: string): Promise<string | null> =>
    isAccountToken(account) ? merchants.bankAccountNumber(account) : account
  const house = createClearingHouse({
    code: HOUSE,
    kit,
    clock,
    configured: { ...options.clearing, institution: config.clearingInstitution },
    callbackUrl: () => lineUrl(HOUSE),
    accountNumber,
  })
  const houseB = createClearingHouse({ code: 'sim_b', kit, clock, callbackUrl: () => lineUrl('sim_b'), accountNumber })
  const reserveBank = createReserveBank({ kit, clock })
  const alipay = createAlipay({
    kit,
    clock,
    callbackUrl: () => `${publicUrl()}/callbacks/clearing/alipay`,
    agreementsUrl: () => `${publicUrl()}/callbacks/alipay/agreements`,
  })
  const wechatPay = createWechatPay({ kit, clock, db, commands, publicUrl, policies, log: logger })
  const openBanking = createOpenBanking({ kit, db, clock, timeZone, commands, envelope: createEnvelope(kms), publicUrl })
  const connectors = [house, houseB, reserveBank, alipay, wechatPay, openBanking]
  kit.register(connectors)

  const further = options.rails ?? []
  const houses: Record<string, HouseConnection> = {
    [HOUSE]: house,
    sim_b: houseB,
    alipay,
    [wechatPay.code]: wechatPay,
    [openBanking.code]: openBanking,
  }
  for (const { facts, connection } of further) houses[facts.code] = connection
  /** Where merchants can be taken on; `null`: a rail that keeps no merchants of its own and is open to all of ours. */
  const channels = new Map<string, ChannelOnboarding | null>([
    ...Object.keys(houses).map(code => [code, null] as const),
    ...[alipay.onboarding, wechatPay.onboarding, ...(options.channels ?? [])].map(channel => [channel.channel, channel] as const),
  ])
  return {
    kit,
    kms,
    /** Of what the kit knows: what can be connected. */
    codes: new Set(connectors.map(({ code }) => code)),
    onboarding: () => channels,
    houses,
    reserveBank,
    alipay,
    wechatPay,
    openBanking,
    /** Where bills come from, for reconciliation. */
    bills: [...[house, houseB, reserveBank, alipay, wechatPay].flatMap(billsOf), ...(options.bills ?? [])],
    rails: (): readonly RailFacts[] => [...further.map(({ facts }) => facts), ...kit.rails()],
  }
}

/** The bills of a connector; no day waits for them while it is not connected. */
function billsOf(connector: { readonly bills?: BillSource; readonly connected?: () => boolean }): BillSource[] {
  const { bills, connected } = connector
  if (bills === undefined) return []
  return [
    connected === undefined || bills.connected !== undefined
      ? bills
      : { ...bills, fetch: (format, date) => bills.fetch(format, date), connected },
  ]
}
