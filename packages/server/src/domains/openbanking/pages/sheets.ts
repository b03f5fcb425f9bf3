/** Writes the sheet of each kind of consent from what is asked: every word that the person agrees to, in their language. */
import type { Language } from '../../../platform/http/route.ts'
import { clustersOf, DATA_CLUSTERS, SENSITIVE_DATA } from '../../consents/consents.ts'
import { formatsOf } from './format.ts'
import type { Section, Sheet } from './sheet.ts'
import { type Words, wordsIn } from './words.ts'

/** Who asks, as people know them. */
export type Asker = {
  readonly name: string
  /** The company behind it, where it is registered under another name. */
  readonly company: string | null
  /** How to reach them: e-mail, telephone, address; `null` when they named nothing. */
  readonly contact: string | null
  readonly website: string | null
}

/** An account as the person recognises it: `招商银行 · 活期 · **** 0018`. */
export type AccountLabel = { readonly id: string; readonly label: string }

/** A limit as the sheet says it; amounts in minor units. */
export type AskedLimit =
  | { readonly kind: 'per_payment'; readonly amount: bigint }
  | {
      readonly kind: 'period'
      readonly period: string
      readonly alignment: string
      readonly amount: bigint | null
      readonly count: number | null
    }
  | { readonly kind: 'lifetime'; readonly amount: bigint | null; readonly count: number | null }

type Common = {
  readonly asker: Asker
  readonly accounts: readonly AccountLabel[]
}

export type Asked =
  | (Common & {
      readonly kind: 'account_access'
      readonly permissions: readonly string[]
      /** In the words of the one who asks. */
      readonly purpose: string | null
      readonly validTo: Date | null
      readonly transactionsFrom: Date | null
      readonly transactionsTo: Date | null
    })
  | (Common & { readonly kind: 'funds_confirmation'; readonly purpose: string | null; readonly validTo: Date | null })
  | (Common & {
      readonly kind: 'domestic_payment'
      readonly amount: bigint
      readonly currency: string
      readonly payee: string
      readonly reference: string | null
    })
  | (Common & {
      readonly kind: 'vrp'
      readonly currency: string
      readonly payee: string
      readonly reference: string | null
      readonly limits: readonly AskedLimit[]
      readonly validFrom: Date | null
      readonly validTo: Date | null
    })

type AskedOf<K extends Asked['kind']> = Extract<Asked, { readonly kind: K }>

export const sheetOf = (asked: Asked, language: Language, timeZone: string): Sheet => ({
  ...written(asked, language, timeZone),
  accountIds: asked.accounts.map(account => account.id),
})

/** A sheet as it is written, without what it is bound to. */
type Written = Omit<Sheet, 'accountIds'>

function written(asked: Asked, language: Language, timeZone: string): Written {
  switch (asked.kind) {
    case 'account_access':
      return accessSheet(asked, language, timeZone)
    case 'funds_confirmation':
      return fundsSheet(asked, language, timeZone)
    case 'domestic_payment':
      return paymentSheet(asked, language, timeZone)
    case 'vrp':
      return vrpSheet(asked, language, timeZone)
  }
}

function partyOf({ name, company, contact, website }: Asker, language: Language): Sheet['party'] {
  const { party } = wordsIn(language)
  const ways = [...(contact === null ? [] : [contact]), ...(website === null ? [] : [party.website(website)])]
  const reach = ways.length === 0 ? party.noContact : party.contact(ways.join(language === 'zh' ? '，' : ', '))
  return { name, detail: company === null ? reach : `${party.company(company)}${language === 'zh' ? '。' : '. '}${reach}` }
}

const texts = (lines: readonly string[]): { text: string }[] => lines.map(text => ({ text }))

const accountsSection = (accounts: readonly AccountLabel[], heading: string): Section => ({
  id: 'accounts',
  heading,
  kind: 'plain',
  points: texts(accounts.map(account => account.label)),
})

function accessSheet(asked: AskedOf<'account_access'>, language: Language, timeZone: string): Written {
  const { data } = wordsIn(language)
  const { date, moment } = formatsOf(language, timeZone)
  const { name } = asked.asker
  const day = (at: Date | null): string | null => (at === null ? null : date(at))
  const until = asked.validTo === null ? null : moment(asked.validTo)
  const seesTransactions = asked.permissions.some(permission => permission.startsWith('ReadTransactions'))
  const what = clustersOf(asked.permissions).map(cluster => {
    const words = DATA_CLUSTERS[cluster]
    return { strong: words.title[language], text: words.what[language] }
  })
  return {
    language,
    title: data.title(name),
    party: partyOf(asked.asker, language),
    amount: null,
    sections: [
      { id: 'what', heading: data.whatHeading(name), kind: 'yes', points: what },
      accountsSection(asked.accounts, data.accountsHeading),
      {
        id: 'why',
        heading: data.whyHeading,
        kind: 'plain',
        points: texts([asked.purpose === null ? data.whyDefault(name) : data.whyGiven(asked.purpose)]),
      },
      { id: 'how', heading: data.howHeading, kind: 'plain', points: texts([data.how(name), SENSITIVE_DATA[language]]) },
      {
        id: 'how-long',
        heading: data.howLongHeading,
        kind: 'plain',
        points: texts([
          until === null ? data.untilEnded : data.until(until),
          ...(seesTransactions ? [data.history(day(asked.transactionsFrom), day(asked.transactionsTo))] : []),
        ]),
      },
      { id: 'not', heading: data.notHeading, kind: 'no', points: texts(data.not(name)) },
      { id: 'end', heading: data.endHeading, kind: 'plain', points: texts(data.end(name)) },
      { id: 'free', heading: data.freeHeading, kind: 'plain', points: texts([data.free]) },
    ],
    statement: data.statement(name, asked.accounts.length, until),
  }
}

