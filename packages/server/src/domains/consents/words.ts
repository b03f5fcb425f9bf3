/**
 * What people are told about a consent, in plain words of both languages, and under which version. Pages, receipts and the dashboard
 * read from here, so that what is shown, what is kept and what the API enforces are the same. Change a word, change TEXT_VERSION.
 * The domestic profile: a separate consent per recipient names recipient, contact, purpose, method and kinds of data (PIPL Art. 23, 29).
 */
import type { ConsentKind } from './types.ts'

/** The version of all the words below: a date and a count. */
export const TEXT_VERSION = '2026-11-22.4'

export type LocalText = { readonly en: string; readonly zh: string }

export type DataCluster = {
  readonly title: LocalText
  /** What is shared, in a sentence. */
  readonly what: LocalText
  /** What it does not allow. */
  readonly not: LocalText
}

/** Kinds of data as people know them. Financial accounts are sensitive personal information: PIPL Art. 28. */
export const DATA_CLUSTERS = {
  accounts: {
    title: { en: 'Your accounts', zh: '账户列表' },
    what: { en: 'The kind, currency and nickname of the accounts you choose.', zh: '您所选账户的类型、币种和别名。' },
    not: { en: 'Not your account numbers, balances or transactions.', zh: '不包括账号、余额和交易。' },
  },
  account_details: {
    title: { en: 'Your account numbers', zh: '账号与户名' },
    what: { en: 'The numbers of the accounts you choose and the name they are held in.', zh: '您所选账户的账号和户名。' },
    not: { en: 'Not balances or transactions, and no payments.', zh: '不包括余额和交易，不能付款。' },
  },
  balances: {
    title: { en: 'Your balances', zh: '账户余额' },
    what: { en: 'How much money is in the accounts you choose.', zh: '您所选账户中的金额。' },
    not: { en: 'Not what you spend it on, and no payments.', zh: '不包括您的花费明细，不能付款。' },
  },
  transactions: {
    title: { en: 'Your transactions', zh: '交易记录' },
    what: { en: 'Dates and amounts of what came in and went out.', zh: '收入和支出的日期与金额。' },
    not: { en: 'Not who was paid, unless that is asked for separately.', zh: '不包括交易对方，除非另行列明。' },
  },
  transaction_details: {
    title: { en: 'Details of your transactions', zh: '交易明细' },
    what: { en: 'Who paid or was paid, descriptions and references.', zh: '交易对方、摘要和附言。' },
    not: { en: 'No payments.', zh: '不能付款。' },
  },
  beneficiaries: {
    title: { en: 'People and companies you pay', zh: '收款人名单' },
    what: { en: 'Whom you have saved as payees.', zh: '您保存的收款人。' },
    not: {
      en: 'Not their account numbers, unless that is asked for separately; nobody can be added.',
      zh: '不包括收款人账号，除非另行列明；不能新增收款人。',
    },
  },
  beneficiary_details: {
    title: { en: 'Account details of people and companies you pay', zh: '收款人账号' },
    what: { en: 'Names and account numbers of your saved payees.', zh: '您保存的收款人的姓名和账号。' },
    not: { en: 'Nobody can be added or changed.', zh: '不能新增或修改收款人。' },
  },
  regular_payments: {
    title: { en: 'Your regular payments', zh: '定期付款' },
    what: {
      en: 'Your standing orders, direct debits and scheduled payments: when, how much and for what.',
      zh: '您的定期转账、代扣和预约付款：时间、金额和用途。',
    },
    not: { en: 'None can be set up, changed or stopped.', zh: '不能设立、修改或取消。' },
  },
  regular_payment_details: {
    title: { en: 'Account details of your regular payments', zh: '定期付款的收款账号' },
    what: { en: 'The account numbers that your regular payments go to.', zh: '定期付款的收款账号。' },
    not: { en: 'None can be set up, changed or stopped.', zh: '不能设立、修改或取消。' },
  },
  statements: {
    title: { en: 'Your statements', zh: '对账单' },
    what: { en: 'Periods, totals, interest and fees of your statements.', zh: '对账单的期间、合计、利息和费用。' },
    not: { en: 'No payments.', zh: '不能付款。' },
  },
  products: {
    title: { en: 'Your account’s terms and offers', zh: '产品与优惠' },
    what: { en: 'Interest, fees, benefits and offers of your accounts.', zh: '账户的利率、费用、权益和优惠。' },
    not: { en: 'Nothing can be applied for or changed.', zh: '不能申请或变更产品。' },
  },
  party: {
    title: { en: 'Your name and contact details', zh: '姓名与联系方式' },
    what: {
      en: 'Your full legal name, address, phone and email as the institution knows them.',
      zh: '机构登记的您的姓名、地址、电话和邮箱。',
    },
    not: { en: 'Not your identity document number in full, and nothing can be changed.', zh: '不包括完整证件号码，不能修改。' },
  },
  card_numbers: {
    title: { en: 'Your card numbers', zh: '银行卡号' },
    what: { en: 'The numbers of your cards in masked form, where the institution offers it.', zh: '经掩码的银行卡号（以机构提供为准）。' },
    not: { en: 'Never security codes or PINs.', zh: '绝不包括安全码和密码。' },
  },
  identity: {
    title: { en: 'That you are verified', zh: '实名核验结果' },
    what: {
      en: 'Whether your name, identity document and phone were verified, and your name in masked form.',
      zh: '您的姓名、证件和手机号是否已核验，以及经掩码的姓名。',
    },
    not: { en: 'Not your full name, and no numbers.', zh: '不包括完整姓名和任何号码。' },
  },
  identity_details: {
    title: { en: 'Who you are', zh: '身份信息' },
    what: {
      en: 'Your full name, and your identity document and phone numbers in masked form.',
      zh: '您的姓名，以及经掩码的证件号码和手机号。',
    },
    not: { en: 'Never a number in full, and no copy of a document.', zh: '绝不包括完整号码和证件影像。' },
  },
  risk_signals: {
    title: { en: 'Warnings about fraud', zh: '风险提示' },
    what: {
      en: 'Reports of fraud against you and signs that somebody took over your account, as they arise.',
      zh: '涉及您的欺诈举报和账户被盗用迹象，发生时即时提供。',
    },
    not: { en: 'Not your payments, and nothing from before you agree.', zh: '不包括您的交易，也不包括同意之前的信息。' },
  },
} as const satisfies Record<string, DataCluster>

