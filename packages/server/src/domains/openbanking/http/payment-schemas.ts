/**
 * The schemas of payment initiation (UK Open Banking Read/Write v4.0); variable recurring payments build on them. They check and never
 * change: what a third party sent is kept, compared and answered as it was written.
 */
import { z } from 'zod'
import { codedMessage, zText } from '../../../platform/http/schemas.ts'
import { zObInstantJson, zObLinksJson } from './schemas.ts'

const INSTANT = z.iso.datetime({ offset: true, error: codedMessage('ob_date_invalid') })

/** An instant that stays text. */
export const zInstantText = INSTANT.meta({ examples: ['2026-11-01T00:00:00+00:00'], 'x-refusals': ['ob_date_invalid'] })

export const zAmountText = z.string().regex(/^\d{1,13}$|^\d{1,13}\.\d{1,5}$/, { error: codedMessage('ob_payment_amount_invalid') })
export const zCurrencyText = z.string().regex(/^[A-Z]{3}$/, { error: codedMessage('ob_payment_amount_invalid') })

/** An amount that stays text. */
export const zWireAmount = z.strictObject({ Amount: zAmountText, Currency: zCurrencyText }).meta({
  id: 'ObPaymentAmount',
  description: 'Decimal text greater than 0, and its currency; payments are made in CNY.',
  'x-refusals': ['ob_payment_amount_invalid', 'ob_payment_currency_unsupported'],
})

const LEI = z.string().regex(/^[0-9]{4}00[A-Z0-9]{12}[0-9]{2}$/)

const zProxy = z
  .strictObject({ Identification: zText(2048), Code: z.string().regex(/^[A-Z]{4}$/), Type: zText(35).optional() })
  .meta({ id: 'ObProxy' })

/** An account that takes part in a payment; a payee has a name. */
const account = <N extends z.ZodType>(name: N) =>
  z.strictObject({
    SchemeName: zText(40),
    Identification: zText(256),
    Name: name,
    SecondaryIdentification: zText(34).optional(),
    Proxy: zProxy.optional(),
  })

/** `nameMax`: 350 characters for a payment, 70 for VRP. */
export const zDebtorAccount = (nameMax: number) => account(zText(nameMax).optional())
export const zNamedAccount = (nameMax: number) => account(zText(nameMax))

export const zAddress = z
  .strictObject({
    AddressType: z.enum(['BIZZ', 'DLVY', 'MLTO', 'PBOX', 'ADDR', 'HOME', 'CORR', 'STAT']).optional(),
    Department: zText(70).optional(),
    SubDepartment: zText(70).optional(),
    StreetName: zText(140).optional(),
    BuildingNumber: zText(16).optional(),
    BuildingName: zText(140).optional(),
    Floor: zText(70).optional(),
    UnitNumber: zText(16).optional(),
    Room: zText(70).optional(),
    PostBox: zText(16).optional(),
    TownLocationName: zText(140).optional(),
    DistrictName: zText(140).optional(),
    CareOf: zText(140).optional(),
    PostCode: zText(16).optional(),
    TownName: zText(140).optional(),
    CountrySubDivision: zText(35).optional(),
    Country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    AddressLine: z.array(zText(70)).max(7).optional(),
  })
  .meta({ id: 'ObPaymentAddress' })

export const zUltimate = z
  .strictObject({
    Name: zText(140).optional(),
    Identification: zText(256).optional(),
    LEI: LEI.optional(),
    SchemeName: zText(40).optional(),
    PostalAddress: zAddress.optional(),
  })
  .meta({ id: 'ObUltimateParty' })

