/** Life in a British city: salary, rent, council tax, direct debits, cards. Everybody and every shop is invented. */
import { type Draft, deepest, type Habit, live, type Period, roundly, sumAt } from '../history.ts'
import { britishIban, luhnDigit, type Random } from '../numbers.ts'
import type { Payee } from '../types.ts'
import type { Plan } from './plan.ts'

const EMPLOYERS = ['BRIGHTWATER DESIGN LTD', 'FENWICK & ROWE LLP', 'MERIDIAN HEALTH TRUST', 'KESTREL ANALYTICS LTD'] as const
const FRIENDS = ['Amelia Hartley', 'Oliver Pryce', 'Priya Nair', 'Callum Baird', 'Sofia Lindqvist'] as const
const LANDLORDS = ['Redfern Lettings', 'Mrs J Ashworth', 'Calder Property Management'] as const
const TOWNS = [
  { town: 'Leeds', subdivision: null, street: 'Mulberry Road', postCode: 'LS7 4QX' },
  { town: 'Bristol', subdivision: null, street: 'Quayside Terrace', postCode: 'BS1 6ZT' },
  { town: 'Edinburgh', subdivision: null, street: 'Larch Crescent', postCode: 'EH3 9VW' },
] as const

const DAILY: readonly Habit[] = [
  { merchant: 'Corner Kitchen Coffee', mcc: '5814', low: 260, high: 690, perMonth: 12, hours: [7, 11] },
  { merchant: 'City Transport', mcc: '4111', low: 170, high: 520, perMonth: 16, hours: [7, 19], weekends: 'never' },
  { merchant: 'Greenfold Grocers', mcc: '5411', low: 1_200, high: 8_900, perMonth: 5, hours: [9, 20] },
  { merchant: 'Penny Market Express', mcc: '5411', low: 240, high: 1_850, perMonth: 7, hours: [12, 21] },
  { merchant: 'The Lamb and Anchor', mcc: '5813', low: 650, high: 4_200, perMonth: 4, hours: [17, 21] },
  { merchant: 'Lunchbox Deli', mcc: '5812', low: 480, high: 1_150, perMonth: 8, hours: [12, 14], weekends: 'never' },
  { merchant: 'Wren Pharmacy', mcc: '5912', low: 350, high: 2_400, perMonth: 0.8, hours: [9, 17] },
]
const ON_CARD: readonly Habit[] = [
  { merchant: 'Riverside Online', mcc: '5311', low: 799, high: 8_900, perMonth: 4, hours: [9, 21] },
  { merchant: 'Saffron Table', mcc: '5812', low: 2_800, high: 9_600, perMonth: 1.8, hours: [18, 21], weekends: 'only' },
  { merchant: 'Hillcrest Fuel', mcc: '5541', low: 3_500, high: 7_200, perMonth: 1.6, hours: [8, 19] },
  { merchant: 'Northern Rail Tickets', mcc: '4112', low: 1_250, high: 9_400, perMonth: 0.8, hours: [7, 20] },
  { merchant: 'Thread and Loom', mcc: '5651', low: 2_900, high: 12_500, perMonth: 0.6, hours: [11, 18] },
  { merchant: 'Pixel Cinema', mcc: '7832', low: 950, high: 2_600, perMonth: 0.9, hours: [15, 21], weekends: 'only' },
]

const payee = (name: string, bank: string, sortCode: string, account: string): Payee => ({
  name,
  scheme: 'UK.OBIE.SortCodeAccountNumber',
  account: `${sortCode}${account}`,
  bank,
})

