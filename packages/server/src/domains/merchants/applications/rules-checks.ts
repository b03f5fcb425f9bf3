/**
 * What rules find in an application: what the applicant must correct (errors), and what a person must look at (warnings). Pure: what
 * is known of others (duplicates, earlier rejections) is handed in.
 */
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ChannelRequirements } from '../ports.ts'
import { isComplete, sectionsMissing } from './rules.ts'
import { birthdayOf, isCardNumber, isIdNumber, isSameName, isUscc } from './rules-numbers.ts'
import type {
  ApplicationForm,
  Contact,
  DocumentFacts,
  DocumentKind,
  Draft,
  Finding,
  IdType,
  LegalPerson,
  Person,
  SettlementAccount,
  Severity,
} from './types.ts'

/** Of the policy record `merchants.onboarding`. */
export type OnboardingPolicy = {
  /** Kinds of business that are not taken on, and those that are watched more closely; MCCs, ISO 18245. */
  readonly mccProhibited: readonly string[]
  readonly mccHighRisk: readonly string[]
  /** Beneficial owners hold at least this, hundredths of a percent. */
  readonly ownerBpsMin: number
  /** A licence or identity document that ends sooner is a warning. */
  readonly expiryWarningDays: number
  readonly ageMin: number
}

/** What others have to do with it. */
export type Neighbours = {
  /** Another application with this licence is open. */
  readonly licenceApplying: boolean
  /** A merchant has this licence already. */
  readonly licenceTaken: boolean
  /** An application with this licence, legal person or bank account was rejected before. */
  readonly rejectedBefore: boolean
  /** Merchants with another licence that are settled to the same bank account. */
  readonly accountShared: number
  /** Merchants with another licence of the same legal person. */
  readonly legalPersonShared: number
}

export const NO_NEIGHBOURS: Neighbours = {
  licenceApplying: false,
  licenceTaken: false,
  rejectedBefore: false,
  accountShared: 0,
  legalPersonShared: 0,
}

export type Known = {
  readonly today: BusinessDate
  readonly policy: OnboardingPolicy
  /** Channels that can be asked for; `null`: one that keeps no merchants of its own. */
  readonly channels: ReadonlyMap<string, ChannelRequirements | null>
  readonly documents: readonly Pick<DocumentFacts, 'kind' | 'about' | 'sha256'>[]
  readonly neighbours: Neighbours
}

type Values = Finding['values']

export const finding = (severity: Severity, code: string, field: string | null, values: Values = {}): Finding => ({
  code,
  severity,
  field,
  values,
  by: 'rule',
  remark: null,
})

const error = (code: string, field: string | null, values: Values = {}): Finding => finding('error', code, field, values)
const warning = (code: string, field: string | null, values: Values = {}): Finding => finding('warning', code, field, values)

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** All that rules find, errors first. A section that lacks is an error by itself, and what depends on it is not judged. */
export function check(draft: Draft, known: Known): Finding[] {
  const missing = sectionsMissing(draft).map(section => error('section_missing', snake(section)))
  if (!isComplete(draft)) return missing
  const found = [
    ...checkLicence(draft, known),
    ...checkPeople(draft, known),
    ...checkBusiness(draft, known),
    ...checkAccount(draft.bankAccount, draft, 'bank_account'),
    ...checkChannels(draft, known),
    ...checkDocuments(draft, known),
    ...checkNeighbours(known.neighbours),
  ]
  return [...found.filter(each => each.severity === 'error'), ...found.filter(each => each.severity === 'warning')]
}

