/** Consents to a payment, and payments, as the standard shows them. */
import { formatId } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import type { Consent } from '../../consents/types.ts'
import type { Payment } from '../../payments/types.ts'
import { type DomesticTerms, domesticConsentStatus, reasonOf, statusAtCreation, statusOf } from './rules.ts'
import type { Order, WireReason, WireStatus } from './types.ts'

/** Where this version of the API is, e.g. `https://bank.example/open-banking/v4.0/pisp`. */
export type Place = string

export const optional = <N extends string, T>(name: N, value: T | null | undefined): { readonly [K in N]?: T } =>
  value === null || value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: T })

/** OBWriteDomesticConsentResponse5. There are no charges, and one person's authorisation is enough, so neither is told. */
export function domesticConsentView(consent: Consent, place: Place) {
  const { Data, Risk, CutOffDateTime } = consent.terms as DomesticTerms
  const { status, reason } = domesticConsentStatus(consent.state)
  return {
    Data: {
      ConsentId: consent.publicId,
      CreationDateTime: consent.createdAt.toISOString(),
      Status: status,
      ...optional('StatusReason', reason === null ? null : [reason]),
      StatusUpdateDateTime: consent.stateSince.toISOString(),
      ...optional('ReadRefundAccount', Data.ReadRefundAccount),
      ...optional('CutOffDateTime', CutOffDateTime),
      Charges: [],
      Initiation: Data.Initiation,
      ...optional('Authorisation', Data.Authorisation),
      ...optional('SCASupportData', Data.SCASupportData),
    },
    Risk,
    Links: { Self: `${place}/domestic-payment-consents/${consent.publicId}` },
    Meta: {},
  }
}

/** How an order stands, since when, and why. `payment` is absent when the order was only just made. */
export function standing(
  order: Order,
  payment: Payment | null,
): { status: WireStatus; since: string; reasons: readonly WireReason[] | null } {
  const status = payment === null ? statusAtCreation(order) : statusOf(order, payment.status)
  const changed = payment === null ? null : (payment.succeededAt ?? payment.canceledAt)
  const reason = order.rejection !== null ? reasonOf(order.rejection) : null
  return { status, since: iso(changed) ?? order.createdAt.toISOString(), reasons: reason === null ? null : [reason] }
}

/** OBWriteDomesticResponse5. */
export function domesticPaymentView(order: Order, payment: Payment | null, place: Place) {
  const id = formatId('obp', order.id)
  const { status, since, reasons } = standing(order, payment)
  return {
    Data: {
      DomesticPaymentId: id,
      ConsentId: formatId('cns', order.consentId),
      CreationDateTime: order.createdAt.toISOString(),
      Status: status,
      StatusUpdateDateTime: since,
      ...optional('StatusReason', reasons),
      ...optional('Refund', order.refundAccount === null ? null : { Account: order.refundAccount }),
      Charges: [],
      Initiation: order.request.Data.Initiation,
    },
    Links: { Self: `${place}/domestic-payments/${id}` },
    Meta: {},
  }
}

/** OBWritePaymentDetailsResponse1 and OBDomesticVRPDetails: the payment that the order became, or why it became none. */
export function paymentDetailsView(order: Order, payment: Payment | null, self: string) {
  const { status, since, reasons } = standing(order, payment)
  const reason = reasons?.[0]
  return {
    Data: {
      PaymentStatus: [
        {
          PaymentTransactionId: order.paymentId === null ? formatId('obp', order.id) : formatId('pay', order.paymentId),
          Status: status,
          StatusUpdateDateTime: since,
          StatusDetail: {
            Status: status,
            ...optional('StatusReason', reason?.StatusReasonCode),
            ...optional('StatusReasonDescription', reason?.StatusReasonDescription),
          },
        },
      ],
    },
    Links: { Self: self },
    Meta: {},
  }
}
