/**
 * The chart of accounts. It separates what the law separates: the customer reserve (备付金, 国令768 Art. 27, 29) and the
 * institution's own funds (自有资金) are different cash accounts, and no transfer ever crosses from one fund to the other:
 * money moves between them as two linked transfers, one in each fund, that mirror a real bank transfer.
 */

/** `reserve`: customers' money and what is owed against it. `own`: the institution's own money. */
export type Fund = 'reserve' | 'own'

/**
 * `debit`/`credit`: the side on which the balance normally stands and below which a constrained account cannot fall.
 * A constrained account is locked by every batch that moves it; an unconstrained one is incremented blind.
 */
export type AccountCode = keyof typeof CHART

export type ChartEntry = {
  readonly number: string
  readonly fund: Fund
  readonly normalSide: 'debit' | 'credit'
  readonly constrained: boolean
  /** What an account of this code belongs to: one for the institution, or one for each of these. */
  readonly owner: 'institution' | 'merchant' | 'holder' | 'house'
  readonly en: string
  readonly zh: string
}

export const CHART = {
  reserve_cash: {
    number: '1001',
    fund: 'reserve',
    normalSide: 'debit',
    constrained: false,
    owner: 'institution',
    en: 'Customer reserve at the reserve bank',
    zh: '客户备付金集中存管账户',
  },
  clearing_receivable: {
    number: '1011',
    fund: 'reserve',
    normalSide: 'debit',
    constrained: false,
    owner: 'house',
    en: 'Receivable from the clearing house',
    zh: '应收清算款',
  },
  channel_fees_withheld: {
    number: '1021',
    fund: 'reserve',
    normalSide: 'debit',
    constrained: false,
    owner: 'house',
    en: 'Channel fees withheld from the reserve, to be made good by own funds',
    zh: '渠道扣收手续费（待自有资金补足）',
  },
  suspense_short: {
    number: '1091',
    fund: 'reserve',
    normalSide: 'debit',
    constrained: false,
    owner: 'house',
    en: 'Suspense: settled short',
    zh: '待查短款',
  },
  wallet_balance: {
    number: '2001',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: true,
    owner: 'holder',
    en: 'Wallet balance',
    zh: '支付账户余额',
  },
  merchant_unsettled: {
    number: '2101',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: true,
    owner: 'merchant',
    en: 'Merchant payable, not yet settled',
    zh: '应付商户款（待结算）',
  },
  merchant_settled: {
    number: '2102',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: true,
    owner: 'merchant',
    en: 'Merchant payable, settled',
    zh: '应付商户款（可结算）',
  },
  merchant_refund_deposit: {
    number: '2103',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: true,
    owner: 'merchant',
    en: "Merchant's refund deposit",
    zh: '商户退款保证金',
  },
  payout_in_transit: {
    number: '2201',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: false,
    owner: 'house',
    en: 'Outgoing payments in transit',
    zh: '在途付款',
  },
  refund_in_transit: {
    number: '2202',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: false,
    owner: 'house',
    en: 'Refunds in transit',
    zh: '在途退款',
  },
  fees_unsettled: {
    number: '2301',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: false,
    owner: 'institution',
    en: 'Fees earned, not yet settled',
    zh: '待结算手续费',
  },
  fees_due: {
    number: '2302',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: false,
    owner: 'institution',
    en: 'Fees due to the institution, not yet swept',
    zh: '待划转手续费',
  },
  suspense_long: {
    number: '2901',
    fund: 'reserve',
    normalSide: 'credit',
    constrained: false,
    owner: 'house',
    en: 'Suspense: settled long',
    zh: '待查长款',
  },
  own_cash: {
    number: '1101',
    fund: 'own',
    normalSide: 'debit',
    constrained: true,
    owner: 'institution',
    en: 'Own funds at bank',
    zh: '自有资金账户',
  },
  merchant_advance: {
    number: '1201',
    fund: 'own',
    normalSide: 'debit',
    constrained: true,
    owner: 'merchant',
    en: 'Advances to the merchant',
    zh: '商户垫资',
  },
  capital: {
    number: '3001',
    fund: 'own',
    normalSide: 'credit',
    constrained: false,
    owner: 'institution',
    en: 'Paid-in capital',
    zh: '实收资本',
  },
  fee_income: {
    number: '4001',
    fund: 'own',
    normalSide: 'credit',
    constrained: false,
    owner: 'institution',
    en: 'Fee income',
    zh: '手续费收入',
  },
  channel_cost: {
    number: '5001',
    fund: 'own',
    normalSide: 'debit',
    constrained: false,
    owner: 'institution',
    en: 'Channel costs',
    zh: '渠道成本',
  },
  loss: { number: '5101', fund: 'own', normalSide: 'debit', constrained: false, owner: 'institution', en: 'Losses', zh: '风险损失' },
} as const satisfies Record<string, ChartEntry>

export const chartEntry = (code: AccountCode): ChartEntry => CHART[code]