export function ukPlan(random: Random, period: Period): Plan {
  const home = random.pick(TOWNS)
  const sortCode = '990115'
  const account = random.digits(8)
  const savingsSortCode = '990720'
  const savingsAccount = random.digits(8)
  const pan = `455997${random.digits(9)}`
  const number = `${sortCode}${account}`
  const savingsNumber = `${savingsSortCode}${savingsAccount}`
  const cardNumber = pan + luhnDigit(pan)
  const landlord = payee(random.pick(LANDLORDS), 'northgate', '990231', random.digits(8))
  const friends = FRIENDS.map(name => payee(name, random.pick(['northgate', 'harbour']), '990311', random.digits(8)))
  const rent = BigInt(random.between(72, 128) * 1_000)
  const current: Draft[] = []
  const card: Draft[] = []
  const savings: Draft[] = []
  const collections = [
    { name: 'CITY COUNCIL TAX', mcc: '9311', mandate: 'CT8841207', day: 3, low: 14_800, high: 14_800 },
    { name: 'BEACON ENERGY', mcc: '4900', mandate: 'BE-550912', day: 7, low: 8_800, high: 17_600 },
    { name: 'CLEARBROOK WATER', mcc: '4900', mandate: 'CW00931', day: 11, low: 3_450, high: 3_450 },
    { name: 'FIBRELINE BROADBAND', mcc: '4814', mandate: 'FL20771', day: 14, low: 2_999, high: 2_999 },
    { name: 'SKYLARK MOBILE', mcc: '4814', mandate: 'SM-44120', day: 17, low: 1_400, high: 1_900 },
    { name: 'STREAMHOUSE', mcc: '4899', mandate: 'SH-77', day: 19, low: 1_099, high: 1_099 },
  ] as const

  earn(random, period, current, payee(random.pick(EMPLOYERS), 'northgate', '990100', '20040018'))
  for (let month = 0; month < period.months; month++) {
    current.push({
      at: period.instant(month, 1, 370),
      amount: -rent,
      information: `${landlord.name.toUpperCase()} RENT`,
      reference: 'RENT',
      family: 'ICDT',
      subFamily: 'STDO',
      party: landlord,
    })
    for (const { name, mcc, mandate, day, low, high } of collections) {
      const at = period.instant(month, day, 375)
      // Council tax is not collected in February and March.
      if (mcc === '9311' && [1, 2].includes(at.getUTCMonth())) continue
      current.push({
        at,
        amount: -BigInt(random.between(low, high)),
        information: `DIRECT DEBIT ${name}`,
        reference: mandate,
        family: 'RDDT',
        subFamily: 'PMDD',
        merchant: name,
        mcc,
      })
    }
    const saved = BigInt(random.between(10, 25) * 1_000)
    const moved = period.instant(month, 2, 390)
    current.push({
      at: moved,
      amount: -saved,
      information: 'TO SAVINGS',
      reference: 'SAVINGS',
      family: 'ICDT',
      subFamily: 'STDO',
      party: payee('Own savings', 'harbour', savingsSortCode, savingsAccount),
    })
    savings.push({
      at: moved,
      amount: saved,
      information: 'FROM CURRENT ACCOUNT',
      family: 'RCDT',
      subFamily: 'DMCT',
      party: payee('Own account', 'northgate', sortCode, account),
    })
    savings.push({
      at: period.instant(month, 28, 200),
      amount: BigInt(random.between(900, 2_400)),
      information: 'INTEREST',
      family: 'MCOP',
      subFamily: 'INTR',
      purpose: 'INTE',
    })
    if (random.chance(0.7)) share(random, period, month, current, random.pick(friends))
    if (random.chance(0.4))
      current.push({
        at: period.instant(month, random.between(4, 26), random.between(660, 1_150)),
        amount: -BigInt(random.between(2, 10) * 1_000),
        information: 'CASH WITHDRAWAL',
        family: 'CCRD',
        subFamily: 'CWDL',
        mcc: '6011',
        cardAuthorisation: 'PIN',
      })
  }
  live(random, period, DAILY, ({ merchant, mcc }, at, amount) =>
    current.push(purchase(at, merchant, mcc, amount, amount <= 10_000n ? 'Contactless' : 'PIN')),
  )
  live(random, period, ON_CARD, ({ merchant, mcc }, at, amount) => card.push(purchase(at, merchant, mcc, amount, 'ConsumerDevice')))
  seasons(random, period, card)
  mistakes(random, period, current, card)
  repay(period, current, card, cardNumber, number)

  return {
    timeZone: 'Europe/London',
    home: {
      street: home.street,
      building: String(random.between(2, 180)),
      postCode: home.postCode,
      town: home.town,
      subdivision: home.subdivision,
    },
    mobilePrefix: '+44-7700900',
    accounts: [
      {
        kind: 'current',
        bank: 'northgate',
        product: 'uk-current',
        description: 'Everyday Current Account',
        nickname: 'Bills',
        currency: 'GBP',
        number,
        iban: britishIban('NGTE', sortCode, account),
        opening: BigInt(random.between(300, 2_500) * 100) - deepest(period, current),
        creditLimit: 50_000n,
        drafts: current,
      },
      {
        kind: 'savings',
        bank: 'harbour',
        product: 'uk-savings',
        description: 'Rainy Day Saver',
        nickname: null,
        currency: 'GBP',
        number: savingsNumber,
        iban: britishIban('HRBS', savingsSortCode, savingsAccount),
        opening: BigInt(random.between(2_000, 15_000) * 100),
        creditLimit: 0n,
        drafts: savings,
      },
      {
        kind: 'card',
        bank: 'northgate',
        product: 'uk-credit',
        description: 'Northgate Classic Card',
        nickname: null,
        currency: 'GBP',
        number: cardNumber,
        iban: null,
        opening: 0n,
        creditLimit: ((-deepest(period, card) * 3n) / 2n / 50_000n + 1n) * 50_000n,
        drafts: card,
      },
    ],
    beneficiaries: [
      { ...landlord, reference: 'RENT', isTrusted: true },
      ...friends.slice(0, 3).map((friend, at) => ({ ...friend, reference: at === 0 ? 'DINNER' : null, isTrusted: at === 0 })),
    ],
    standingOrders: [
      { ...landlord, reference: 'RENT', status: 'ACTV', day: 1, minutes: 370, amount: rent },
      {
        ...payee('Own savings', 'harbour', savingsSortCode, savingsAccount),
        reference: 'SAVINGS',
        status: 'ACTV',
        day: 2,
        minutes: 390,
        amount: 15_000n,
      },
    ],
    scheduledPayments: [{ ...(friends[1] ?? landlord), reference: 'HOLIDAY', afterDays: 12, amount: 24_000n }],
    directDebits: [...collections, { name: 'IRONWORKS GYM', mandate: 'IG-1180', day: 21, status: 'CANC' as const }].map(each => ({
      name: each.name,
      mandate: each.mandate,
      day: each.day,
      status: 'status' in each ? each.status : ('ACTV' as const),
    })),
  }
}