export type DataClusterName = keyof typeof DATA_CLUSTERS

/** Every permission of UK Open Banking account information v4.0, by the cluster under which people are told of it. */
export const PERMISSION_CLUSTERS: Readonly<Record<string, DataClusterName>> = {
  ReadAccountsBasic: 'accounts',
  ReadAccountsDetail: 'account_details',
  ReadBalances: 'balances',
  ReadBeneficiariesBasic: 'beneficiaries',
  ReadBeneficiariesDetail: 'beneficiary_details',
  ReadDirectDebits: 'regular_payments',
  ReadOffers: 'products',
  ReadPAN: 'card_numbers',
  ReadParty: 'party',
  ReadPartyPSU: 'party',
  ReadProducts: 'products',
  ReadScheduledPaymentsBasic: 'regular_payments',
  ReadScheduledPaymentsDetail: 'regular_payment_details',
  ReadStandingOrdersBasic: 'regular_payments',
  ReadStandingOrdersDetail: 'regular_payment_details',
  ReadStatementsBasic: 'statements',
  ReadStatementsDetail: 'statements',
  ReadTransactionsBasic: 'transactions',
  ReadTransactionsCredits: 'transactions',
  ReadTransactionsDebits: 'transactions',
  ReadTransactionsDetail: 'transaction_details',
  // Ours, beside the standard's.
  ReadIdentityBasic: 'identity',
  ReadIdentityDetail: 'identity_details',
  ReadRiskSignals: 'risk_signals',
}

/** A permission with a narrower sentence than its cluster's. */
export const PERMISSION_NOTES: Readonly<Record<string, LocalText>> = {
  ReadTransactionsCredits: { en: 'Money coming in', zh: '收入' },
  ReadTransactionsDebits: { en: 'Money going out', zh: '支出' },
  ReadPartyPSU: { en: 'Of the person who signs in', zh: '登录人本人' },
}

