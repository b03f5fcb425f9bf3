/** The form of an application as it is sent: each section whole, any section at any time. What it says is judged when it is submitted. */
import { z } from 'zod'
import { zAmountJson, zAmountOrZero, zDate, zLocalText, zText } from '../../../platform/http/schemas.ts'
import { type ApplicationForm, type Draft, ID_TYPES, OWNER_BASES, SCENES, SUBJECT_TYPES } from '../applications/types.ts'

const zMobile = z
  .string()
  .regex(/^1[3-9]\d{9}$/)
  .meta({ examples: ['13800000001'] })
const zPhone = z
  .string()
  .regex(/^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}|95\d{3,6})$/)
  .meta({ examples: ['010-65281234'] })
const zAreaCode = z
  .string()
  .regex(/^[1-9]\d{5}$/)
  .meta({ description: 'GB/T 2260.', examples: ['110101'] })
const zIdType = z.enum(ID_TYPES)
const zIdNumber = zText(30).transform(text => text.toUpperCase())
const zUntil = zDate.nullable().meta({ description: 'null: for good (长期).' })

const zPersonFields = {
  name: zText(100),
  id_type: zIdType.default('resident_id'),
  id_number: zIdNumber,
  id_valid_from: zDate,
  id_valid_to: zUntil,
  address: zText(200).nullish(),
}

export const zLegalPerson = z
  .strictObject({ ...zPersonFields, phone: zMobile.nullish() })
  .transform(body => ({ ...personOf(body), phone: body.phone ?? null }))

const zOwner = z
  .strictObject({
    ...zPersonFields,
    basis: z.enum(OWNER_BASES),
    share_bps: z.int().min(0).max(10_000).default(0).meta({ description: 'Hundredths of a percent of shares or votes.' }),
  })
  .transform(body => ({ ...personOf(body), basis: body.basis, shareBps: body.share_bps }))

type PersonBody = z.output<z.ZodObject<typeof zPersonFields>>

const personOf = (body: PersonBody) => ({
  name: body.name,
  idType: body.id_type,
  idNumber: body.id_number,
  idValidFrom: body.id_valid_from,
  idValidTo: body.id_valid_to,
  address: body.address ?? null,
})

const zLicence = z
  .strictObject({
    number: z
      .string()
      .length(18)
      .meta({ description: 'Unified social credit code (GB 32100-2015).' })
      .transform(text => text.toUpperCase()),
    name: zText(100),
    address: zText(200),
    valid_from: zDate,
    valid_to: zUntil,
  })
  .transform(body => ({
    number: body.number,
    name: body.name,
    address: body.address,
    validFrom: body.valid_from,
    validTo: body.valid_to,
  }))

const zContact = z
  .strictObject({
    role: z.enum(['legal_person', 'agent']),
    name: zText(100),
    id_type: zIdType.default('resident_id'),
    id_number: zIdNumber,
    phone: zMobile,
    email: z.email().max(100),
  })
  .transform(body => ({
    role: body.role,
    name: body.name,
    idType: body.id_type,
    idNumber: body.id_number,
    phone: body.phone,
    email: body.email,
  }))

const zBusiness = z
  .strictObject({
    short_name: zText(64),
    mcc: z
      .string()
      .regex(/^\d{4}$/)
      .meta({ description: 'Merchant category code (ISO 18245).', examples: ['5812'] }),
    description: zText(300),
    service_phone: zPhone,
    scenes: z.array(z.enum(SCENES)).min(1).max(SCENES.length),
    shops: z
      .array(
        z
          .strictObject({ name: zText(100), area_code: zAreaCode, address: zText(200) })
          .transform(body => ({ name: body.name, areaCode: body.area_code, address: body.address })),
      )
      .max(50)
      .default([]),
    website: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .nullish(),
    monthly_volume: zAmountOrZero.meta({ description: 'Expected receipts in a month, minor units.' }),
  })
  .transform(body => ({
    shortName: body.short_name,
    mcc: body.mcc,
    description: body.description,
    servicePhone: body.service_phone,
    scenes: body.scenes,
    shops: body.shops,
    website: body.website ?? null,
    monthlyVolume: body.monthly_volume,
  }))

export const zSettlementAccount = z
  .strictObject({
    kind: z.enum(['corporate', 'personal']),
    holder_name: zText(100),
    bank_code: zText(20)
      .regex(/^[A-Z0-9]+$/)
      .meta({ examples: ['ICBC'] }),
    bank_name: zText(128),
    branch_code: z
      .string()
      .regex(/^\d{12}$/)
      .nullish(),
    area_code: zAreaCode,
    number: z.string().regex(/^\d{8,32}$/),
  })
  .transform(body => ({
    kind: body.kind,
    holderName: body.holder_name,
    bankCode: body.bank_code,
    bankName: body.bank_name,
    branchCode: body.branch_code ?? null,
    areaCode: body.area_code,
    number: body.number,
  }))

const zWantedChannel = z
  .strictObject({
    channel: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/),
    flows: z
      .array(z.string().regex(/^[a-z_]{1,20}$/))
      .max(10)
      .default([]),
    sub_app_id: zText(64).nullish(),
  })
  .transform(body => ({ channel: body.channel, flows: body.flows, subAppId: body.sub_app_id ?? null }))

const zSections = {
  name: zLocalText(100).optional(),
  subject: z.enum(SUBJECT_TYPES).optional(),
  licence: zLicence.optional(),
  legal_person: zLegalPerson.optional(),
  owners: z.array(zOwner).max(10).optional(),
  contact: zContact.optional(),
  business: zBusiness.optional(),
  bank_account: zSettlementAccount.optional(),
  settlement_cycle: z.enum(['T0', 'T1', 'D1']).optional(),
  channels: z.array(zWantedChannel).max(10).optional(),
}

