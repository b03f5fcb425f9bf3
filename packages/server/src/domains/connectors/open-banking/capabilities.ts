/** What another bank can do by open banking, which keys and settings it needs. */
import type { Capabilities, KeyRole, SettingSpec } from '../kit/types.ts'

export const OPEN_BANKING = 'open_banking'

export const capabilities: Capabilities = {
  code: OPEN_BANKING,
  name: { en: 'Bank by open banking', zh: '开放银行支付' },
  kind: 'bank',
  methods: [
    {
      method: 'open_banking',
      flows: ['redirect'],
      currency: 'CNY',
      min: 1n,
      max: 100_000_000n,
      manualCapture: false,
      // The standard has no refunds: what a payer gets back is paid out.
      partialRefund: false,
      refundWindowDays: 0,
      async: true,
      orderExpirySeconds: 3_600,
      cost: { bps: 0, fixed: 0n, policy: 'channels.open_banking.cost' },
      needsSubMerchant: false,
    },
  ],
  payouts: null,
  cutOff: '00:00',
  docs: 'https://openbankinguk.github.io/read-write-api-site3/v4.0/',
}

export const KEY_ROLES: readonly KeyRole[] = [
  {
    role: 'client_private_key',
    name: {
      en: 'Private key of the client: authenticates (private_key_jwt) and signs bodies, PS256',
      zh: '客户端私钥：身份认证与报文签名（PS256）',
    },
    holder: 'us',
    kind: 'rsa_private',
    required: true,
  },
  {
    role: 'dpop_private_key',
    name: { en: 'Private key that tokens are bound to (DPoP), PS256', zh: '令牌绑定私钥（DPoP，PS256）' },
    holder: 'us',
    kind: 'rsa_private',
    required: true,
  },
]

export const SETTINGS: readonly SettingSpec[] = [
  { name: 'client_id', label: { en: 'Client id at the bank', zh: '在该银行的客户端号' }, required: true, kind: 'text' },
  { name: 'client_key_id', label: { en: 'kid of the client’s key', zh: '客户端密钥标识 kid' }, required: true, kind: 'text' },
  { name: 'issuer', label: { en: 'Issuer, where it is not the address', zh: '签发者，与地址不同时填写' }, required: false, kind: 'url' },
  {
    name: 'api_path',
    label: { en: 'Path of the API; /open-banking/v4.0 unless said', zh: 'API 路径，默认 /open-banking/v4.0' },
    required: false,
    kind: 'text',
  },
  { name: 'creditor_scheme', label: { en: 'Scheme of our account there', zh: '收款账户编号体系' }, required: true, kind: 'text' },
  { name: 'creditor_identification', label: { en: 'Our account there', zh: '收款账户' }, required: true, kind: 'text' },
  { name: 'creditor_name', label: { en: 'Our name there', zh: '收款人名称' }, required: true, kind: 'text' },
]
