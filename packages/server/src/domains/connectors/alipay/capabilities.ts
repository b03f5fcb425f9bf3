/** What Alipay can do, which keys and settings it needs: data that routing, the console, the doctor and merchants read. */
import type { Capabilities, KeyRole, SettingSpec } from '../kit/types.ts'
import { TRADE_MAX_FEN } from './amounts.ts'

export const ALIPAY = 'alipay'

export const capabilities: Capabilities = {
  code: ALIPAY,
  name: { en: 'Alipay', zh: '支付宝' },
  kind: 'wallet',
  methods: [
    {
      method: 'alipay',
      flows: ['native', 'page', 'wap', 'app', 'code', 'agreement'],
      currency: 'CNY',
      min: 1n,
      max: TRADE_MAX_FEN,
      manualCapture: false,
      partialRefund: true,
      // 12 months is what contracts usually say; afterwards the trade is TRADE_FINISHED and refuses.
      refundWindowDays: 365,
      async: true,
      // A QR code is good for two hours.
      orderExpirySeconds: 7_200,
      cost: { bps: 60, fixed: 0n, policy: 'channels.alipay.cost' },
      needsSubMerchant: true,
    },
  ],
  payouts: null,
  cutOff: '00:00',
  docs: 'https://opendocs.alipay.com/open-v3/',
}

export const KEY_ROLES: readonly KeyRole[] = [
  {
    role: 'app_private_key',
    name: { en: 'Private key of the application', zh: '应用私钥' },
    holder: 'us',
    kind: 'rsa_private',
    required: true,
    pairsWith: 'app_certificate',
  },
  {
    role: 'alipay_public_key',
    name: { en: 'Public key of Alipay (key mode; not the application’s own)', zh: '支付宝公钥（公钥模式；不是应用公钥）' },
    holder: 'them',
    kind: 'rsa_public',
    required: false,
  },
  {
    role: 'app_certificate',
    name: { en: 'Certificate of the application (certificate mode)', zh: '应用公钥证书 appCertPublicKey（证书模式）' },
    holder: 'us',
    kind: 'certificate',
    required: false,
    pairsWith: 'app_private_key',
  },
  {
    role: 'alipay_certificate',
    name: { en: 'Certificate of Alipay (certificate mode)', zh: '支付宝公钥证书 alipayCertPublicKey_RSA2（证书模式）' },
    holder: 'them',
    kind: 'certificate',
    required: false,
    bySerial: true,
  },
  {
    role: 'alipay_root_certificate',
    name: { en: 'Root certificates of Alipay, the whole file (certificate mode)', zh: '支付宝根证书 alipayRootCert，整个文件（证书模式）' },
    holder: 'them',
    kind: 'text',
    required: false,
  },
]

export const SETTINGS: readonly SettingSpec[] = [
  { name: 'app_id', label: { en: 'Application id', zh: '应用 APPID' }, required: true, kind: 'text' },
  { name: 'seller_id', label: { en: 'Merchant number (PID)', zh: '商户号 PID' }, required: true, kind: 'text' },
  { name: 'mode', label: { en: 'Signature mode', zh: '加签模式' }, required: true, kind: 'text', choices: ['key', 'certificate'] },
  { name: 'org_pid', label: { en: 'PID of the acquiring institution', zh: '收单机构 PID' }, required: false, kind: 'text' },
  { name: 'gateway', label: { en: 'Address of the v2 gateway', zh: 'v2 网关地址' }, required: false, kind: 'url' },
  {
    name: 'bill_ready_at',
    label: { en: 'When the bill of the day before is complete, HH:MM in China', zh: '前一日账单生成时间（北京时间 HH:MM）' },
    required: false,
    kind: 'text',
  },
]
