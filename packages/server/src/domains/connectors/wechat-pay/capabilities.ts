/** What WeChat Pay can do, which keys and settings the connection needs: what routing, merchants, operators and the key doctor read. */
import type { Capabilities, KeyRole, SettingSpec } from '../kit/types.ts'

export const WECHAT_PAY = 'wechat_pay'

/** The policy record that lets a connection speak for its own sales: `{ allowed: boolean }`. */
export const DIRECT_POLICY = 'channels.wechat_direct_allowed'

export const capabilities: Capabilities = {
  code: WECHAT_PAY,
  name: { en: 'WeChat Pay', zh: '微信支付' },
  kind: 'wallet',
  methods: [
    {
      method: 'wechat_pay',
      flows: ['native', 'jsapi', 'h5', 'app', 'code'],
      currency: 'CNY',
      min: 1n,
      // The limit of a sub-merchant and of a payer's bank is the channel's to say; above this an order is not even placed.
      max: 5_000_000n,
      manualCapture: false,
      partialRefund: true,
      refundWindowDays: 365,
      async: true,
      orderExpirySeconds: 7_200,
      cost: { bps: 60, fixed: 0n, policy: 'channels.cost.wechat_pay' },
      needsSubMerchant: true,
    },
  ],
  payouts: null,
  cutOff: '24:00',
  docs: 'https://pay.weixin.qq.com/doc/v3/partner/4012069852',
}

export const ROLES = {
  privateKey: 'merchant_private_key',
  certificate: 'merchant_certificate',
  apiV3Key: 'api_v3_key',
  platformPublicKey: 'platform_public_key',
  platformCertificate: 'platform_certificate',
  smPrivateKey: 'merchant_sm2_private_key',
  smCertificate: 'merchant_sm2_certificate',
  smPlatformCertificate: 'platform_sm2_certificate',
} as const

export const keys: readonly KeyRole[] = [
  {
    role: ROLES.privateKey,
    name: { en: 'Private key of the API certificate (apiclient_key.pem)', zh: '商户API证书私钥（apiclient_key.pem）' },
    holder: 'us',
    kind: 'rsa_private',
    required: true,
    pairsWith: ROLES.certificate,
  },
  {
    role: ROLES.certificate,
    name: {
      en: 'API certificate (apiclient_cert.pem); requests name its serial',
      zh: '商户API证书（apiclient_cert.pem），请求携带其序列号',
    },
    holder: 'us',
    kind: 'certificate',
    required: true,
  },
  {
    role: ROLES.apiV3Key,
    name: { en: 'APIv3 key: opens notifications and certificates', zh: 'APIv3密钥：解密回调与平台证书' },
    holder: 'us',
    kind: 'symmetric',
    required: true,
    bytes: 32,
  },
  {
    role: ROLES.platformPublicKey,
    name: { en: 'Public key of WeChat Pay (PUB_KEY_ID_…)', zh: '微信支付公钥（PUB_KEY_ID_…）' },
    holder: 'them',
    kind: 'rsa_public',
    required: false,
    bySerial: true,
  },
  {
    role: ROLES.platformCertificate,
    name: { en: 'Platform certificate of WeChat Pay; downloaded by job', zh: '微信支付平台证书，由任务自动下载更新' },
    holder: 'them',
    kind: 'certificate',
    required: false,
    bySerial: true,
  },
  {
    role: ROLES.smPrivateKey,
    name: { en: 'SM2 private key, in SM mode', zh: '国密商户私钥（SM2）' },
    holder: 'us',
    kind: 'sm2_private',
    required: false,
    pairsWith: ROLES.smCertificate,
  },
  {
    role: ROLES.smCertificate,
    name: { en: 'SM2 certificate, in SM mode', zh: '国密商户证书（SM2）' },
    holder: 'us',
    kind: 'certificate',
    required: false,
  },
  {
    role: ROLES.smPlatformCertificate,
    name: { en: 'SM2 certificate of WeChat Pay, in SM mode', zh: '微信支付国密平台证书（SM2）' },
    holder: 'them',
    kind: 'certificate',
    required: false,
    bySerial: true,
  },
]

export const settings: readonly SettingSpec[] = [
  {
    name: 'mode',
    label: {
      en: 'partner: acquires for merchants (服务商). direct: own sales only, refused unless a policy record allows it',
      zh: 'partner：服务商模式，为商户收单；direct：直连模式，仅自营，除非政策记录允许否则拒绝',
    },
    required: true,
    kind: 'text',
    choices: ['partner', 'direct'],
  },
  { name: 'mchid', label: { en: 'Merchant number (sp_mchid)', zh: '商户号（服务商为sp_mchid）' }, required: true, kind: 'text' },
  { name: 'appid', label: { en: 'App id bound to it (sp_appid)', zh: '绑定的AppID（服务商为sp_appid）' }, required: true, kind: 'text' },
  {
    name: 'suite',
    label: { en: 'rsa, or sm: SM2, SM3 and SM4', zh: 'rsa，或 sm（国密SM2/SM3/SM4）' },
    required: false,
    kind: 'text',
    choices: ['rsa', 'sm'],
  },
  {
    name: 'profit_sharing',
    label: {
      en: 'Sub-merchants whose orders are placed for profit sharing: the money stays frozen until it is shared out or unfrozen',
      zh: '下单时指定分账的特约商户号：资金冻结，直至分账完结或解冻',
    },
    required: false,
    kind: 'list',
  },
  {
    name: 'bill_ready_at',
    label: {
      en: 'From when on, the next day, a missing bill means a day without trades (HH:MM in China; 10:00 unless said). stated: whenever it is said',
      zh: '次日何时起“账单不存在”即表示当日无交易（北京时间HH:MM，默认10:00）；stated：以对方应答为准',
    },
    required: false,
    kind: 'text',
  },
]
