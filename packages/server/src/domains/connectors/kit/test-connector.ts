/** A connector of tests: it can do everything, and needs every kind of key. */
import type { Registered } from './change-connections.ts'
import type { Finding } from './types.ts'

export const testConnector = (code = 'test_rail', selfTest: () => Promise<readonly Finding[]> = async () => []): Registered => ({
  code,
  capabilities: {
    code,
    name: { en: 'Test rail', zh: '测试渠道' },
    kind: 'wallet',
    methods: [
      {
        method: 'wechat_pay',
        flows: ['native', 'jsapi'],
        currency: 'CNY',
        min: 1n,
        max: 5_000_000n,
        manualCapture: false,
        partialRefund: true,
        refundWindowDays: 365,
        async: true,
        orderExpirySeconds: 7_200,
        cost: { bps: 20, fixed: 0n },
        needsSubMerchant: true,
      },
    ],
    payouts: { min: 1n, max: 5_000_000n, cost: { bps: 0, fixed: 50n } },
    cutOff: '23:00',
    docs: 'https://example.com/specification',
  },
  keys: [
    {
      role: 'private',
      name: { en: 'Our private key', zh: '本方私钥' },
      holder: 'us',
      kind: 'rsa_private',
      required: true,
      pairsWith: 'certificate',
    },
    { role: 'certificate', name: { en: 'Our certificate', zh: '本方证书' }, holder: 'us', kind: 'certificate', required: true },
    {
      role: 'platform',
      name: { en: 'Their public key', zh: '对方公钥' },
      holder: 'them',
      kind: 'rsa_public',
      required: true,
      bySerial: true,
    },
    { role: 'secret', name: { en: 'Shared secret', zh: '共享密钥' }, holder: 'us', kind: 'symmetric', required: true, bytes: 32 },
    { role: 'note', name: { en: 'Note', zh: '备注' }, holder: 'us', kind: 'text', required: false },
    { role: 'sm2', name: { en: 'SM2 key', zh: '国密私钥' }, holder: 'us', kind: 'sm2_private', required: false, pairsWith: 'sm2_public' },
    { role: 'sm2_public', name: { en: 'SM2 public key', zh: '国密公钥' }, holder: 'us', kind: 'sm2_public', required: false },
  ],
  settings: [
    { name: 'mchid', label: { en: 'Merchant number', zh: '商户号' }, required: true, kind: 'text' },
    { name: 'mode', label: { en: 'Mode', zh: '模式' }, required: false, kind: 'text', choices: ['partner', 'direct'] },
    { name: 'window', label: { en: 'Window', zh: '窗口' }, required: false, kind: 'integer' },
    { name: 'strict', label: { en: 'Strict', zh: '严格' }, required: false, kind: 'boolean' },
    { name: 'banks', label: { en: 'Banks', zh: '银行' }, required: false, kind: 'list' },
    { name: 'page', label: { en: 'Page', zh: '页面' }, required: false, kind: 'url' },
  ],
  selfTest,
})
