/** What the reserve bank does, which keys and settings it needs: data that the console and the doctor read. It is no rail. */
import type { Capabilities, KeyRole, SettingSpec } from '../kit/types.ts'

export const RESERVE_BANK = 'reserve_bank'

export const capabilities: Capabilities = {
  code: RESERVE_BANK,
  name: { en: 'Reserve bank', zh: '备付金银行' },
  kind: 'reserve_bank',
  methods: [],
  payouts: null,
  cutOff: '24:00',
  docs: 'docs/guides/sandbox.md',
}

export const KEY_ROLE = 'customer_key'

export const KEYS: readonly KeyRole[] = [
  {
    role: KEY_ROLE,
    name: { en: 'Key shared with the reserve bank, of both directions', zh: '与备付金银行共享的密钥（双向）' },
    holder: 'us',
    kind: 'text',
    required: true,
  },
]

export const SETTINGS: readonly SettingSpec[] = [
  { name: 'customer', label: { en: 'Customer number', zh: '客户号' }, required: true, kind: 'text' },
  {
    name: 'statement_format',
    label: { en: 'Form of the statements', zh: '对账单格式' },
    required: false,
    kind: 'text',
    choices: ['reserve_text', 'camt053'],
  },
]