export const zRemittance = z
  .strictObject({
    Structured: z
      .array(
        z.strictObject({
          ReferredDocumentInformation: z
            .array(
              z.strictObject({
                Code: z
                  .enum([
                    'CINV',
                    'CNFA',
                    'CONT',
                    'CREN',
                    'DEBN',
                    'DISP',
                    'DNFA',
                    'HIRI',
                    'INVS',
                    'MSIN',
                    'PROF',
                    'PUOR',
                    'QUOT',
                    'SBIN',
                    'SPRR',
                    'TISH',
                  ])
                  .optional(),
                Issuer: zText(35).optional(),
                Number: zText(35).optional(),
                RelatedDate: zInstantText.optional(),
                LineDetails: z.array(zText(500)).max(10).optional(),
              }),
            )
            .max(10)
            .optional(),
          ReferredDocumentAmount: z
            .int()
            .min(0)
            .max(2_147_483_647)
            .optional()
            .meta({ description: 'In the unit of the document; kept as it is.' }),
          CreditorReferenceInformation: z
            .strictObject({
              Code: z.enum(['DISP', 'FXDR', 'PUOR', 'RPIN', 'RADM', 'SCOR']).optional(),
              Issuer: zText(35).optional(),
              Reference: zText(35).optional(),
            })
            .optional(),
          Invoicer: zText(256).optional(),
          Invoicee: zText(256).optional(),
          TaxRemittance: zText(140).optional(),
          AdditionalRemittanceInformation: z.array(zText(140)).max(3).optional(),
        }),
      )
      .max(10)
      .optional(),
    Unstructured: z.array(zText(140)).max(10).optional(),
  })
  .meta({ id: 'ObRemittanceInformation' })

export const zAgent = z
  .strictObject({
    SchemeName: zText(40).optional(),
    Identification: zText(35).optional(),
    Name: zText(140).optional(),
    LEI: LEI.optional(),
    PostalAddress: zAddress.optional(),
  })
  .meta({ id: 'ObPaymentAgent' })

export const zRegulatoryReporting = z
  .array(
    z.strictObject({
      DebitCreditReportingIndicator: z.enum(['CRED', 'DEBT', 'BOTH']).optional(),
      Authority: z
        .strictObject({
          Name: zText(140).optional(),
          CountryCode: z
            .string()
            .regex(/^[A-Z]{2}$/)
            .optional(),
        })
        .optional(),
      Details: z
        .array(
          z.strictObject({
            Type: zText(35).optional(),
            Date: zInstantText.optional(),
            Country: z
              .string()
              .regex(/^[A-Z]{2}$/)
              .optional(),
            Amount: zWireAmount.optional(),
            Information: z.array(zText(35)).max(10).optional(),
          }),
        )
        .max(10)
        .optional(),
    }),
  )
  .max(10)

export const zReference = zText(35)

/** OBDomestic2. */
export const zInitiation = z
  .strictObject({
    InstructionIdentification: zReference,
    EndToEndIdentification: zReference,
    LocalInstrument: zText(50).optional(),
    InstructedAmount: zWireAmount,
    DebtorAccount: zDebtorAccount(350).optional(),
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zNamedAccount(350),
    CreditorPostalAddress: zAddress.optional(),
    UltimateCreditor: zUltimate.optional(),
    UltimateDebtor: zUltimate.optional(),
    RegulatoryReporting: zRegulatoryReporting.optional(),
    RemittanceInformation: zRemittance.optional(),
    SupplementaryData: z.record(zText(100), z.unknown()).optional(),
  })
  .meta({ id: 'ObDomesticInitiation', description: 'OBDomestic2: what is to be paid, from where, to whom.' })

/** OBRisk1 of payments. Purpose codes are ISO 20022's, four letters. */
export const zPaymentRisk = z
  .strictObject({
    PaymentContextCode: z
      .enum([
        'BillingGoodsAndServicesInAdvance',
        'BillingGoodsAndServicesInArrears',
        'EcommerceMerchantInitiatedPayment',
        'FaceToFacePointOfSale',
        'TransferToSelf',
        'TransferToThirdParty',
      ])
      .optional(),
    MerchantCategoryCode: zText(4, 3).optional(),
    MerchantCustomerIdentification: zText(70).optional(),
    ContractPresentIndicator: z.boolean().optional(),
    BeneficiaryPrepopulatedIndicator: z.boolean().optional(),
    PaymentPurposeCode: z
      .string()
      .regex(/^[A-Z0-9]{4}$/)
      .optional(),
    CategoryPurposeCode: z
      .string()
      .regex(/^[A-Z0-9]{4}$/)
      .optional(),
    BeneficiaryAccountType: z
      .enum([
        'Business',
        'BusinessSavingsAccount',
        'Charity',
        'Collection',
        'Corporate',
        'Ewallet',
        'Government',
        'Investment',
        'ISA',
        'JointPersonal',
        'Pension',
        'Personal',
        'PersonalSavingsAccount',
        'Premier',
        'Wealth',
      ])
      .optional(),
    DeliveryAddress: zAddress.optional(),
  })
  .meta({ id: 'ObPaymentRisk', description: 'OBRisk1: what the third party knows that helps to judge the risk.' })

