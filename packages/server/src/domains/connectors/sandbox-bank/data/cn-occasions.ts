/** What does not happen every month: red packets, shopping festivals, a journey abroad, and what the bank did wrong. */
import { type Draft, type Period, roundly } from '../history.ts'
import type { Random } from '../numbers.ts'
import type { Payee } from '../types.ts'

/** First day of the lunar year, and mid-autumn. */
const SPRING_FESTIVALS = [
  ...['2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13'],
  ...['2030-02-03', '2031-01-23', '2032-02-11', '2033-01-31', '2034-02-19', '2035-02-08'],
]
const MID_AUTUMNS = [
  '2022-09-10',
  '2023-09-29',
  '2024-09-17',
  '2025-10-06',
  '2026-09-25',
  '2027-09-15',
  '2028-10-03',
  '2029-09-22',
  '2030-09-12',
]
const LUCKY_FEN = [6_600, 8_800, 10_000, 16_800, 18_800, 20_000, 52_000, 66_600, 88_800] as const

/** A credit-card purchase is booked in the night after it. */
export function purchase(period: Period, at: Date, merchant: string, mcc: string, amount: bigint): Draft {
  const nextNight = new Date(Math.floor((at.getTime() - period.from.getTime()) / 86_400_000 + 1) * 86_400_000 + period.from.getTime())
  const bookedAt = new Date(nextNight.getTime() + 3 * 3_600_000 + (at.getTime() % 3_600_000))
  return {
    at,
    bookedAt,
    amount: -amount,
    information: `消费 ${merchant}`,
    family: 'CCRD',
    subFamily: 'POSD',
    purpose: 'CCRD',
    merchant,
    mcc,
    cardAuthorisation: 'ConsumerDevice',
  }
}

/** 红包: many at the lunar new year, a few at mid-autumn and birthdays. */
export function redPackets(random: Random, period: Period, current: Draft[], friends: readonly Payee[], parent: Payee): void {
  const packet = (at: Date | null, sign: 1n | -1n, fen: number, who: Payee): void => {
    if (at === null) return
    const information = sign === 1n ? `收到 ${who.name} 的红包` : `发给 ${who.name} 的红包`
    current.push({
      at,
      amount: sign * BigInt(fen),
      information,
      family: sign === 1n ? 'RCDT' : 'ICDT',
      subFamily: 'DMCT',
      purpose: 'GP2P',
      party: who,
    })
  }
  for (const date of SPRING_FESTIVALS) {
    const minutes = (): number => random.between(-4 * 60, 22 * 60)
    packet(period.on(date, minutes()), -1n, 88_800, parent)
    packet(period.on(date, minutes()), 1n, 88_800, parent)
    for (const friend of friends) {
      packet(period.on(date, minutes()), -1n, random.pick(LUCKY_FEN), friend)
      if (random.chance(0.8)) packet(period.on(date, minutes()), 1n, random.pick(LUCKY_FEN), friend)
    }
  }
  for (const date of MID_AUTUMNS) packet(period.on(date, random.between(1_100, 1_300)), -1n, 66_600, parent)
  for (let month = 0; month < period.months; month++)
    if (random.chance(0.5))
      packet(
        period.instant(month, random.between(1, 28), random.between(600, 1_380)),
        random.chance(0.5) ? 1n : -1n,
        random.pick(LUCKY_FEN),
        random.pick(friends),
      )
}

/** 双11 and 618: a basket each, some of it sent back a week or two later. */
export function festivals(random: Random, period: Period, card: Draft[]): void {
  for (let month = 0; month < period.months; month++) {
    const calendar = period.instant(month, 15, 720).getUTCMonth()
    const day = calendar === 10 ? 11 : calendar === 5 ? 18 : null
    if (day === null) continue
    for (let item = 0, count = random.between(4, 8); item < count; item++) {
      const at = period.instant(month, day, random.between(0, 180) + (item % 2) * 1_140)
      const merchant = random.pick(['百川电商', '萌宠生活馆', '极客数码旗舰店', '素然服饰', '悦读书城'])
      const amount = roundly(random, 6_900, 129_900)
      card.push({ ...purchase(period, at, merchant, '5311', amount), information: `${day === 11 ? '双11' : '618'} ${merchant}` })
      if (!random.chance(0.3)) continue
      const back = new Date(at.getTime() + random.between(5, 15) * 86_400_000)
      card.push({
        at: back,
        amount,
        information: `退款 ${merchant}`,
        family: 'CCRD',
        subFamily: 'RIMB',
        purpose: 'CCRD',
        merchant,
        mcc: '5311',
        cardAuthorisation: 'None',
      })
    }
  }
}

/** A few purchases in another currency in the week of the national day. */
export function abroad(random: Random, period: Period, card: Draft[]): void {
  for (let month = 0; month < period.months; month++) {
    if (period.instant(month, 15, 720).getUTCMonth() !== 9) continue
    for (let day = 2; day <= 5; day++) {
      const yen = BigInt(random.between(1_200, 18_000))
      const amount = (yen * 478n) / 100n
      const draft = purchase(period, period.instant(month, day, random.between(700, 1_200)), 'Hoshizora Kyoto', '5812', amount)
      card.push({ ...draft, foreign: { currency: 'JPY', amount: yen, rate: '0.0478' }, information: '境外消费 Hoshizora Kyoto' })
    }
  }
}

/** Debits that the bank booked twice and took back, and a hotel's hold that lapsed. */
export function mistakes(random: Random, period: Period, current: Draft[], card: Draft[]): void {
  for (let month = 3; month < period.months; month += 9) {
    const at = period.instant(month, 12, 700)
    if (at > period.now) continue
    const twice: Draft = {
      at,
      amount: -4_650n,
      information: '快捷支付 青禾生鲜超市（重复入账）',
      family: 'CCRD',
      subFamily: 'POSD',
      merchant: '青禾生鲜超市',
      mcc: '5411',
      cardAuthorisation: 'ConsumerDevice',
    }
    current.push(twice, {
      at: new Date(at.getTime() + 26 * 3_600_000),
      amount: 4_650n,
      information: '冲正 青禾生鲜超市',
      family: 'MCOP',
      subFamily: 'ADJT',
      merchant: '青禾生鲜超市',
      mcc: '5411',
      reverses: twice,
    })
  }
  const held = period.instant(period.months - 3, 8, 840)
  card.push({
    at: held,
    amount: -150_000n,
    information: '预授权 听风酒店',
    family: 'CCRD',
    subFamily: 'POSD',
    merchant: '听风酒店',
    mcc: '7011',
    cardAuthorisation: 'ConsumerDevice',
    isRejected: true,
  })
  // Bought so lately that it cannot have been booked.
  card.push({
    ...purchase(
      period,
      new Date(period.now.getTime() - random.between(20, 50) * 60_000),
      '快骑外卖',
      '5812',
      roundly(random, 2_200, 6_800),
    ),
    bookedAt: new Date(period.now.getTime() + 43_200_000),
  })
}
