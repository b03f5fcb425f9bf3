/** The decisions of variable recurring payments, pure: what a consent may ask for, and whether a payment keeps to it. */
import { formatAmount } from '../../../kernel/money.ts'
import { invariant, type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import { addDays, businessDateOf } from '../../../kernel/time.ts'
import type { ConsentLimit } from '../../consents/types.ts'
import type { OpenBankingRefusalCode } from '../errors.ts'
import type { PaymentInitiationCode } from '../payments/errors.ts'
import { differenceOf, instantAt, matches, moneyOf, payableFrom, payeeOf } from '../payments/rules.ts'
import type { VrpCode } from './errors.ts'
import type { VrpTerms, WireInstruction, WireVrp, WireVrpConsent } from './types.ts'

type Decision<T> = Outcome<T, VrpCode | PaymentInitiationCode | OpenBankingRefusalCode>

/** Nothing is shown by the person at the payment itself. */
const WITHOUT_SCA = 'UK.OBIE.SCANotRequired'
/** Everything but moving money between a person's own accounts. */
const TYPE = 'UK.OBIE.VRPType.Other'
const CONTROL = 'Data.ControlParameters'
/** The standard's default: the person is not there. */
const INTERACTION = 'OffSession'

const isEmpty = (data: Readonly<Record<string, unknown>> | undefined): boolean => data === undefined || Object.keys(data).length === 0

/** Dates of the year 9999 stand for no end at all; what lies before the first is long past. */
const FIRST = Date.parse('1970-01-02T00:00:00Z')
const NO_END = Date.parse('9999-01-01T00:00:00Z')

/** The days that the validity names: times of day are disregarded (VRP profile, ValidFromDateTime and ValidToDateTime). */
function validity({ ValidFromDateTime, ValidToDateTime }: WireVrpConsent['Data']['ControlParameters'], timeZone: string) {
  const startOf = (text: string, days: number): Date => {
    const at = new Date(Math.min(Math.max(Date.parse(text), FIRST), NO_END))
    return instantAt(addDays(businessDateOf(at, timeZone), days), '00:00', timeZone)
  }
  return {
    validFrom: ValidFromDateTime === undefined ? null : startOf(ValidFromDateTime, 0),
    validTo: ValidToDateTime === undefined || Date.parse(ValidToDateTime) >= NO_END ? null : startOf(ValidToDateTime, 1),
  }
}

/** What a request for a consent asks for, or what is wrong with it. */
export function readVrpConsent({ Data }: WireVrpConsent, now: Date, timeZone: string): Decision<VrpTerms> {
  const { ControlParameters: control, Initiation } = Data
  const perPayment = moneyOf(control.MaximumIndividualAmount, `${CONTROL}.MaximumIndividualAmount`)
  if (!perPayment.ok) return perPayment
  const periods: VrpTerms['periods'][number][] = []
  for (const [at, limit] of control.PeriodicLimits.entries()) {
    const path = `${CONTROL}.PeriodicLimits[${at}]`
    const amount = moneyOf(limit, path)
    if (!amount.ok) return amount
    if (limit.PeriodType === 'Fortnight' && limit.PeriodAlignment === 'Calendar')
      return refuse('ob_vrp_period_unsupported', `${path}.PeriodAlignment`)
    periods.push({ period: limit.PeriodType, alignment: limit.PeriodAlignment, amount: amount.value })
  }
  if (control.VRPType.some(type => type !== TYPE)) return refuse('ob_vrp_type_unsupported', `${CONTROL}.VRPType`)
  if (control.PSUAuthenticationMethods.some(method => method !== WITHOUT_SCA))
    return refuse('ob_vrp_authentication_unsupported', `${CONTROL}.PSUAuthenticationMethods`)
  if (!isEmpty(control.SupplementaryData)) return refuse('ob_vrp_supplement_unsupported', `${CONTROL}.SupplementaryData`)
  const { validFrom, validTo } = validity(control, timeZone)
  if (validTo !== null && (validTo <= now || (validFrom !== null && validTo <= validFrom)))
    return refuse('ob_date_invalid', `${CONTROL}.ValidToDateTime`)
  const { CreditorAccount, DebtorAccount } = Initiation
  if (CreditorAccount === undefined) return refuse('ob_vrp_creditor_missing', 'Data.Initiation.CreditorAccount')
  const payee = payeeOf(CreditorAccount, 'Data.Initiation.CreditorAccount')
  if (!payee.ok) return payee
  const from = payableFrom(DebtorAccount, 'Data.Initiation.DebtorAccount')
  if (!from.ok) return from
  return ok({
    merchantId: payee.value,
    payeeName: CreditorAccount.Name,
    currency: 'CNY',
    perPayment: perPayment.value,
    periods,
    validFrom,
    validTo,
    interactions: control.PSUInteractionTypes ?? [INTERACTION],
    reference: Initiation.RemittanceInformation?.Unstructured?.[0] ?? null,
    debtorAccount: DebtorAccount ?? null,
    readsRefundAccount: Data.ReadRefundAccount === 'Yes',
  })
}

/** The terms of a stored consent of kind `vrp`, which were checked when it was made. */
export function vrpTermsOf(terms: unknown, timeZone: string): VrpTerms {
  const read = readVrpConsent(terms as WireVrpConsent, new Date(0), timeZone)
  invariant(read.ok, 'the terms of a consent were checked when it was made')
  return read.value
}

/** The limits that consents counts: the one of a payment first, then the periods in their order. */
export const limitsOf = (terms: VrpTerms): ConsentLimit[] => [
  { kind: 'per_payment', maxAmount: terms.perPayment, maxCount: null, currency: terms.currency },
  ...terms.periods.map(
    ({ period, alignment, amount }): ConsentLimit => ({
      kind: 'period',
      period,
      alignment,
      maxAmount: amount,
      maxCount: null,
      currency: terms.currency,
    }),
  ),
]

/** Whether a payment is what the consent's terms say, as far as no sums are needed; answers its amount in minor units. */
export function checkVrp(agreed: WireVrpConsent, { Data, Risk }: WireVrp): Decision<bigint> {
  for (const same of [matches(agreed.Data.Initiation, Data.Initiation, 'Data.Initiation'), matches(agreed.Risk, Risk, 'Risk')])
    if (!same.ok) return same
  const control = agreed.Data.ControlParameters
  if (!control.VRPType.includes(Data.VRPType)) return outside('Data.ControlParameters.VRPType', Data.VRPType)
  if (!control.PSUAuthenticationMethods.includes(Data.PSUAuthenticationMethod))
    return outside('Data.ControlParameters.PSUAuthenticationMethods', Data.PSUAuthenticationMethod)
  const interaction = Data.PSUInteractionType ?? INTERACTION
  if (!(control.PSUInteractionTypes ?? [INTERACTION]).includes(interaction))
    return outside('Data.ControlParameters.PSUInteractionTypes', interaction)
  return checkInstruction(agreed, Data.Instruction)
}

function checkInstruction(agreed: WireVrpConsent, instruction: WireInstruction): Decision<bigint> {
  const path = 'Data.Instruction'
  const { CreditorAccount, RemittanceInformation } = agreed.Data.Initiation
  const payee = differenceOf(CreditorAccount, instruction.CreditorAccount, `${path}.CreditorAccount`)
  if (payee !== null) return refuse('ob_consent_mismatch', payee)
  // A reference that the consent fixes is repeated; where it fixes none, every payment may bring its own.
  const reference =
    RemittanceInformation === undefined
      ? null
      : differenceOf(RemittanceInformation, instruction.RemittanceInformation, `${path}.RemittanceInformation`)
  if (reference !== null) return refuse('ob_consent_mismatch', reference)
  if (!isEmpty(instruction.SupplementaryData)) return refuse('ob_vrp_supplement_unsupported', `${path}.SupplementaryData`)
  if (instruction.LocalInstrument !== undefined) return refuse('ob_payment_instrument_unsupported', `${path}.LocalInstrument`)
  return moneyOf(instruction.InstructedAmount, `${path}.InstructedAmount`)
}

const outside = (path: string, what: string): Decision<never> =>
  refuse('ob_vrp_outside_limits', path, { reason: `${what} is not among what the person agreed to` })

/**
 * What the consent refused, in the words of the control parameters: which of them the payment breaks. Other refusals pass as they are.
 */
export function inControlParameters(refusal: Refusal): Refusal {
  const { code, values } = refusal
  if (code === 'consent_not_begun')
    return {
      code: 'ob_vrp_outside_limits',
      param: 'Data.ControlParameters.ValidFromDateTime',
      values: { reason: 'the consent is not valid yet' },
    }
  if (code !== 'consent_limit_exceeded') return refusal
  const index = Number(values?.index ?? 0)
  const limit = BigInt(values?.limit ?? 0)
  const used = BigInt(values?.used ?? 0)
  return {
    code: 'ob_vrp_outside_limits',
    param:
      index === 0 ? 'Data.ControlParameters.MaximumIndividualAmount.Amount' : `Data.ControlParameters.PeriodicLimits[${index - 1}].Amount`,
    values: {
      reason:
        index === 0
          ? `one payment may be CNY ${formatAmount(limit, 'CNY')} at the most`
          : `CNY ${formatAmount(used, 'CNY')} of CNY ${formatAmount(limit, 'CNY')} are used in this period`,
    },
  }
}