/** Card purchases are booked two nights later. */
function purchase(
  at: Date,
  merchant: string,
  mcc: string,
  amount: bigint,
  cardAuthorisation: NonNullable<Draft['cardAuthorisation']>,
): Draft {
  const bookedAt = new Date((Math.floor(at.getTime() / 86_400_000) + 2) * 86_400_000 + 4 * 3_600_000 + (at.getTime() % 3_600_000))
  return {
    at,
    bookedAt,
    amount: -amount,
    information: `CARD PAYMENT ${merchant.toUpperCase()}`,
    family: 'CCRD',
    subFamily: 'POSD',
    merchant,
    mcc,
    cardAuthorisation,
  }
}

function earn(random: Random, period: Period, current: Draft[], employer: Payee): void {
  const salary = BigInt(random.between(225_000, 390_000))
  for (let month = 0; month < period.months; month++)
    current.push({
      at: period.instant(month, 25, 365),
      amount: salary,
      information: `BACS ${employer.name}`,
      reference: 'SALARY',
      family: 'RCDT',
      subFamily: 'SALA',
      purpose: 'SALA',
      party: employer,
    })
}

/** Splitting a bill with a friend, either way. */
function share(random: Random, period: Period, month: number, current: Draft[], friend: Payee): void {
  const isIn = random.chance(0.5)
  const amount = roundly(random, 800, 6_500)
  current.push({
    at: period.instant(month, random.between(2, 27), random.between(600, 1_260)),
    amount: isIn ? amount : -amount,
    information: `FASTER PAYMENT ${friend.name.toUpperCase()}`,
    reference: random.pick(['DINNER', 'TAXI', 'TICKETS', 'THANKS']),
    family: isIn ? 'RCDT' : 'ICDT',
    subFamily: 'DMCT',
    party: friend,
  })
}

