/**
 * The words of the command line in both languages.
 */

export type Language = 'en' | 'zh'
export type Local = { readonly en: string; readonly zh: string }

/** `--lang` first, then LC_ALL, LC_MESSAGES, LANG; anything but Chinese is English. */
export function languageOf(wanted: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const name = wanted ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || '')
  return name.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

const WORDS = {
  usage: { en: 'Usage', zh: '用法' },
  commands: { en: 'Commands', zh: '命令' },
  options: { en: 'Options', zh: '选项' },
  intro: {
    en: 'Feiqian (飞钱): payments, books and business days of a running server.',
    zh: '飞钱：操作运行中服务器的支付、账簿与营业日。',
  },
  environment: {
    en: 'FEIQIAN_API_KEY and FEIQIAN_BASE_URL say with which key and where; without them demo.json in FEIQIAN_DATA_DIR or, searched upwards from here, in .feiqian is used.\nExit codes: 0 done, 1 refused or a check failed, 2 used wrongly, 3 the server could not be reached.',
    zh: 'FEIQIAN_API_KEY 与 FEIQIAN_BASE_URL 指定密钥与地址；未设置时使用 FEIQIAN_DATA_DIR 内的 demo.json，或自当前目录向上查找 .feiqian/demo.json。\n退出码：0 完成，1 被拒绝或核对不符，2 用法错误，3 无法连接服务器。',
  },
  help: { en: 'show this help', zh: '显示帮助' },
  json: { en: 'print JSON instead of tables', zh: '输出 JSON 而非表格' },
  lang: { en: 'language: en or zh', zh: '语言：en 或 zh' },
  apiKey: { en: 'secret key (safer in FEIQIAN_API_KEY)', zh: '密钥（放在 FEIQIAN_API_KEY 中更安全）' },
  baseUrl: { en: 'where the server is', zh: '服务器地址' },
  unknownCommand: { en: 'There is no command', zh: '没有此命令' },
  tooFew: { en: 'Something is missing', zh: '缺少参数' },
  tooMany: { en: 'Too many arguments', zh: '参数过多' },
  noKey: {
    en: 'No key: set FEIQIAN_API_KEY, or run inside the folder where `npm start` wrote .feiqian/demo.json.',
    zh: '没有密钥：请设置 FEIQIAN_API_KEY，或在 `npm start` 生成 .feiqian/demo.json 的目录内运行。',
  },
  notACount: { en: 'must be a whole number, at least 1', zh: '必须是不小于 1 的整数' },
  minorUnits: {
    en: 'is in minor units (fen), without a decimal point: 1999 is ¥19.99',
    zh: '以最小货币单位（分）表示，不含小数点：1999 即 ¥19.99',
  },
  noCutDay: { en: 'no day has been cut yet; give a DATE', zh: '尚无已日切的日期，请给出 DATE' },
  required: { en: 'is required', zh: '为必填项' },
  badMetadata: { en: '--metadata is written as name=value', zh: '--metadata 的写法是 name=value' },
  unreachable: { en: 'Is the server running? Start it with npm start.', zh: '服务器是否已启动？请运行 npm start。' },
  nothing: { en: 'Nothing to show.', zh: '没有记录。' },
  more: { en: 'There are more; use --all or --limit.', zh: '还有更多记录，可用 --all 或 --limit。' },
  request: { en: 'request', zh: '请求' },
  id: { en: 'id', zh: '编号' },
  status: { en: 'status', zh: '状态' },
  amount: { en: 'amount', zh: '金额' },
  captured: { en: 'captured', zh: '已请款' },
  refunded: { en: 'refunded', zh: '已退款' },
  fee: { en: 'fee', zh: '手续费' },
  order: { en: 'order', zh: '订单号' },
  description: { en: 'description', zh: '说明' },
  created: { en: 'created', zh: '创建时间' },
  expires: { en: 'expires', zh: '失效时间' },
  checkout: { en: 'checkout', zh: '收银台' },
  payment: { en: 'payment', zh: '支付' },
  date: { en: 'date', zh: '日期' },
  account: { en: 'account', zh: '科目' },
  currency: { en: 'currency', zh: '币种' },
  opening: { en: 'opening', zh: '期初余额' },
  debits: { en: 'debits', zh: '借方发生额' },
  credits: { en: 'credits', zh: '贷方发生额' },
  closing: { en: 'closing', zh: '期末余额' },
  total: { en: 'total', zh: '合计' },
  booksAgree: { en: 'The books agree: every balance follows from its transfers.', zh: '账簿相符：每个余额都与其流水一致。' },
  booksDiffer: { en: 'The books do NOT agree.', zh: '账簿不符！' },
  accounts: { en: 'accounts', zh: '账户数' },
  transfers: { en: 'transfers', zh: '流水数' },
  differences: { en: 'differences', zh: '差异数' },
  kind: { en: 'kind', zh: '类别' },
  subject: { en: 'subject', zh: '对象' },
  detail: { en: 'detail', zh: '详情' },
  number: { en: 'number', zh: '科目号' },
  noTrialBalance: { en: 'No day has been cut yet.', zh: '尚无已日切的营业日。' },
  cutAt: { en: 'cut', zh: '日切时间' },
  trialBalanceAt: { en: 'trial balance', zh: '试算平衡' },
  dayOpen: { en: 'open', zh: '营业中' },
  dayWasCut: { en: 'cut', zh: '已日切' },
  dayCut: { en: 'Day cut', zh: '已日切' },
  dayClosed: { en: 'Day closed', zh: '已日终结账' },
  sending: { en: 'sending', zh: '上传中' },
  reading: { en: 'reading', zh: '读取中' },
  matching: { en: 'matching', zh: '匹配中' },
  source: { en: 'source', zh: '来源' },
  format: { en: 'format', zh: '格式' },
  lines: { en: 'lines', zh: '行数' },
  matched: { en: 'matched', zh: '已匹配' },
  exceptions: { en: 'exceptions', zh: '差错' },
  errors: { en: 'unreadable', zh: '不可读' },
  count: { en: 'count', zh: '笔数' },
  age: { en: 'days', zh: '天数' },
  owner: { en: 'owner', zh: '负责人' },
  instruction: { en: 'instruction', zh: '指令' },
  actor: { en: 'who', zh: '操作人' },
  event: { en: 'event', zh: '事件' },
  comment: { en: 'comment', zh: '说明' },
  document: { en: 'document', zh: '文件' },
  bytes: { en: 'bytes', zh: '字节' },
  reconClosed: { en: 'Reconciliation closed', zh: '对账已关闭' },
  reconClosedBefore: { en: 'It was closed before; everything was made again and is the same', zh: '此前已关闭；已重新生成并核对一致' },
  canClose: { en: 'Every line is matched or explained: the day can be closed.', zh: '每一行均已匹配或说明，可以关闭。' },
  inTheWay: { en: 'In the way of its close', zh: '尚不能关闭，原因' },
  waitsForApproval: { en: 'A second operator has to agree', zh: '需另一名操作员复核' },
  listening: { en: 'Forwarding new events to', zh: '正在转发新事件至' },
  listenSecret: { en: 'Signing secret for this run (never shown elsewhere)', zh: '本次运行的签名密钥（不会在别处显示）' },
  stopped: { en: 'Stopped.', zh: '已停止。' },
} as const

export type Word = keyof typeof WORDS

export const say = (language: Language, word: Word): string => WORDS[word][language]
