/** Life in a Chinese city: salary, rent, food, shopping festivals, red packets. Everybody and every shop is invented. */
import { type Draft, deepest, type Habit, live, type Period, roundly, sumAt } from '../history.ts'
import { luhnDigit, type Random } from '../numbers.ts'
import type { Payee } from '../types.ts'
import { abroad, festivals, mistakes, purchase, redPackets } from './cn-occasions.ts'
import type { Plan } from './plan.ts'

const EMPLOYERS = ['云帆软件（上海）有限公司', '江南设计院有限公司', '星河医疗科技有限公司', '海棠教育咨询有限公司'] as const
const FRIENDS = ['王小川', '李若溪', '张一鸣轩', '陈可欣', '赵子墨', '周语桐', '吴承泽', '孙佳怡'] as const
const FAMILY = ['林建国', '陈桂芳'] as const
const LANDLORDS = ['郑国栋', '何秀兰', '许志强'] as const
const TOWNS = [
  { town: '上海市', subdivision: '上海', street: '长宁区梧桐路', postCode: '200050' },
  { town: '杭州市', subdivision: '浙江', street: '西湖区竹影街', postCode: '310012' },
  { town: '成都市', subdivision: '四川', street: '锦江区锦绣巷', postCode: '610021' },
] as const

const DAILY: readonly Habit[] = [
  { merchant: '晨光早点铺', mcc: '5814', low: 600, high: 1_800, perMonth: 12, hours: [7, 9], weekends: 'never' },
  { merchant: '城市轨道交通', mcc: '4111', low: 300, high: 800, perMonth: 18, hours: [8, 20], weekends: 'never' },
  { merchant: '街角咖啡', mcc: '5814', low: 1_200, high: 3_200, perMonth: 7, hours: [9, 16] },
  { merchant: '食堂快餐', mcc: '5812', low: 1_800, high: 3_600, perMonth: 11, hours: [11, 13], weekends: 'never' },
  { merchant: '邻里便利店', mcc: '5411', low: 500, high: 4_800, perMonth: 6, hours: [18, 23] },
  { merchant: '青禾生鲜超市', mcc: '5411', low: 4_500, high: 22_000, perMonth: 4, hours: [10, 21] },
  { merchant: '共享单车出行', mcc: '7999', low: 150, high: 350, perMonth: 4, hours: [8, 21] },
  { merchant: '平安大药房', mcc: '5912', low: 2_800, high: 16_000, perMonth: 0.7, hours: [9, 20] },
]
const ON_CARD: readonly Habit[] = [
  { merchant: '快骑外卖', mcc: '5812', low: 2_200, high: 6_800, perMonth: 6, hours: [11, 21] },
  { merchant: '顺途打车', mcc: '4121', low: 1_500, high: 7_500, perMonth: 4, hours: [8, 23] },
  { merchant: '百川电商', mcc: '5311', low: 3_900, high: 39_900, perMonth: 4, hours: [9, 23] },
  { merchant: '巷子里火锅', mcc: '5812', low: 12_000, high: 36_000, perMonth: 1.6, hours: [18, 21], weekends: 'only' },
  { merchant: '光影影城', mcc: '7832', low: 4_500, high: 12_000, perMonth: 1, hours: [14, 22], weekends: 'only' },
  { merchant: '素然服饰', mcc: '5651', low: 15_900, high: 69_900, perMonth: 0.6, hours: [13, 21] },
  { merchant: '加能加油站', mcc: '5541', low: 20_000, high: 38_000, perMonth: 1.2, hours: [8, 21] },
  { merchant: '四方铁路客票', mcc: '4112', low: 7_300, high: 55_300, perMonth: 0.5, hours: [7, 22] },
]

const payee = (name: string, bank: string, account: string): Payee => ({ name, scheme: 'CN.CNAPS.Account', account, bank })
const cardNumber = (prefix: string, random: Random, length: number): string => {
  const body = prefix + random.digits(length - prefix.length - 1)
  return body + luhnDigit(body)
}

