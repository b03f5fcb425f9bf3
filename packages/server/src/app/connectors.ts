/** The outside systems that this institution is connected to: each is a rail of clearing. */
import type { HouseConnection } from '../domains/clearing/ports.ts'
import { createAlipay } from '../domains/connectors/alipay/alipay.ts'
import { createClearingSim } from '../domains/connectors/clearing-house/clearing-house.ts'
import { createConnectors } from '../domains/connectors/kit/kit.ts'
import { createWechatPay } from '../domains/connectors/wechat-pay/wechat-pay.ts'
import { isAccountToken, type Merchants } from '../domains/merchants/merchants.ts'
import type { ChannelOnboarding } from '../domains/merchants/ports.ts'
import type { RailFacts } from '../domains/payments/ports.ts'
import type { Policies } from '../domains/policies/policies.ts'
import type { BillSource } from '../domains/reconciliation/ports.ts'
import { createSafeClient } from '../platform/http/ssrf.ts'
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
  const { config, clock, localUrl, db, commands, audit, logger, metrics, keyFor } = platform
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
    outgoing: createSafeClient({ allowPrivate: true }),
    httpsOnly: config.mode === 'live',
    fingerprintKey: keyFor('fingerprints of keys'),
  })
  const callbackUrl = (code: string): string => `${localUrl()}/callbacks/clearing/${code}`

  const house = createClearingSim({
    ...options.clearing,
    institution: config.clearingInstitution,
    clock,
    callbackUrl: () => callbackUrl(HOUSE),
    accountNumber: async account => (isAccountToken(account) ? merchants.bankAccountNumber(account) : account),
  })
  const alipay = createAlipay({ kit, clock, callbackUrl: () => callbackUrl('alipay') })
  const wechatPay = createWechatPay({ kit, clock, db, commands, localUrl, policies, log: logger })
  const connectors = [alipay, wechatPay]
  kit.register(connectors)

  const further = options.rails ?? []
  const houses: Record<string, HouseConnection> = { [HOUSE]: house, alipay, [wechatPay.code]: wechatPay }
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
    alipay,
    wechatPay,
    /** Where bills come from, for reconciliation. */
    bills: [
      ...[alipay, wechatPay].flatMap(({ bills }: { readonly bills?: BillSource }) => (bills === undefined ? [] : [bills])),
      ...(options.bills ?? []),
    ],
    rails: (): readonly RailFacts[] => [...further.map(({ facts }) => facts), ...kit.rails()],
  }
}
