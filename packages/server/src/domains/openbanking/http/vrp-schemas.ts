/** The schemas of variable recurring payments (UK Open Banking Read/Write v4.0). They check and never change. */
import { z } from 'zod'
import { zText } from '../../../platform/http/schemas.ts'
import {
  zAddress,
  zAgent,
  zAmountText,
  zChargesJson,
  zCurrencyText,
  zEmptyMeta,
  zInstantText,
  zNamedAccount,
  zPaymentRisk,
  zReads,
  zReasonsJson,
  zReference,
  zRefundAccountJson,
  zRegulatoryReporting,
  zRemittance,
  zStatusJson,
  zUltimate,
  zWireAmount,
} from './payment-schemas.ts'
import { zObAmountJson, zObInstantJson, zObLinksJson } from './schemas.ts'

/** OBDomesticVRPInitiation. */
export const zVrpInitiation = z
  .strictObject({
    DebtorAccount: zNamedAccount(70).optional(),
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zNamedAccount(70).optional(),
    CreditorPostalAddress: zAddress.optional(),
    UltimateCreditor: zUltimate.optional(),
    UltimateDebtor: zUltimate.optional(),
    RemittanceInformation: zRemittance.optional(),
    RegulatoryReporting: zRegulatoryReporting.optional(),
  })
  .meta({ id: 'ObVrpInitiation', description: 'OBDomesticVRPInitiation: what stays the same in every payment.' })

const zSupplementary = z.record(zText(100), z.unknown())

/** OBDomesticVRPControlParameters. */
export const zControlParameters = z
  .strictObject({
    ValidFromDateTime: zInstantText.optional(),
    ValidToDateTime: zInstantText.optional(),
    MaximumIndividualAmount: zWireAmount,
    PeriodicLimits: z
      .array(
        z.strictObject({
          PeriodType: z.enum(['Day', 'Week', 'Fortnight', 'Month', 'Half-year', 'Year']),
          PeriodAlignment: z.enum(['Consent', 'Calendar']),
          Amount: zAmountText,
          Currency: zCurrencyText,
        }),
      )
      .min(1)
      .max(12),
    VRPType: z.array(zText(50)).min(1).max(5),
    PSUAuthenticationMethods: z.array(zText(50)).min(1).max(5),
    PSUInteractionTypes: z
      .array(z.enum(['InSession', 'OffSession']))
      .min(1)
      .max(2)
      .optional(),
    SupplementaryData: zSupplementary.optional(),
  })
  .meta({ id: 'ObVrpControlParameters', description: 'Within what a third party may order payments.' })

/** OBDomesticVRPConsentRequest. */
export const zVrpConsent = z.strictObject({
  Data: z.strictObject({ ReadRefundAccount: zReads.optional(), ControlParameters: zControlParameters, Initiation: zVrpInitiation }),
  Risk: zPaymentRisk,
})

const zInstruction = z
  .strictObject({
    InstructionIdentification: zReference,
    EndToEndIdentification: zReference,
    RemittanceInformation: zRemittance.optional(),
    LocalInstrument: zText(50).optional(),
    InstructedAmount: zWireAmount,
    CreditorAgent: zAgent.optional(),
    CreditorPostalAddress: zAddress.optional(),
    CreditorAccount: zNamedAccount(70),
    UltimateCreditor: zUltimate.optional(),
    SupplementaryData: zSupplementary.optional(),
  })
  .meta({ id: 'ObVrpInstruction', description: 'OBDomesticVRPInstruction: what is particular to one payment.' })

/** OBDomesticVRPRequest. */
export const zVrp = z.strictObject({
  Data: z.strictObject({
    ConsentId: zText(128),
    PSUAuthenticationMethod: zText(50),
    PSUInteractionType: z.enum(['InSession', 'OffSession']).optional(),
    VRPType: zText(50),
    Initiation: zVrpInitiation,
    Instruction: zInstruction,
  }),
  Risk: zPaymentRisk,
})

/** OBDomesticVRPConsentResponse. */
export const zVrpConsentJson = z
  .strictObject({
    Data: z.strictObject({
      ConsentId: z.string(),
      ReadRefundAccount: zReads.optional(),
      CreationDateTime: zObInstantJson,
      Status: z.enum(['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD']),
      StatusReason: zReasonsJson.optional(),
      StatusUpdateDateTime: zObInstantJson,
      ControlParameters: zControlParameters,
      Initiation: zVrpInitiation,
    }),
    Risk: zPaymentRisk,
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObVrpConsent' })

/** OBDomesticVRPResponse. */
export const zVrpJson = z
  .strictObject({
    Data: z.strictObject({
      DomesticVRPId: z.string(),
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Status: zStatusJson,
      StatusUpdateDateTime: zObInstantJson,
      StatusReason: zReasonsJson.optional(),
      Refund: zRefundAccountJson.optional(),
      Charges: zChargesJson,
      Initiation: zVrpInitiation,
      Instruction: zInstruction,
    }),
    Risk: zPaymentRisk,
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObVrp' })

/** OBVRPFundsConfirmationRequest. */
export const zVrpFunds = z.strictObject({
  Data: z.strictObject({ ConsentId: zText(128), Reference: zText(35).optional(), InstructedAmount: zWireAmount }),
})

/** OBVRPFundsConfirmationResponse. */
export const zVrpFundsJson = z
  .strictObject({
    Data: z.strictObject({
      FundsConfirmationId: z.string(),
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Reference: z.string().optional(),
      FundsAvailableResult: z.strictObject({
        FundsAvailableDateTime: zObInstantJson,
        FundsAvailable: z.enum(['Available', 'NotAvailable']),
      }),
      InstructedAmount: zObAmountJson,
    }),
    Links: zObLinksJson,
    Meta: zEmptyMeta,
  })
  .meta({ id: 'ObVrpFundsConfirmation' })