const CLUSTER_ORDER = Object.keys(DATA_CLUSTERS) as readonly DataClusterName[]

/** The clusters that a list of permissions amounts to, each once, in the order in which people are told. */
export function clustersOf(permissions: readonly string[]): DataClusterName[] {
  const named = new Set(permissions.flatMap(permission => PERMISSION_CLUSTERS[permission] ?? []))
  return CLUSTER_ORDER.filter(name => named.has(name))
}

/** Whether the permission is one that people can be told about. */
export const isKnownPermission = (permission: string): boolean => Object.hasOwn(PERMISSION_CLUSTERS, permission)

/** What each kind of consent is, what it lets the other side do, and what it does not allow. */
export const KIND_WORDS: Readonly<Record<ConsentKind, { readonly title: LocalText; readonly allows: LocalText; readonly not: LocalText }>> =
  {
    account_access: {
      title: { en: 'Share account data', zh: '共享账户信息' },
      allows: { en: 'may read the data listed here, from the accounts you choose.', zh: '可读取下列信息，仅限您所选的账户。' },
      not: {
        en: 'They cannot move money or change anything, and never see your password.',
        zh: '对方不能动用资金、不能修改任何内容，也不会看到您的密码。',
      },
    },
    funds_confirmation: {
      title: { en: 'Confirm funds', zh: '资金确认' },
      allows: {
        en: 'may ask whether an amount is available in the account, and hears only yes or no.',
        zh: '可询问账户内是否有足够金额，仅得到“是”或“否”。',
      },
      not: { en: 'They do not see your balance or transactions, and cannot move money.', zh: '对方看不到余额和交易，也不能动用资金。' },
    },
    domestic_payment: {
      title: { en: 'Make one payment', zh: '单笔付款' },
      allows: { en: 'may make this one payment, of this amount, to this payee, once.', zh: '可发起这一笔付款：金额、收款人如上，仅一次。' },
      not: {
        en: 'They cannot change amount or payee, pay again, or read your data.',
        zh: '对方不能更改金额或收款人，不能再次付款，也不能读取您的信息。',
      },
    },
    vrp: {
      title: { en: 'Pay again and again within limits', zh: '限额内多次付款' },
      allows: {
        en: 'may make payments to this payee within the limits listed here, without asking you each time.',
        zh: '可在下列限额内向该收款人多次付款，不再逐笔征求您的同意。',
      },
      not: {
        en: 'They cannot go above the limits, pay anybody else, or read your data.',
        zh: '对方不能超出限额、不能向他人付款，也不能读取您的信息。',
      },
    },
    recurring_collection: {
      title: { en: 'Recurring collection', zh: '定期代收' },
      allows: {
        en: 'may collect payments for the purpose and within the limits listed here, without asking you each time.',
        zh: '可为所列用途、在下列限额内收取款项，不再逐笔征求您的同意。',
      },
      not: { en: 'They cannot collect for another purpose or above the limits.', zh: '对方不能用于其他用途，也不能超出限额。' },
    },
    wallet_auto_debit: {
      title: { en: 'Automatic payment', zh: '自动扣款' },
      allows: {
        en: 'may take payments within the limit listed here, without asking you each time.',
        zh: '可在下列限额内扣款，不再逐笔征求您的同意。',
      },
      not: { en: 'They cannot go above the limit or read your data.', zh: '对方不能超出限额，也不能读取您的信息。' },
    },
    channel_agreement: {
      title: { en: 'Automatic payment at a wallet', zh: '钱包渠道自动扣款' },
      allows: {
        en: 'may take payments at the wallet channel within the limit listed here, without asking you each time.',
        zh: '可通过钱包渠道在下列限额内扣款，不再逐笔征求您的同意。',
      },
      not: { en: 'They cannot go above the limit or read your data.', zh: '对方不能超出限额，也不能读取您的信息。' },
    },
    card_agreement: {
      title: { en: 'Bound bank card', zh: '绑定银行卡' },
      allows: {
        en: 'may debit this bank card for the payments and top-ups that you order, and for mandates that name it.',
        zh: '可按您的付款、充值指令以及您指定此卡的扣款授权，从该卡扣款。',
      },
      not: { en: 'Nothing is debited without your order or mandate.', zh: '未经您的指令或授权，不会扣款。' },
    },
  }