function fundsSheet(asked: AskedOf<'funds_confirmation'>, language: Language, timeZone: string): Written {
  const { data, funds } = wordsIn(language)
  const { name } = asked.asker
  const until = asked.validTo === null ? null : formatsOf(language, timeZone).moment(asked.validTo)
  return {
    language,
    title: funds.title(name),
    party: partyOf(asked.asker, language),
    amount: null,
    sections: [
      { id: 'what', heading: data.whatHeading(name), kind: 'yes', points: funds.what },
      accountsSection(asked.accounts, data.accountsHeading),
      {
        id: 'why',
        heading: data.whyHeading,
        kind: 'plain',
        points: texts([asked.purpose === null ? funds.whyDefault(name) : data.whyGiven(asked.purpose)]),
      },
      {
        id: 'how-long',
        heading: data.howLongHeading,
        kind: 'plain',
        points: texts([until === null ? data.untilEnded : data.until(until)]),
      },
      { id: 'not', heading: data.notHeading, kind: 'no', points: texts(funds.not(name)) },
      { id: 'end', heading: data.endHeading, kind: 'plain', points: texts(data.end(name).slice(0, 1)) },
      { id: 'free', heading: data.freeHeading, kind: 'plain', points: texts([data.free]) },
    ],
    statement: funds.statement(name, until),
  }
}

const accountNames = (asked: Common, list: (items: readonly string[]) => string): string =>
  list(asked.accounts.map(account => account.label))

function paymentSheet(asked: AskedOf<'domestic_payment'>, language: Language, timeZone: string): Written {
  const { pay } = wordsIn(language)
  const { money, list } = formatsOf(language, timeZone)
  const amount = money(asked.amount, asked.currency)
  const from = accountNames(asked, list)
  const { name } = asked.asker
  return {
    language,
    title: pay.title,
    party: partyOf(asked.asker, language),
    amount: { label: pay.amount, text: amount, to: pay.to(asked.payee) },
    sections: [
      {
        id: 'details',
        heading: pay.detailsHeading,
        kind: 'facts',
        points: [
          { strong: pay.payee, text: asked.payee },
          { strong: pay.from, text: from },
          ...(asked.reference === null ? [] : [{ strong: pay.reference, text: asked.reference }]),
          { strong: pay.initiator, text: name },
          { strong: pay.fee, text: pay.feeNone },
        ],
      },
      { id: 'not', heading: pay.knowHeading, kind: 'plain', points: texts(pay.know(name)) },
      { id: 'end', heading: pay.afterHeading, kind: 'plain', points: texts([pay.after]) },
    ],
    statement: pay.statement(amount, asked.payee, from),
  }
}

function vrpSheet(asked: AskedOf<'vrp'>, language: Language, timeZone: string): Written {
  const { data, pay, vrp } = wordsIn(language)
  const { money, moment, list } = formatsOf(language, timeZone)
  const { name } = asked.asker
  const { payee, limits } = asked
  const text = (amount: bigint): string => money(amount, asked.currency)
  const greatest = limits.find(limit => limit.kind === 'per_payment')?.amount ?? 0n
  const from = accountNames(asked, list)
  const limitWords = limits.map(limit => limitText(limit, vrp, text))
  return {
    language,
    title: vrp.title(name),
    party: partyOf(asked.asker, language),
    amount: { label: vrp.amount, text: text(greatest), to: vrp.to(payee) },
    sections: [
      { id: 'what', heading: vrp.allowsHeading, kind: 'yes', points: texts([vrp.allows(name, payee)]) },
      { id: 'limits', heading: vrp.limitsHeading, kind: 'plain', points: texts([...limitWords, vrp.refused]) },
      {
        id: 'details',
        heading: pay.detailsHeading,
        kind: 'facts',
        points: [
          { strong: pay.payee, text: payee },
          { strong: pay.from, text: from },
          ...(asked.reference === null ? [] : [{ strong: pay.reference, text: asked.reference }]),
          { strong: pay.fee, text: pay.feeNone },
        ],
      },
      {
        id: 'how-long',
        heading: data.howLongHeading,
        kind: 'plain',
        points: texts([
          ...(asked.validFrom === null ? [] : [vrp.validFrom(moment(asked.validFrom))]),
          asked.validTo === null ? vrp.untilEnded : vrp.validTo(moment(asked.validTo)),
        ]),
      },
      { id: 'not', heading: data.notHeading, kind: 'no', points: texts(vrp.not(name, payee)) },
      { id: 'end', heading: data.endHeading, kind: 'plain', points: texts(vrp.end(name)) },
    ],
    statement: vrp.statement(name, payee, text(greatest), from),
  }
}

/** A limit in plain words. */
export function limitText(limit: AskedLimit, words: Words['vrp'], money: (amount: bigint) => string): string {
  const amount = limit.amount === null ? null : money(limit.amount)
  switch (limit.kind) {
    case 'per_payment':
      return words.perPayment(money(limit.amount))
    case 'period':
      return words.period(limit.period, limit.alignment, amount, limit.count)
    case 'lifetime':
      return words.lifetime(amount, limit.count)
  }
}
