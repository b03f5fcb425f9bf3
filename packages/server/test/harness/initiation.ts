/** What third parties send to order payments: single ones, and variable recurring ones. */
import { randomUUID } from 'node:crypto'
import type { ConsentFactor } from '../../src/domains/consents/types.ts'
import { formatId } from '../../src/kernel/ids.ts'
import type { Json, Person, Shop, TestApp } from './app.ts'
import { BASE, type Linked, type ObAnswer, type ObCaller, type ObClient } from './openbanking.ts'

export const PISP = `${BASE}/pisp`
export const PAYMENTS = `${PISP}/domestic-payments`
export const PAYMENT_CONSENTS = `${PISP}/domestic-payment-consents`
export const VRPS = `${PISP}/domestic-vrps`
export const VRP_CONSENTS = `${PISP}/domestic-vrp-consents`

export const RISK = { PaymentContextCode: 'EcommerceMerchantInitiatedPayment', MerchantCategoryCode: '5814' } as const

let serial = 0
/** Unique within a test file, and short enough for the standard. */
export const reference = (prefix: string): string => `${prefix}-${process.pid}-${(++serial).toString(36)}`

export const creditor = (shop: Shop, name = 'Pine Teahouse'): Json => ({
  SchemeName: 'CN.FEIQIAN.Merchant',
  Identification: shop.id,
  Name: name,
})

export const initiation = (shop: Shop, amount: string, over: Json = {}): Json => ({
  InstructionIdentification: reference('INS'),
  EndToEndIdentification: reference('E2E'),
  InstructedAmount: { Amount: amount, Currency: 'CNY' },
  CreditorAccount: creditor(shop),
  RemittanceInformation: { Unstructured: ['Longjing, 50 g'] },
  ...over,
})

/** Asks for a consent to one payment. `data` is more of Data. */
export async function proposePayment(
  client: ObClient,
  shop: Shop,
  amount: string,
  over: { readonly initiation?: Json; readonly data?: Json; readonly risk?: Json } = {},
): Promise<{ readonly answer: ObAnswer; readonly id: string; readonly Initiation: Json; readonly Risk: Json }> {
  const Initiation = initiation(shop, amount, over.initiation)
  const Risk = over.risk ?? RISK
  const answer = await (await client.own('payments'))('POST', PAYMENT_CONSENTS, {
    body: { Data: { Initiation, ...over.data }, Risk },
    key: randomUUID(),
    signed: true,
  })
  return { answer, id: String((answer.body.Data as Json | undefined)?.ConsentId), Initiation, Risk }
}

export const PASSWORD: ConsentFactor = { kind: 'knowledge', method: 'password', at: new Date(0) }
export const TOTP: ConsentFactor = { kind: 'possession', method: 'totp', at: new Date(0) }

/** The person's own payment account, `bac_…`. */
export async function paymentAccountOf(world: TestApp, person: Person): Promise<string> {
  const [account] = (await world.app.coreBanks.accountsOf(person.uuid)).filter(each => each.isPayable)
  if (account === undefined) throw new Error('the person has no payment account')
  return formatId('bac', account.id)
}

export type Agreed = Linked & { readonly Initiation: Json; readonly Risk: Json }

/** A consent to one payment that the person authorised, with two factors unless said. */
export async function agreePayment(
  world: TestApp,
  client: ObClient,
  person: Person,
  shop: Shop,
  amount: string,
  over: Parameters<typeof proposePayment>[3] & { readonly factors?: readonly ConsentFactor[] } = {},
): Promise<Agreed> {
  const { answer, id, Initiation, Risk } = await proposePayment(client, shop, amount, over)
  if (answer.status !== 201) throw new Error(answer.text)
  const linked = await client.authorise(person, id, [await paymentAccountOf(world, person)], 'payments', over.factors ?? [PASSWORD, TOTP])
  return { ...linked, Initiation, Risk }
}

/** Submits the payment of a consent. */
export const submit = (
  agreed: Agreed,
  over: { readonly data?: Json; readonly risk?: Json; readonly key?: string; readonly call?: ObCaller } = {},
): Promise<ObAnswer> =>
  (over.call ?? agreed.call)('POST', PAYMENTS, {
    body: { Data: { ConsentId: agreed.consentId, Initiation: agreed.Initiation, ...over.data }, Risk: over.risk ?? agreed.Risk },
    key: over.key ?? randomUUID(),
    signed: true,
  })

export const controlParameters = (over: Json = {}): Json => ({
  MaximumIndividualAmount: { Amount: '100.00', Currency: 'CNY' },
  PeriodicLimits: [{ PeriodType: 'Month', PeriodAlignment: 'Consent', Amount: '300.00', Currency: 'CNY' }],
  VRPType: ['UK.OBIE.VRPType.Other'],
  PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
  ...over,
})

export async function proposeVrp(
  client: ObClient,
  shop: Shop,
  over: { readonly control?: Json; readonly initiation?: Json; readonly data?: Json } = {},
): Promise<{ readonly answer: ObAnswer; readonly id: string; readonly Initiation: Json; readonly Risk: Json }> {
  const Initiation: Json = { CreditorAccount: creditor(shop), ...over.initiation }
  const answer = await (await client.own('vrp'))('POST', VRP_CONSENTS, {
    body: { Data: { ControlParameters: controlParameters(over.control), Initiation, ...over.data }, Risk: RISK },
    key: randomUUID(),
    signed: true,
  })
  return { answer, id: String((answer.body.Data as Json | undefined)?.ConsentId), Initiation, Risk: RISK }
}

export async function agreeVrp(
  world: TestApp,
  client: ObClient,
  person: Person,
  shop: Shop,
  over: Parameters<typeof proposeVrp>[2] = {},
): Promise<Agreed> {
  const { answer, id, Initiation, Risk } = await proposeVrp(client, shop, over)
  if (answer.status !== 201) throw new Error(answer.text)
  const linked = await client.authorise(person, id, [await paymentAccountOf(world, person)], 'vrp', [PASSWORD, TOTP])
  return { ...linked, Initiation, Risk }
}

export type VrpOptions = {
  readonly key?: string
  readonly data?: Json
  readonly instruction?: Json
  readonly initiation?: Json
  readonly risk?: Json
  readonly call?: ObCaller
}

/** Orders a payment under a consent to variable recurring payments. */
export function orderVrp(agreed: Agreed, amount: string, over: VrpOptions = {}): Promise<ObAnswer> {
  const body = {
    Data: {
      ConsentId: agreed.consentId,
      PSUAuthenticationMethod: 'UK.OBIE.SCANotRequired',
      VRPType: 'UK.OBIE.VRPType.Other',
      Initiation: over.initiation ?? agreed.Initiation,
      Instruction: {
        InstructionIdentification: reference('INS'),
        EndToEndIdentification: reference('E2E'),
        InstructedAmount: { Amount: amount, Currency: 'CNY' },
        CreditorAccount: agreed.Initiation.CreditorAccount,
        ...over.instruction,
      },
      ...over.data,
    },
    Risk: over.risk ?? agreed.Risk,
  }
  return (over.call ?? agreed.call)('POST', VRPS, { body, key: over.key ?? randomUUID(), signed: true })
}

export const data = (answer: ObAnswer): Json => answer.body.Data as Json