/** The states in plain words. */
export const STATE_WORDS = {
  awaiting_authorisation: { en: 'Waiting for you', zh: '待授权' },
  authorised: { en: 'Active', zh: '生效中' },
  rejected: { en: 'Refused', zh: '已拒绝' },
  consumed: { en: 'Used', zh: '已使用' },
  cancelled: { en: 'Ended', zh: '已撤销' },
  expired: { en: 'Expired', zh: '已到期' },
} as const satisfies Record<string, LocalText>

/** Who ended a consent, in plain words. */
export const ENDED_BY_WORDS = {
  person: { en: 'by you', zh: '由您' },
  third_party: { en: 'by the other side', zh: '由对方' },
  institution: { en: 'by the institution', zh: '由本机构' },
  policy: { en: 'by a rule of the institution', zh: '按机构规则' },
} as const satisfies Record<string, LocalText>

/** The labels of a separate consent, in the order in which the law names them (PIPL Art. 23). */
export const SEPARATE_CONSENT_LABELS = {
  recipient: { en: 'Who receives it', zh: '接收方名称' },
  contact: { en: 'How to reach them', zh: '联系方式' },
  purpose: { en: 'What for', zh: '处理目的' },
  method: { en: 'How it is handled', zh: '处理方式' },
  data: { en: 'Kinds of data', zh: '个人信息种类' },
  sensitive: { en: 'Why it is sensitive', zh: '敏感性与影响' },
  duration: { en: 'How long', zh: '期限' },
  not: { en: 'What it does not allow', zh: '不允许的事项' },
  withdraw: { en: 'How to end it', zh: '撤回方式' },
} as const satisfies Record<string, LocalText>

/** How the data travels, when nothing else was agreed. */
export const HANDLING_METHOD: LocalText = {
  en: 'Read over an encrypted, authenticated interface while the consent lasts.',
  zh: '在授权有效期内，通过加密并经身份认证的接口读取。',
}

/** Said beside every consent. Refusing one recipient never blocks the service: PIPL Art. 16. */
export const FREE_CHOICE: LocalText = {
  en: 'You decide for each recipient separately. If you refuse, your other services go on as before.',
  zh: '您可对每个接收方单独作出选择。拒绝不影响您继续使用其他服务。',
}
export const SENSITIVE_DATA: LocalText = {
  en: 'Data about financial accounts is sensitive personal information; leaking it could harm your property.',
  zh: '金融账户信息属于敏感个人信息，泄露可能危害您的财产安全。',
}
export const WITHDRAWAL: LocalText = {
  en: 'You can end it at any time under Consents in your wallet; it takes effect at the next request.',
  zh: '您可随时在钱包的“授权管理”中撤回，自下一次请求起立即生效。',
}

/** Purposes for which payments may be collected again and again, by the names of the policy record `consents.collection_purposes`. */
export const COLLECTION_PURPOSE_WORDS: Readonly<Record<string, LocalText>> = {
  utilities: { en: 'Water, electricity, gas and heating', zh: '水、电、燃气、供暖费' },
  telecommunications: { en: 'Telecommunications', zh: '通信费' },
  property_management: { en: 'Property management', zh: '物业管理费' },
  rent: { en: 'Rent', zh: '房租' },
  insurance_premium: { en: 'Insurance premiums', zh: '保险费' },
  loan_repayment: { en: 'Loan repayment', zh: '贷款还款' },
  credit_card_repayment: { en: 'Credit card repayment', zh: '信用卡还款' },
  fund_investment: { en: 'Fund investment plans', zh: '基金定投' },
  tuition: { en: 'School fees', zh: '学费' },
  taxes: { en: 'Taxes', zh: '税款' },
  social_insurance: { en: 'Social insurance', zh: '社会保险费' },
  housing_provident_fund: { en: 'Housing provident fund', zh: '住房公积金' },
  public_transport: { en: 'Public transport', zh: '公共交通' },
  charity: { en: 'Donations', zh: '公益捐款' },
  membership_dues: { en: 'Membership dues', zh: '会费' },
}