export const zForm = z.strictObject(zSections).meta({ id: 'MerchantApplicationForm' })

/** Only the sections that were sent. */
export function draftOf(body: z.output<typeof zForm>): Draft {
  const draft: { -readonly [K in keyof ApplicationForm]?: ApplicationForm[K] | undefined } = {
    name: body.name,
    subject: body.subject,
    licence: body.licence,
    legalPerson: body.legal_person,
    owners: body.owners,
    contact: body.contact,
    business: body.business,
    bankAccount: body.bank_account,
    settlementCycle: body.settlement_cycle,
    channels: body.channels,
  }
  return Object.fromEntries(Object.entries(draft).filter(([, section]) => section !== undefined))
}

const tail = (text: string): string => `**** ${text.slice(-4)}`

/** The form for people: `reveal` for those who must see it, else without numbers of persons and accounts. */
export function formJson(draft: Draft, reveal: boolean) {
  const hide = (text: string): string => (reveal ? text : tail(text))
  const person = (one: NonNullable<Draft['legalPerson']> | ApplicationForm['owners'][number]) => ({
    name: one.name,
    id_type: one.idType,
    id_number: hide(one.idNumber),
    id_valid_from: one.idValidFrom,
    id_valid_to: one.idValidTo,
    address: reveal ? one.address : null,
  })
  const { name, subject, licence, legalPerson, owners, contact, business, bankAccount, settlementCycle, channels } = draft
  return {
    name: name ?? null,
    subject: subject ?? null,
    licence:
      licence === undefined
        ? null
        : {
            number: licence.number,
            name: licence.name,
            address: licence.address,
            valid_from: licence.validFrom,
            valid_to: licence.validTo,
          },
    legal_person:
      legalPerson === undefined ? null : { ...person(legalPerson), phone: legalPerson.phone === null ? null : hide(legalPerson.phone) },
    owners: owners?.map(owner => ({ ...person(owner), basis: owner.basis, share_bps: owner.shareBps })) ?? null,
    contact:
      contact === undefined
        ? null
        : {
            role: contact.role,
            name: contact.name,
            id_type: contact.idType,
            id_number: hide(contact.idNumber),
            phone: hide(contact.phone),
            email: reveal ? contact.email : `**@${contact.email.split('@')[1] ?? ''}`,
          },
    business:
      business === undefined
        ? null
        : {
            short_name: business.shortName,
            mcc: business.mcc,
            description: business.description,
            service_phone: business.servicePhone,
            scenes: [...business.scenes],
            shops: business.shops.map(shop => ({ name: shop.name, area_code: shop.areaCode, address: shop.address })),
            website: business.website,
            monthly_volume: Number(business.monthlyVolume),
          },
    bank_account:
      bankAccount === undefined
        ? null
        : {
            kind: bankAccount.kind,
            holder_name: bankAccount.holderName,
            bank_code: bankAccount.bankCode,
            bank_name: bankAccount.bankName,
            branch_code: bankAccount.branchCode,
            area_code: bankAccount.areaCode,
            number: hide(bankAccount.number),
          },
    settlement_cycle: settlementCycle ?? null,
    channels: channels?.map(({ channel, flows, subAppId }) => ({ channel, flows: [...flows], sub_app_id: subAppId })) ?? null,
  }
}

const zPersonJson = {
  name: z.string(),
  id_type: zIdType,
  id_number: z.string(),
  id_valid_from: z.string(),
  id_valid_to: z.string().nullable(),
  address: z.string().nullable(),
}

export const zFormJson = z
  .object({
    name: z.object({ en: z.string(), zh: z.string() }).nullable(),
    subject: z.enum(SUBJECT_TYPES).nullable(),
    licence: z
      .object({ number: z.string(), name: z.string(), address: z.string(), valid_from: z.string(), valid_to: z.string().nullable() })
      .nullable(),
    legal_person: z.object({ ...zPersonJson, phone: z.string().nullable() }).nullable(),
    owners: z
      .array(z.object({ ...zPersonJson, basis: z.enum(OWNER_BASES), share_bps: z.int().meta({ description: 'Hundredths of a percent.' }) }))
      .nullable(),
    contact: z
      .object({
        role: z.enum(['legal_person', 'agent']),
        name: z.string(),
        id_type: zIdType,
        id_number: z.string(),
        phone: z.string(),
        email: z.string(),
      })
      .nullable(),
    business: z
      .object({
        short_name: z.string(),
        mcc: z.string(),
        description: z.string(),
        service_phone: z.string(),
        scenes: z.array(z.enum(SCENES)),
        shops: z.array(z.object({ name: z.string(), area_code: z.string(), address: z.string() })),
        website: z.string().nullable(),
        monthly_volume: zAmountJson,
      })
      .nullable(),
    bank_account: z
      .object({
        kind: z.enum(['corporate', 'personal']),
        holder_name: z.string(),
        bank_code: z.string(),
        bank_name: z.string(),
        branch_code: z.string().nullable(),
        area_code: z.string(),
        number: z.string(),
      })
      .nullable(),
    settlement_cycle: z.enum(['T0', 'T1', 'D1']).nullable(),
    channels: z.array(z.object({ channel: z.string(), flows: z.array(z.string()), sub_app_id: z.string().nullable() })).nullable(),
  })
  .meta({ id: 'MerchantApplicationFormShown', description: 'What was sent, without the numbers of persons and accounts.' })
