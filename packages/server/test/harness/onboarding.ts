/** What tests of onboarding do again and again: a form that the rules accept, its documents, and the way to each state. */
import type { Answer, Caller, Json } from './callers.ts'
import { callerOf } from './callers.ts'

/** A picture that is one by its bytes: a header and an end; `salt` makes its content its own. */
export const jpegOf = (salt: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]), Buffer.from(`JFIF ${salt}`), Buffer.from([0xff, 0xd9])])

const USCC_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** A social credit code with its check character; `kind` is 91 (company), 92 (individual business), … */
export function licenceNumber(serial: number, kind = '91'): string {
  const body = `${kind}110105MA${String(serial).padStart(7, '0')}`
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_LETTERS.indexOf(body.charAt(at)), 0)
  return body + USCC_LETTERS.charAt((31 - (sum % 31)) % 31)
}

/** A resident's identity number with its check character. */
export function residentId(serial: number, birthday = '19850312'): string {
  const body = `110105${birthday}${String(serial % 1000).padStart(3, '0')}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce(
    (total, weight, at) => total + weight * Number(body.charAt(at)),
    0,
  )
  return body + '10X98765432'.charAt(sum % 11)
}

let serial = 0

/** A company whose legal person owns it; nothing in it is anybody's. */
export function companyForm(channels: readonly Json[] = [{ channel: 'sim' }], changes: Json = {}): Json {
  serial += 1
  const licence = `北京松间茶业${serial}有限公司`
  const person = {
    name: '苏墨',
    id_number: residentId(serial),
    id_valid_from: '2015-03-12',
    id_valid_to: '2049-03-12',
    address: '北京市朝阳区松间路1号',
  }
  return {
    name: { en: `Pine Tea ${serial}`, zh: `松间茶${serial}` },
    subject: 'enterprise',
    licence: { number: licenceNumber(serial), name: licence, address: '北京市朝阳区松间路1号', valid_from: '2018-05-01', valid_to: null },
    legal_person: { ...person, phone: '13800000001' },
    owners: [{ ...person, basis: 'shares', share_bps: 6_000 }],
    contact: { role: 'legal_person', name: person.name, id_number: person.id_number, phone: '13800000001', email: 'sumo@example.com' },
    business: {
      short_name: `松间茶${serial}`,
      mcc: '5499',
      description: '茶叶零售',
      service_phone: '010-65281234',
      scenes: ['store'],
      shops: [{ name: '朝阳店', area_code: '110105', address: '松间路1号' }],
      monthly_volume: 10_000_000,
    },
    bank_account: {
      kind: 'corporate',
      holder_name: licence,
      bank_code: 'ICBC',
      bank_name: '中国工商银行股份有限公司北京松间路支行',
      area_code: '110105',
      number: `02000${String(serial).padStart(10, '0')}`,
    },
    settlement_cycle: 'T1',
    channels,
    ...changes,
  }
}

export const COMPANY_DOCUMENTS = [
  'licence',
  'legal_person_id_front',
  'legal_person_id_back',
  'bank_account',
  'shop_front',
  'shop_indoor',
] as const

export type Applicant = {
  readonly id: string
  readonly token: string
  /** `path` after `/v1/applications/<token>`. */
  call(method: string, path?: string, body?: unknown): Promise<Answer>
  document(kind: string, about?: number, content?: Buffer): Promise<Answer>
}

const must = async (answering: Promise<Answer>): Promise<Json> => {
  const { status, body } = await answering
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Starts an application as nobody in particular, or as the operator whose key is given. */
export async function startApplication(url: string, form: Json = {}, key: string | null = null): Promise<Applicant> {
  const started = await must(callerOf(url, key)('POST', key === null ? '/v1/applications' : '/v1/merchant_applications', { body: form }))
  const nobody = callerOf(url, null)
  const token = String(started.token)
  const call = (method: string, path = '', body?: unknown): Promise<Answer> =>
    nobody(method, `/v1/applications/${token}${path}`, body === undefined ? {} : { body })
  return {
    id: String(started.id),
    token,
    call,
    document: (kind, about = 0, content = jpegOf(`${token} ${kind} ${about}`)) =>
      call('POST', '/documents', { kind, about, file_name: `${kind}.jpg`, content: content.toString('base64') }),
  }
}

/** Fills in everything and submits; the application waits for a reviewer. */
export async function submitCompany(url: string, form: Json = companyForm()): Promise<Applicant> {
  const applicant = await startApplication(url, form)
  for (const kind of COMPANY_DOCUMENTS) await must(applicant.document(kind))
  const submitted = await must(applicant.call('POST', '/submit'))
  if (submitted.state !== 'submitted') throw new Error(JSON.stringify(submitted.findings))
  return applicant
}

/** Takes, approves and offers; the applicant accepts. Answers the application as it is then. */
export async function approveAndAccept(operator: Caller, applicant: Applicant, changes: Json = {}): Promise<Json> {
  const path = `/v1/merchant_applications/${applicant.id}`
  await must(operator('POST', `${path}/take`))
  const { revision, findings } = await must(operator('GET', path))
  const acknowledged = (findings as { code: string }[]).map(({ code }) => code)
  await must(operator('POST', `${path}/approve`, { body: { revision, acknowledged, note: '资料齐全', ...changes } }))
  const offered = await must(operator('POST', `${path}/agreement`, { body: {} }))
  const { id: agreement, version } = offered.agreement as { id: string; version: number }
  return must(applicant.call('POST', '/accept', { agreement, version, signatory: '苏墨' }))
}