export function cnPlan(random: Random, period: Period): Plan {
  const [first, second] = random.pick([
    ['icbc', '622202'],
    ['ccb', '621700'],
    ['abc', '622848'],
  ] as const)
  const home = random.pick(TOWNS)
  const number = cardNumber(second, random, 19)
  const savingsNumber = cardNumber(second, random, 19)
  const creditNumber = cardNumber('625802', random, 16)
  const landlord = payee(random.pick(LANDLORDS), 'boc', cardNumber('621661', random, 19))
  const parent = payee(random.pick(FAMILY), 'abc', cardNumber('622848', random, 19))
  const friends = FRIENDS.map(name => payee(name, random.pick(['icbc', 'ccb', 'cmb', 'boc']), cardNumber('621483', random, 16)))
  const salary = roundly(random, 1_150_000, 2_200_000)
  const rent = BigInt(random.between(32, 58) * 10_000)
  const broadband = 9_900n
  const mobile = BigInt(random.pick([5_900, 7_900, 12_900]))
  const current: Draft[] = []
  const card: Draft[] = []
  const savings: Draft[] = []

  income(random, period, current, salary)
  for (let month = 0; month < period.months; month++) {
    const out = (day: number, minutes: number, amount: bigint, to: Payee, information: string, subFamily = 'DMCT'): void => {
      const at = period.instant(month, day, minutes)
      current.push({ at, amount: -amount, information, family: 'ICDT', subFamily, party: to })
    }
    const collect = (day: number, amount: bigint, merchant: string, mcc: string, mandate: string): void => {
      const at = period.instant(month, day, 260 + day)
      current.push({
        at,
        amount: -amount,
        information: `代扣 ${merchant}`,
        family: 'RDDT',
        subFamily: 'PMDD',
        merchant,
        mcc,
        reference: mandate,
      })
    }
    out(1, 545, rent, landlord, '房租', 'STDO')
    collect(6, broadband, '光速宽带', '4814', 'GK20198877')
    collect(9, mobile, '通达移动话费', '4814', 'YD13800')
    collect(18, roundly(random, 8_600, 26_000), '城市电力', '4900', 'DL0045120')
    if (month % 2 === 0) collect(20, roundly(random, 3_200, 7_800), '城市水务', '4900', 'SW220981')
    if (month % 2 === 1) collect(22, roundly(random, 4_800, 13_000), '天然气公司', '4900', 'RQ118822')
    collect(3, 2_500n, '云端视频会员', '4899', 'YS-VIP-01')
    const saved = BigInt(random.between(15, 40) * 10_000)
    out(16, 600, saved, payee('本人储蓄', first, savingsNumber), '转存储蓄')
    savings.push({
      at: period.instant(month, 16, 600),
      amount: saved,
      information: '活期转入',
      family: 'RCDT',
      subFamily: 'DMCT',
      party: payee('本人', first, number),
    })
    if (month % 3 === 2) interest(period, month, savings, random)
    if (random.chance(0.5))
      out(random.between(4, 27), random.between(600, 1_300), roundly(random, 5_000, 60_000), random.pick(friends), '转账')
    if (random.chance(0.3)) cash(random, period, month, current)
  }
  redPackets(random, period, current, friends, parent)
  live(random, period, DAILY, ({ merchant, mcc }, at, amount) =>
    current.push({
      at,
      amount: -amount,
      information: `快捷支付 ${merchant}`,
      family: 'CCRD',
      subFamily: 'POSD',
      purpose: 'EPAY',
      merchant,
      mcc,
      cardAuthorisation: 'ConsumerDevice',
    }),
  )
  live(random, period, ON_CARD, ({ merchant, mcc }, at, amount) => card.push(purchase(period, at, merchant, mcc, amount)))
  festivals(random, period, card)
  abroad(random, period, card)
  mistakes(random, period, current, card)
  repay(period, current, card, first, number, creditNumber)

  const opening = BigInt(random.between(8_000, 40_000) * 100)
  return {
    timeZone: 'Asia/Shanghai',
    home: {
      street: home.street,
      building: `${random.between(8, 399)}号`,
      postCode: home.postCode,
      town: home.town,
      subdivision: home.subdivision,
    },
    mobilePrefix: '+86-139',
    accounts: [
      {
        kind: 'current',
        bank: first,
        product: 'cn-current-i',
        description: '借记卡 I 类户',
        nickname: '工资卡',
        currency: 'CNY',
        number,
        iban: null,
        opening: opening - deepest(period, current),
        creditLimit: 0n,
        drafts: current,
      },
      {
        kind: 'savings',
        bank: first,
        product: 'cn-savings',
        description: '活期储蓄',
        nickname: null,
        currency: 'CNY',
        number: savingsNumber,
        iban: null,
        opening: BigInt(random.between(20_000, 120_000) * 100),
        creditLimit: 0n,
        drafts: savings,
      },
      {
        kind: 'card',
        bank: 'cmb',
        product: 'cn-credit-gold',
        description: '信用卡 金卡',
        nickname: '购物卡',
        currency: 'CNY',
        number: creditNumber,
        iban: null,
        opening: 0n,
        creditLimit: limitFor(period, card),
        drafts: card,
      },
    ],
    beneficiaries: [
      { ...landlord, reference: '房租', isTrusted: true },
      { ...parent, reference: null, isTrusted: true },
      ...friends.slice(0, 3).map(friend => ({ ...friend, reference: null, isTrusted: false })),
    ],
    standingOrders: [
      { ...landlord, reference: '房租', status: 'ACTV', day: 1, minutes: 545, amount: rent },
      { ...payee('本人储蓄', first, savingsNumber), reference: '旧转存计划', status: 'CANC', day: 28, minutes: 600, amount: 50_000n },
    ],
    scheduledPayments: [{ ...parent, reference: '孝敬父母', afterDays: 9, amount: 200_000n }],
    directDebits: [
      { name: '光速宽带', mandate: 'GK20198877', day: 6, status: 'ACTV' },
      { name: '通达移动话费', mandate: 'YD13800', day: 9, status: 'ACTV' },
      { name: '城市电力', mandate: 'DL0045120', day: 18, status: 'ACTV' },
      { name: '云端视频会员', mandate: 'YS-VIP-01', day: 3, status: 'ACTV' },
      { name: '悦动健身', mandate: 'JS-0091', day: 12, status: 'CANC' },
    ],
  }
}