export const zReads = z.enum(['Yes', 'No'])

/** OBWriteDomesticConsent4. */
export const zDomesticConsent = z.strictObject({
  Data: z.strictObject({
    ReadRefundAccount: zReads.optional(),
    Initiation: zInitiation,
    Authorisation: z.strictObject({ AuthorisationType: z.enum(['Any', 'Single']), CompletionDateTime: zInstantText.optional() }).optional(),
    SCASupportData: z
      .strictObject({
        RequestedSCAExemptionType: z
          .enum(['BillPayment', 'ContactlessTravel', 'EcommerceGoods', 'EcommerceServices', 'Kiosk', 'Parking', 'PartyToParty'])
          .optional(),
        AppliedAuthenticationApproach: z.enum(['CA', 'SCA']).optional(),
        ReferencePaymentOrderId: zText(40).optional(),
      })
      .optional(),
  }),
  Risk: zPaymentRisk,
})

/** OBWriteDomestic2. */
export const zDomesticPayment = z.strictObject({
  Data: z.strictObject({ ConsentId: zText(128), Initiation: zInitiation }),
  Risk: zPaymentRisk,
})

export const zReasonsJson = z.array(z.strictObject({ StatusReasonCode: z.string(), StatusReasonDescription: z.string() }))
export const zChargesJson = z
  .array(z.never())
  .meta({ description: 'Always empty: people are not charged for payments that third parties order.' })
export const zEmptyMeta = z.strictObject({})

/** OBWriteDomesticConsentResponse5. */
export const zDomesticConsentJson = z
  .strictObject({
    Data: z.strictObject({
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Status: z.enum(['AWAU', 'AUTH', 'RJCT', 'COND']),
      StatusReason: zReasonsJson.optional(),
      StatusUpdateDateTime: zObInstantJson,
      ReadRefundAccount: zReads.optional(),
      CutOffDateTime: zObInstantJson.optional(),
      Charges: zChargesJson,
      Initiation: zInitiation,
      Authorisation: z.unknown().optional(),
      SCASupportData: z.unknown().optional(),
    }),
    Risk: zPaymentRisk,
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObDomesticPaymentConsent' })

/** OBWriteFundsConfirmationResponse1. */
export const zFundsJson = z
  .strictObject({
    Data: z.strictObject({
      FundsAvailableResult: z.strictObject({ FundsAvailableDateTime: zObInstantJson, FundsAvailable: z.boolean() }),
    }),
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObPaymentFundsConfirmation' })

export const zStatusJson = z.enum(['RCVD', 'PDNG', 'ACTC', 'PATC', 'ACCP', 'ACFC', 'ACSP', 'ACWC', 'ACSC', 'ACWP', 'ACCC', 'BLCK', 'RJCT'])

export const zRefundAccountJson = z.strictObject({ SchemeName: z.string(), Identification: z.string(), Name: z.string() })

/** OBWriteDomesticResponse5. */
export const zDomesticPaymentJson = z
  .strictObject({
    Data: z.strictObject({
      DomesticPaymentId: z.string(),
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Status: zStatusJson,
      StatusUpdateDateTime: zObInstantJson,
      StatusReason: zReasonsJson.optional(),
      Refund: z.strictObject({ Account: zRefundAccountJson }).optional(),
      Charges: zChargesJson,
      Initiation: zInitiation,
    }),
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObDomesticPayment' })

/** OBWritePaymentDetailsResponse1 and OBDomesticVRPDetails. */
export const zPaymentDetailsJson = z
  .strictObject({
    Data: z.strictObject({
      PaymentStatus: z.array(
        z.strictObject({
          PaymentTransactionId: z.string(),
          Status: zStatusJson,
          StatusUpdateDateTime: zObInstantJson,
          StatusDetail: z.strictObject({
            Status: zStatusJson,
            StatusReason: z.string().optional(),
            StatusReasonDescription: z.string().optional(),
          }),
        }),
      ),
    }),
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObPaymentDetails' })