const dayAfter = (date: BusinessDate, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

function checkPeriod(from: string, to: string | null, field: string, { today, policy }: Pick<Known, 'today' | 'policy'>): Finding[] {
  if (to !== null && to < from) return [error('period_reversed', `${field}_to`)]
  if (from > today) return [error('not_yet_valid', `${field}_from`, { from })]
  if (to === null) return []
  if (to < today) return [error('expired', `${field}_to`, { to })]
  return to < dayAfter(today, policy.expiryWarningDays) ? [warning('expires_soon', `${field}_to`, { to })] : []
}

/** GB 32100-2015 section 4.2.1 and 4.2.2: who registered it, and as what. */
const KINDS: Readonly<Record<string, ApplicationForm['subject']>> = {
  '91': 'enterprise',
  '92': 'individual_business',
  '93': 'enterprise',
  '12': 'institution',
  '11': 'government',
  '51': 'social_organisation',
  '52': 'social_organisation',
  '53': 'social_organisation',
}

function checkLicence({ licence, subject }: ApplicationForm, known: Known): Finding[] {
  const found: Finding[] = []
  if (!isUscc(licence.number)) found.push(error('uscc_invalid', 'licence.number'))
  else {
    const kind = KINDS[licence.number.slice(0, 2)]
    if (kind !== undefined && kind !== subject) found.push(error('subject_differs_from_licence', 'subject', { licence: kind }))
    if (kind === undefined) found.push(warning('licence_kind_unusual', 'licence.number'))
  }
  return [...found, ...checkPeriod(licence.validFrom, licence.validTo, 'licence.valid', known)]
}

/** One person's document: its number, its time, whose age it says. */
export function checkPerson(person: Person, field: string, known: Pick<Known, 'today' | 'policy'>): Finding[] {
  const found: Finding[] = []
  if (!isIdNumber(person.idType, person.idNumber)) found.push(error('id_number_invalid', `${field}.id_number`))
  else if (isMinor(person.idType, person.idNumber, known))
    found.push(error('person_too_young', `${field}.id_number`, { age: known.policy.ageMin }))
  return [...found, ...checkPeriod(person.idValidFrom, person.idValidTo, `${field}.id_valid`, known)]
}

const isMinor = (type: IdType, id: string, { today, policy }: Pick<Known, 'today' | 'policy'>): boolean =>
  type === 'resident_id' && `${Number(birthdayOf(id).slice(0, 4)) + policy.ageMin}${birthdayOf(id).slice(4)}` > today

const samePerson = (a: Pick<Person, 'name' | 'idNumber'>, b: Pick<Person, 'name' | 'idNumber'>): boolean =>
  a.idNumber === b.idNumber && isSameName(a.name, b.name)

/** 银发〔2017〕235号: companies name their beneficial owners; an individual business, an institution, an authority is exempt. */
const needsOwners = (subject: ApplicationForm['subject']): boolean => subject === 'enterprise' || subject === 'social_organisation'

function checkPeople({ legalPerson, owners, contact, subject }: ApplicationForm, known: Known): Finding[] {
  const found = checkPerson(legalPerson, 'legal_person', known)
  if (needsOwners(subject) && owners.length === 0) found.push(error('owner_missing', 'owners'))
  let shares = 0
  for (const [at, owner] of owners.entries()) {
    const field = `owners.${at}`
    found.push(...checkPerson(owner, field, known))
    if (owners.findIndex(other => other.idNumber === owner.idNumber) !== at) found.push(error('owner_repeated', field))
    if (owner.basis === 'shares' && owner.shareBps < known.policy.ownerBpsMin)
      found.push(error('owner_share_too_small', `${field}.share_bps`, { min: known.policy.ownerBpsMin }))
    shares += owner.shareBps
  }
  if (shares > 10_000) found.push(error('owner_shares_above_whole', 'owners', { sum: shares }))
  // Who holds 25 % goes before who controls, and before who manages.
  if (owners.some(({ basis }) => basis === 'shares') && owners.some(({ basis }) => basis === 'senior_manager'))
    found.push(warning('owner_basis_mixed', 'owners'))
  if (owners.length > 0 && owners.every(({ basis }) => basis === 'senior_manager')) found.push(warning('owner_is_manager_only', 'owners'))
  return [...found, ...checkContact(contact, legalPerson)]
}

function checkContact(contact: Contact, legalPerson: LegalPerson): Finding[] {
  if (!isIdNumber(contact.idType, contact.idNumber)) return [error('id_number_invalid', 'contact.id_number')]
  const same = samePerson(contact, legalPerson)
  if (contact.role === 'legal_person' && !same) return [error('contact_is_not_legal_person', 'contact')]
  return []
}

function checkBusiness({ business }: ApplicationForm, { policy }: Known): Finding[] {
  const found: Finding[] = []
  if (policy.mccProhibited.includes(business.mcc)) found.push(error('mcc_prohibited', 'business.mcc', { mcc: business.mcc }))
  if (policy.mccHighRisk.includes(business.mcc)) found.push(warning('mcc_high_risk', 'business.mcc', { mcc: business.mcc }))
  if (business.scenes.includes('store') && business.shops.length === 0) found.push(error('shop_missing', 'business.shops'))
  if (business.scenes.includes('website') && business.website === null) found.push(error('website_missing', 'business.website'))
  return found
}

/** The settlement account is the merchant's own: in the licence's name, or, of an individual business, in its operator's. */
export function checkAccount(
  account: SettlementAccount,
  { licence, legalPerson, subject }: Pick<ApplicationForm, 'licence' | 'legalPerson' | 'subject'>,
  field: string,
): Finding[] {
  const found: Finding[] = []
  const number = `${field}.number`
  const holder = `${field}.holder_name`
  if (account.kind === 'personal') {
    if (subject !== 'individual_business') found.push(error('account_personal_not_allowed', `${field}.kind`))
    if (!isSameName(account.holderName, legalPerson.name)) found.push(error('account_name_differs', holder))
    if (!isCardNumber(account.number)) found.push(error('card_number_invalid', number))
    return found
  }
  const own = [licence.name, ...(subject === 'individual_business' ? [`个体户${legalPerson.name}`] : [])]
  if (!own.some(name => isSameName(name, account.holderName))) found.push(error('account_name_differs', holder))
  return found
}

function checkChannels({ channels, subject }: ApplicationForm, known: Known): Finding[] {
  const found: Finding[] = channels.length === 0 ? [error('channel_missing', 'channels')] : []
  for (const [at, wanted] of channels.entries()) {
    const field = `channels.${at}`
    const requirements = known.channels.get(wanted.channel)
    if (requirements === undefined) found.push(error('channel_unknown', `${field}.channel`, { channel: wanted.channel }))
    if (channels.findIndex(other => other.channel === wanted.channel) !== at) found.push(error('channel_repeated', `${field}.channel`))
    if (requirements === undefined || requirements === null) continue
    if (!requirements.subjects.includes(subject))
      found.push(error('channel_refuses_subject', `${field}.channel`, { channel: wanted.channel }))
    const flow = wanted.flows.find(each => requirements.flowsWithSubAppId.includes(each))
    if (flow !== undefined && wanted.subAppId === null) found.push(error('sub_app_id_missing', `${field}.sub_app_id`, { flow }))
  }
  return found
}

/** What the institution itself must see, one for each kind and, where there are several, each owner or shop. */
export function documentsNeeded(
  form: ApplicationForm,
  channels: Known['channels'],
): readonly { readonly kind: DocumentKind; readonly about: number }[] {
  const single = (...kinds: readonly DocumentKind[]) => kinds.map(kind => ({ kind, about: 0 }))
  const needed = [
    ...single('licence', 'legal_person_id_front'),
    ...(form.legalPerson.idType === 'passport' ? [] : single('legal_person_id_back')),
    ...(form.bankAccount.kind === 'corporate' ? single('bank_account') : []),
    ...(form.contact.role === 'agent' ? single('contact_id_front', 'contact_authorisation') : []),
    ...form.owners.flatMap((owner, about) =>
      samePerson(owner, form.legalPerson)
        ? []
        : [
            { kind: 'beneficial_owner_id_front' as const, about },
            ...(owner.idType === 'passport' ? [] : [{ kind: 'beneficial_owner_id_back' as const, about }]),
          ],
    ),
    ...form.business.shops.flatMap((_, about) => [
      { kind: 'shop_front' as const, about },
      { kind: 'shop_indoor' as const, about },
    ]),
    ...(form.business.scenes.includes('website') ? single('website') : []),
    ...form.channels.flatMap(({ channel }) => single(...(channels.get(channel)?.documents(form) ?? []))),
  ]
  return needed.filter((one, at) => needed.findIndex(other => other.kind === one.kind && other.about === one.about) === at)
}

export const documentField = ({ kind, about }: { readonly kind: DocumentKind; readonly about: number }): string =>
  about === 0 ? `documents.${kind}` : `documents.${kind}.${about}`

function checkDocuments(form: ApplicationForm, { documents, channels }: Known): Finding[] {
  const missing = documentsNeeded(form, channels).filter(
    needed => !documents.some(given => given.kind === needed.kind && given.about === needed.about),
  )
  const repeated = documents.filter((one, at) => documents.findIndex(other => other.sha256 === one.sha256) !== at)
  return [
    ...missing.map(needed => error('document_missing', documentField(needed))),
    ...repeated.map(one => warning('document_repeated', documentField(one))),
  ]
}

function checkNeighbours(neighbours: Neighbours): Finding[] {
  const found: Finding[] = []
  if (neighbours.licenceApplying) found.push(error('licence_applying', 'licence.number'))
  if (neighbours.licenceTaken) found.push(warning('licence_taken', 'licence.number'))
  if (neighbours.rejectedBefore) found.push(warning('rejected_before', null))
  if (neighbours.accountShared > 0) found.push(warning('account_shared', 'bank_account.number', { merchants: neighbours.accountShared }))
  if (neighbours.legalPersonShared > 0)
    found.push(warning('legal_person_shared', 'legal_person.id_number', { merchants: neighbours.legalPersonShared }))
  return found
}