function income(random: Random, period: Period, current: Draft[], salary: bigint): void {
  const employer = payee(random.pick(EMPLOYERS), 'cmb', `7559${random.digits(11)}`)
  for (let month = 0; month < period.months; month++) {
    const at = period.instant(month, 15, 570)
    current.push({
      at,
      amount: salary,
      information: '代发工资',
      family: 'RCDT',
      subFamily: 'SALA',
      purpose: 'SALA',
      party: employer,
      reference: `GZ${at.toISOString().slice(0, 7).replace('-', '')}`,
    })
    // The bonus of the year comes in January.
    if (at.getUTCMonth() === 0)
      current.push({
        at: period.instant(month, 20, 590),
        amount: salary * 2n,
        information: '年终奖',
        family: 'RCDT',
        subFamily: 'SALA',
        purpose: 'BONU',
        party: employer,
      })
  }
}

/** Interest is settled on the 21st of the quarter's last month, or of every third month here. */
function interest(period: Period, month: number, savings: Draft[], random: Random): void {
  const at = period.instant(month, 21, 150)
  savings.push({
    at,
    amount: BigInt(random.between(1_200, 9_800)),
    information: '结息',
    family: 'MCOP',
    subFamily: 'INTR',
    purpose: 'INTE',
  })
}

function cash(random: Random, period: Period, month: number, current: Draft[]): void {
  const at = period.instant(month, random.between(2, 26), random.between(600, 1_260))
  current.push({
    at,
    amount: -BigInt(random.between(3, 20) * 10_000),
    information: 'ATM 取现',
    family: 'CCRD',
    subFamily: 'CWDL',
    mcc: '6011',
    cardAuthorisation: 'PIN',
  })
}

/** The bill of the 5th is paid from the current account on the 23rd. */
function repay(period: Period, current: Draft[], card: Draft[], bank: string, from: string, to: string): void {
  for (let month = 1; month < period.months; month++) {
    const at = period.instant(month, 23, 480)
    const owed = -sumAt(card, period.instant(month, 5, 0))
    if (owed <= 0n || at > period.now) continue
    current.push({
      at,
      amount: -owed,
      information: '信用卡还款',
      family: 'ICDT',
      subFamily: 'DMCT',
      purpose: 'CCRD',
      party: payee('信用卡中心', 'cmb', to),
    })
    card.push({
      at,
      amount: owed,
      information: '还款入账 谢谢',
      family: 'RCDT',
      subFamily: 'DMCT',
      purpose: 'CCRD',
      party: payee('本人', bank, from),
    })
  }
}

/** Half as much again as was ever owed, in whole ten thousands. */
function limitFor(period: Period, card: readonly Draft[]): bigint {
  const owed = -deepest(period, card)
  return ((owed * 3n) / 2n / 1_000_000n + 1n) * 1_000_000n
}
