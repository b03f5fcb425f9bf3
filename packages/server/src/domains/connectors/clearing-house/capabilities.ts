/** What the two clearing houses can do, which keys and settings they need: data that routing, the console and the doctor read. */
import type { Capabilities, KeyRole, SettingSpec } from '../kit/types.ts'

export const HOUSE_A = 'sim'
export const HOUSE_B = 'sim_b'
export type HouseCode = typeof HOUSE_A | typeof HOUSE_B

const DOCS = 'docs/guides/sandbox.md'
/** One payment by a bank's page; the houses' own figure. */
const GATEWAY_MAX = 50_000_000n
const PAYOUT_MAX = 500_000_000n

const gateway = (fixed: bigint, policy: string): Capabilities['methods'][number] => ({
  method: 'bank_gateway',
  flows: ['gateway'],
  currency: 'CNY',
  min: 1n,
  max: GATEWAY_MAX,
  manualCapture: false,
  partialRefund: true,
  refundWindowDays: 180,
  async: true,
  orderExpirySeconds: 86_400,
  cost: { bps: 0, fixed, policy },
  needsSubMerchant: false,
  banks: ['ICBC', 'ABC', 'BOC', 'CCB', 'CMB'],
})

const card = (fixed: bigint, policy: string): Capabilities['methods'][number] => ({
  method: 'bank_card',
  flows: ['agreement'],
  currency: 'CNY',
  min: 1n,
  max: GATEWAY_MAX,
  manualCapture: false,
  partialRefund: true,
  refundWindowDays: 180,
  async: true,
  orderExpirySeconds: 600,
  cost: { bps: 0, fixed, policy },
  needsSubMerchant: false,
})

export const CAPABILITIES: Readonly<Record<HouseCode, Capabilities>> = {
  [HOUSE_A]: {
    code: HOUSE_A,
    name: { en: 'Clearing house A', zh: '清算平台甲' },
    kind: 'clearing_house',
    methods: [gateway(0n, 'channels.sim.cost'), card(0n, 'channels.sim.cost')],
    payouts: { min: 1n, max: PAYOUT_MAX, cost: { bps: 0, fixed: 0n, policy: 'channels.sim.payout_cost' } },
    cutOff: '24:00',
    docs: DOCS,
  },
  [HOUSE_B]: {
    code: HOUSE_B,
    name: { en: 'Clearing house B', zh: '清算平台乙' },
    kind: 'clearing_house',
    methods: [gateway(10n, 'channels.sim_b.cost'), card(10n, 'channels.sim_b.cost')],
    payouts: { min: 1n, max: PAYOUT_MAX, cost: { bps: 0, fixed: 0n, policy: 'channels.sim_b.payout_cost' } },
    cutOff: '23:00',
    docs: DOCS,
  },
}

export const KEY_ROLE = 'institution_key'

export const KEYS: readonly KeyRole[] = [
  {
    role: KEY_ROLE,
    name: { en: 'Key shared with the house, of both directions', zh: '与清算平台共享的密钥（双向）' },
    holder: 'us',
    kind: 'text',
    required: true,
  },
]

export const SETTINGS: readonly SettingSpec[] = [
  { name: 'institution', label: { en: 'Number of the institution', zh: '机构编号' }, required: true, kind: 'text' },
]
