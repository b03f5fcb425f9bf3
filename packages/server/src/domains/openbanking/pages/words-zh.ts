/** 开放银行页面的文字，简体中文。 */

/** Chinese is written without spaces: one beside a name stays only where that side of the name is Latin or a digit. */
function t(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((before, part, at) => {
    const value = String(values[at - 1])
    const left = /^\p{Script=Han}/u.test(value) ? before.replace(/ $/, '') : before
    const right = /\p{Script=Han}$/u.test(value) ? part.replace(/^ /, '') : part
    return left + value + right
  })
}

type Period = 'Day' | 'Week' | 'Fortnight' | 'Month' | 'Half-year' | 'Year'

const PERIODS: Readonly<Record<Period, string>> = {
  Day: '天',
  Week: '周',
  Fortnight: '两周',
  Month: '月',
  'Half-year': '半年',
  Year: '年',
}
const CALENDAR_PERIODS: Readonly<Record<Period, string>> = {
  Day: '每个自然日',
  Week: '每个自然周',
  Fortnight: '每两个自然周',
  Month: '每个自然月',
  'Half-year': '每个自然半年',
  Year: '每个自然年',
}

export const zh = {
  signedInAs: (name: string) => t`您以 ${name} 的身份登录`,
  notYou: '不是您？换个账户登录',
  cancel: '取消',
  cancelHint: (name: string) => t`取消后将返回 ${name}，不会共享任何信息，也不会付款。`,
  continue: '继续',
  back: '上一步',
  step: (at: number, of: number) => t`第 ${at} 步，共 ${of} 步`,
  errorTitle: '请检查以下问题',

  arriving: {
    title: '正在打开',
    note: '请稍候。如果页面没有自动打开，请点下面的按钮。',
  },
  choose: {
    titleData: (name: string) => t`选择让 ${name} 查看的账户`,
    leadData: (name: string) => t`${name} 只能看到您选中的账户。未选中的账户对它不可见。`,
    titlePay: '选择付款账户',
    leadPay: '款项将从您选择的账户支付。',
    legendData: '您的账户（可多选）',
    legendPay: '您的账户（选一个）',
    closed: '已销户，不能选择',
    notPayable: '此账户不能用于发起付款',
    disabled: '暂停使用，不能选择',
    otherCurrency: (currency: string) => t`不是${currency}账户，不能用于这笔付款`,
    none: '您没有可以选择的账户。',
    missingData: '请至少选择一个账户。',
    missingPay: '请选择一个账户。',
    available: (amount: string) => t`可用 ${amount}`,
  },
  review: {
    allow: '同意并继续验证',
    allowHint: '下一步请您验证身份，验证后才会生效。',
    payNow: '确认并继续验证',
    change: '更改账户',
    fullText: '您同意的全部文字将保存为回执，可随时在“我的授权”中查看和下载。',
  },
  party: {
    company: (name: string) => t`公司：${name}`,
    contact: (contact: string) => t`联系方式：${contact}`,
    noContact: '联系方式：未登记',
    website: (url: string) => t`网站 ${url}`,
  },

  data: {
    title: (name: string) => t`${name} 想查看您的账户信息`,
    whatHeading: (name: string) => t`${name} 可以看到什么`,
    accountsHeading: '涉及哪些账户',
    whyHeading: '用来做什么',
    whyGiven: (purpose: string) => t`对方说明的用途：“${purpose}”。只能用于这个用途。`,
    whyDefault: (name: string) => t`向您提供您在 ${name} 要求的账户信息服务。只能用于这个用途。`,
    howHeading: '怎样获取',
    how: (name: string) => t`${name} 通过加密接口自行读取，您不在线时也可以读取；读取后由 ${name} 按其隐私政策保管。`,
    howLongHeading: '多长时间',
    until: (at: string) => t`可读取至 ${at}，到期自动停止。`,
    untilEnded: '没有到期日，直到您结束授权为止。',
    history: (from: string | null, to: string | null) =>
      from !== null && to !== null
        ? t`只包括 ${from} 至 ${to} 的交易。`
        : from !== null
          ? t`只包括 ${from} 以后的交易。`
          : to !== null
            ? t`只包括 ${to} 以前的交易。`
            : '包括您账户的全部历史交易。',
    notHeading: '不允许做什么',
    not: (name: string) => [
      t`${name} 不能动用您的资金，不能付款或转账。`,
      t`${name} 看不到您的密码和验证码，也看不到其他账户。`,
      t`本授权只给 ${name} 一家。其他公司要获取您的信息，须另行征得您的单独同意。`,
    ],
    endHeading: '怎样结束',
    end: (name: string) => [
      '随时可以在飞钱钱包“我的授权”中结束，立即生效。',
      t`也可以在 ${name} 那里结束。已被读取的信息，请向 ${name} 要求删除。`,
    ],
    freeHeading: '由您决定',
    free: '同意与否完全自愿。不同意不会影响您的账户，也不会影响您使用其他服务。',
    statement: (name: string, accounts: number, until: string | null) =>
      t`我单独同意 ${name} 查看上述 ${accounts} 个账户的信息${until === null ? '，直到我结束授权' : t`，至 ${until}`}。`,
  },
  funds: {
    title: (name: string) => t`${name} 想确认您的余额是否足够`,
    what: [{ strong: '是否够付', text: '对方问“有没有某个金额”，我们只回答“够”或“不够”。' }],
    not: (name: string) => [t`${name} 看不到您的余额和交易。`, t`${name} 不能动用或冻结您的资金。`, t`本授权只给 ${name} 一家。`],
    whyDefault: (name: string) => t`${name} 在您付款前确认账户里有足够的钱。只能用于这个用途。`,
    statement: (name: string, until: string | null) =>
      t`我单独同意 ${name} 查询上述账户余额是否足够${until === null ? '，直到我结束授权' : t`，至 ${until}`}。`,
  },
  pay: {
    title: '确认付款',
    amount: '付款金额',
    to: (payee: string) => t`付给 ${payee}`,
    detailsHeading: '付款信息',
    payee: '收款方',
    from: '付款账户',
    reference: '附言',
    initiator: '发起方',
    fee: '手续费',
    feeNone: '无',
    knowHeading: '请留意',
    know: (name: string) => [
      t`只付这一笔。${name} 不能再用本次确认付第二笔，也不能更改金额或收款方。`,
      t`${name} 看不到您的余额、交易和密码。`,
    ],
    afterHeading: '付款之后',
    after: '付款后不能撤回。需要退款时，请联系收款方。',
    statement: (amount: string, payee: string, account: string) => t`我同意从 ${account} 向 ${payee} 付款 ${amount}。`,
  },
  vrp: {
    title: (name: string) => t`${name} 想在约定限额内代您付款`,
    amount: '每笔最高',
    to: (payee: string) => t`付给 ${payee}`,
    allowsHeading: '允许做什么',
    allows: (name: string, payee: string) => t`${name} 可以从您的账户向 ${payee} 付款，每次付款前不再询问您。`,
    limitsHeading: '限额',
    perPayment: (amount: string) => t`每笔不超过 ${amount}`,
    period: (type: string, alignment: string, amount: string | null, count: number | null) => {
      const name =
        alignment === 'Calendar' ? (CALENDAR_PERIODS[type as Period] ?? type) : t`从同意之日起每${PERIODS[type as Period] ?? type}`
      const parts = [...(amount === null ? [] : [t`合计不超过 ${amount}`]), ...(count === null ? [] : [t`最多 ${count} 笔`])]
      return t`${name}${parts.join('，')}`
    },
    lifetime: (amount: string | null, count: number | null) =>
      t`总共${[...(amount === null ? [] : [t`不超过 ${amount}`]), ...(count === null ? [] : [t`最多 ${count} 笔`])].join('，')}`,
    refused: '超出任何一项限额的付款都会被拒绝。',
    validFrom: (at: string) => t`${at} 起可以付款。`,
    validTo: (at: string) => t`${at} 到期，之后不能再付款。`,
    untilEnded: '没有到期日，直到您结束授权为止。',
    not: (name: string, payee: string) => [
      t`不能付给 ${payee} 以外的任何人。`,
      '不能超过上面的限额，也不能提高限额。',
      t`${name} 看不到您的余额、交易和密码。`,
    ],
    end: (name: string) => ['随时可以在飞钱钱包“我的授权”中结束，立即生效。', t`也可以在 ${name} 那里结束。已完成的付款不会撤回。`],
    statement: (name: string, payee: string, amount: string, account: string) =>
      t`我同意 ${name} 在上述限额内从 ${account} 向 ${payee} 付款，每笔最高 ${amount}。`,
  },
  fingerprint: (code: string) => t`文字指纹 ${code}`,

  cancelPage: {
    title: '要取消吗？',
    note: (name: string) => t`取消后返回 ${name}。不会共享任何信息，也不会付款。`,
    yes: (name: string) => t`取消并返回 ${name}`,
    no: '不取消，继续',
  },
  ended: {
    backTo: (name: string) => t`返回 ${name}`,
    safe: '没有共享任何信息，也没有付款。',
    expiredTitle: '操作已超时',
    expired: (name: string, minutes: number) => t`为了您的安全，请求 ${minutes} 分钟内有效。请返回 ${name} 重新开始。`,
    decidedTitle: '您已经作出了决定',
    decided: (name: string) => t`这个请求已处理完毕，不会重复生效。请返回 ${name}。`,
    unknownTitle: '找不到这个请求',
    unknown: '请求可能已经完成、已经过期，或者是在另一个浏览器中打开的。请回到您来的网站或应用，重新开始。',
    toConsents: '查看我的授权',
    withdrawnTitle: '对方已撤回请求',
    withdrawn: (name: string) => t`${name} 的这个请求已不再有效。请返回 ${name}，需要时重新开始。`,
    suspendedTitle: '暂时不能连接',
    suspended: (name: string) => t`${name} 目前不能通过飞钱获取信息或付款。您的账户不受影响。`,
    othersTitle: '这个请求属于另一位客户',
    others: '请用原来的账户登录，或者返回并重新开始。',
    unsuitableTitle: '这个请求无法办理',
    unsuitable: '请求中的收款方或账户不在支持范围内。',
    failedTitle: '没有完成',
    failed: '请求未能完成，没有生效。您可以再试一次，或者返回。',
    factorMissing: '身份验证没有完成或已超时。请再次确认。',
    factorMismatch: '内容在验证期间有变化。请重新核对后确认。',
    again: '重新核对',
  },

  dashboard: {
    title: '我的授权',
    lead: '您给出的全部授权：谁可以查看您的信息，谁可以从您这里收款。每一项都可以随时结束。',
    active: '有效',
    ended: '已结束',
    noneActive: '目前没有有效的授权。',
    noneEnded: '还没有结束的授权。',
    more: '显示更早的',
    institution: '飞钱',
    accountsCount: (count: number) => `${count} 个账户`,
    security: '账户安全',
    wallet: '钱包',
    overview: '全部授权',
    until: (at: string) => t`至 ${at}`,
    untilEnded: '直到您结束',
    lastUsed: (at: string) => t`上次使用 ${at}`,
    neverUsed: '尚未使用',
    endedAt: (at: string) => t`${at} 结束`,
    facts: {
      party: '对方',
      contact: '联系方式',
      kind: '类型',
      status: '状态',
      purpose: '用途',
      method: '付款方式',
      walletBalance: '钱包余额',
      card: (bank: string, last4: string) => t`${bank}（尾号 ${last4}）`,
      accounts: '账户',
      given: '授权时间',
      validUntil: '有效期',
      lastUsed: '上次使用',
      ended: '结束',
      endReason: '原因',
      amount: '金额',
      payee: '收款方',
      reference: '附言',
      number: '授权编号',
    },
    dataHeading: '可以看到的信息',
    limitsHeading: '限额与已用',
    limitPerPayment: (amount: string) => t`每笔不超过 ${amount}`,
    noLimit: '没有设置单笔限额',
    limitUsed: (used: string, limit: string) => t`已用 ${used}，限额 ${limit}`,
    countUsed: (used: number, limit: number) => t`已用 ${used} 笔，最多 ${limit} 笔`,
    useHeading: '使用记录',
    noUse: '还没有使用过。',
    useReleased: '未成功，额度已退回',
    accessLine: (count: number) => t`读取 ${count} 次`,
    resources: {
      accounts: '账户资料',
      balances: '余额',
      transactions: '交易',
      beneficiaries: '收款人名单',
      'standing-orders': '定期转账',
      'direct-debits': '委托扣款',
      'scheduled-payments': '预约付款',
      statements: '对账单',
      party: '您的姓名与联系方式',
      product: '账户产品',
      offers: '优惠',
      'funds-confirmation': '余额是否足够',
      identity: '身份信息',
    } as Readonly<Record<string, string>>,
    historyHeading: '变更记录',
    changes: {
      proposed: '对方提出请求',
      authorised: '您同意',
      reconfirmed: '您再次确认',
      rejected: '您拒绝',
      consumed: '付款完成',
      cancelled: '结束',
      expired: '到期',
    } as Readonly<Record<string, string>>,
    receiptHeading: '回执',
    receiptLead: '您同意时看到的原文。',
    receiptAt: (at: string) => t`${at} 同意`,
    receiptVersion: (version: string, language: string) => t`文字版本 ${version}，语言：${language}`,
    receiptFactors: (factors: string) => t`身份验证：${factors}`,
    languages: { zh: '中文', en: '英文' },
    factors: { password: '密码', totp: '动态口令', sms: '短信验证码', passkey: '通行密钥' },
    showText: '展开原文',
    downloadText: '下载回执（文本）',
    downloadJson: '下载回执（JSON）',
    noReceipt: '此授权是在钱包中给出的，没有单独的回执。',
    end: '结束授权',
    endCard: '解除绑定',
    endTitle: (name: string) => t`结束对 ${name} 的授权？`,
    endWhat: '结束后会怎样',
    effects: {
      account_access: (name: string) => [
        t`${name} 从下一次读取起就看不到您的信息，您不用做别的。`,
        t`${name} 依赖这些信息的服务可能停止工作。`,
        t`已被读取的信息，请向 ${name} 要求删除。`,
        '您的账户和余额不受影响。需要时可以重新授权。',
      ],
      funds_confirmation: (name: string) => [t`${name} 不能再查询余额是否足够。`, '您的账户和余额不受影响。需要时可以重新授权。'],
      domestic_payment: (name: string) => [t`${name} 不能再发起这笔付款。`, '已经付出的款项不会撤回。'],
      vrp: (name: string) => [t`${name} 不能再从您的账户付款。`, '正在处理的和已经完成的付款不会撤回。', '需要时可以重新授权。'],
      recurring_collection: (name: string) => [t`${name} 不能再从您这里收款。`, '您与对方的合同不会因此终止，欠款请用其他方式支付。'],
      wallet_auto_debit: (name: string) => [t`${name} 不能再自动扣款。`, '您与对方的服务合同不会因此终止，请按约定处理。'],
      channel_agreement: (name: string) => [t`${name} 不能再自动扣款。`, '在钱包渠道的签约同时解除。'],
      card_agreement: () => [
        '这张银行卡将从钱包解绑，不能再用于付款、充值和提现。',
        '使用这张卡的自动扣款授权随之失效。',
        '需要时可以重新绑定。',
      ],
    },
    endYes: '确认结束',
    endNo: '保留',
    endedNotice: (name: string) => t`已结束对 ${name} 的授权，立即生效。`,
    alreadyEnded: '这项授权已经结束。',
    notFoundTitle: '找不到这项授权',
    notFound: '它可能不属于当前登录的账户。',
  },
}

export type Words = typeof zh
