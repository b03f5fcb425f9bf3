/** How a server, or an integrator's own program, connects to each simulator: address, settings, and keys by the roles that they play. */
import type { RunningAlipay } from './alipay/alipay.ts'
import type { RunningClearingHouse } from './clearing-house/clearing-house.ts'
import type { RunningReserveBank } from './reserve-bank/reserve-bank.ts'
import type { RunningWeChatPay } from './wechat-pay/wechat-pay.ts'

export type SystemAccess = {
  readonly base_url: string
  readonly settings: Readonly<Record<string, string>>
  readonly credentials: readonly { readonly role: string; readonly key_id?: string; readonly material: string }[]
}

/** By the code of the rail. */
export type SandboxAccess = Readonly<Record<'sim' | 'sim_b' | 'reserve_bank' | 'wechat_pay' | 'alipay', SystemAccess>>

const pemOf = (label: string, base64: string): string =>
  `-----BEGIN ${label}-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`

function weChatAccess({ url, keys }: RunningWeChatPay): SystemAccess {
  const provider = keys.merchants.find(({ kind }) => kind === 'provider') ?? keys.merchants[0]
  if (provider === undefined) return { base_url: url, settings: {}, credentials: [] }
  const { platform } = keys
  return {
    base_url: url,
    settings: {
      mode: provider.kind === 'provider' ? 'partner' : 'direct',
      mchid: provider.mchid,
      appid: provider.appids[0] ?? '',
      bill_ready_at: 'stated',
    },
    credentials: [
      { role: 'merchant_private_key', material: provider.privateKey },
      { role: 'merchant_certificate', material: provider.certificate },
      { role: 'api_v3_key', material: provider.apiV3Key },
      { role: 'platform_public_key', key_id: platform.publicKeyId, material: platform.publicKey },
      ...platform.certificates.map(({ certificate }) => ({ role: 'platform_certificate', material: certificate })),
      { role: 'merchant_sm2_private_key', material: provider.sm.privateKeyPem },
      { role: 'merchant_sm2_certificate', material: provider.sm.certificate },
      { role: 'platform_sm2_certificate', material: platform.sm.certificate },
    ],
  }
}

function alipayAccess({ url, control }: RunningAlipay): SystemAccess {
  const [app] = control.access()
  if (app === undefined) return { base_url: url, settings: {}, credentials: [] }
  return {
    base_url: url,
    settings: {
      app_id: app.appId,
      seller_id: app.sellerId,
      mode: app.certificates === null ? 'key' : 'certificate',
      gateway: app.gateway,
      bill_ready_at: '00:00',
    },
    credentials: [
      { role: 'app_private_key', material: pemOf('PRIVATE KEY', app.privateKey) },
      ...(app.certificates === null
        ? [{ role: 'alipay_public_key', material: pemOf('PUBLIC KEY', app.alipayPublicKey) }]
        : [
            { role: 'app_certificate', material: app.certificates.app },
            { role: 'alipay_certificate', material: app.certificates.alipay },
            { role: 'alipay_root_certificate', material: app.certificates.alipayRoot },
          ]),
    ],
  }
}

export function accessOf(systems: {
  readonly institution: string
  readonly secrets: Readonly<Record<'house_a' | 'house_b' | 'reserve_bank', string>>
  readonly reserveBank: RunningReserveBank
  readonly houseA: RunningClearingHouse
  readonly houseB: RunningClearingHouse
  readonly weChatPay: RunningWeChatPay
  readonly alipay: RunningAlipay
}): SandboxAccess {
  const { institution, secrets } = systems
  const house = (url: string, material: string): SystemAccess => ({
    base_url: url,
    settings: { institution },
    credentials: [{ role: 'institution_key', material }],
  })
  return {
    sim: house(systems.houseA.url, secrets.house_a),
    sim_b: house(systems.houseB.url, secrets.house_b),
    reserve_bank: {
      base_url: systems.reserveBank.url,
      settings: { customer: institution },
      credentials: [{ role: 'customer_key', material: secrets.reserve_bank }],
    },
    wechat_pay: weChatAccess(systems.weChatPay),
    alipay: alipayAccess(systems.alipay),
  }
}