/** Presents in December, a holiday in euros in August; something is always sent back. */
function seasons(random: Random, period: Period, card: Draft[]): void {
  for (let month = 0; month < period.months; month++) {
    const calendar = period.instant(month, 15, 720).getUTCMonth()
    if (calendar === 11)
      for (let item = 0; item < 7; item++) {
        const at = period.instant(month, random.between(3, 22), random.between(600, 1_260))
        const amount = roundly(random, 1_500, 14_900)
        card.push(purchase(at, 'Riverside Online', '5311', amount, 'ConsumerDevice'))
        if (item === 0)
          card.push({
            at: new Date(at.getTime() + 12 * 86_400_000),
            amount,
            information: 'REFUND RIVERSIDE ONLINE',
            family: 'CCRD',
            subFamily: 'RIMB',
            merchant: 'Riverside Online',
            mcc: '5311',
            cardAuthorisation: 'None',
          })
      }
    if (calendar === 7)
      for (let day = 9; day <= 14; day++) {
        const euros = BigInt(random.between(900, 7_800))
        const draft = purchase(
          period.instant(month, day, random.between(720, 1_260)),
          'Taverna Delfini',
          '5812',
          (euros * 859n) / 1_000n,
          'Contactless',
        )
        card.push({ ...draft, foreign: { currency: 'EUR', amount: euros, rate: '0.859' } })
      }
  }
}

/** A payment that was booked twice and taken back, a hotel's hold that lapsed, and what was bought within the hour. */
function mistakes(random: Random, period: Period, current: Draft[], card: Draft[]): void {
  for (let month = 4; month < period.months; month += 10) {
    const at = period.instant(month, 13, 700)
    if (at > period.now) continue
    const twice: Draft = {
      at,
      amount: -2_375n,
      information: 'CARD PAYMENT GREENFOLD GROCERS (DUPLICATE)',
      family: 'CCRD',
      subFamily: 'POSD',
      merchant: 'Greenfold Grocers',
      mcc: '5411',
      cardAuthorisation: 'PIN',
    }
    current.push(twice, {
      at: new Date(at.getTime() + 30 * 3_600_000),
      amount: 2_375n,
      information: 'REVERSAL GREENFOLD GROCERS',
      family: 'MCOP',
      subFamily: 'ADJT',
      merchant: 'Greenfold Grocers',
      mcc: '5411',
      reverses: twice,
    })
  }
  const held = period.instant(period.months - 3, 9, 850)
  card.push({
    at: held,
    amount: -20_000n,
    information: 'HOLD SEAVIEW HOTEL',
    family: 'CCRD',
    subFamily: 'POSD',
    merchant: 'Seaview Hotel',
    mcc: '7011',
    cardAuthorisation: 'ConsumerDevice',
    isRejected: true,
  })
  current.push(
    purchase(
      new Date(period.now.getTime() - random.between(20, 50) * 60_000),
      'Penny Market Express',
      '5411',
      roundly(random, 240, 1_850),
      'Contactless',
    ),
  )
}

/** The bill of the 5th is collected on the 26th, after the salary. */
function repay(period: Period, current: Draft[], card: Draft[], to: string, from: string): void {
  for (let month = 1; month < period.months; month++) {
    const at = period.instant(month, 26, 372)
    const owed = -sumAt(card, period.instant(month, 5, 0))
    if (owed <= 0n || at > period.now) continue
    current.push({
      at,
      amount: -owed,
      information: 'DIRECT DEBIT NORTHGATE CREDIT CARD',
      reference: to.slice(-4),
      family: 'RDDT',
      subFamily: 'PMDD',
      merchant: 'NORTHGATE CREDIT CARD',
      mcc: '6012',
    })
    card.push({
      at,
      amount: owed,
      information: 'PAYMENT RECEIVED, THANK YOU',
      family: 'RCDT',
      subFamily: 'DMCT',
      party: { name: 'Own account', scheme: 'UK.OBIE.SortCodeAccountNumber', account: from, bank: 'northgate' },
    })
  }
}
