/** Consents to variable recurring payments, and payments under them, as the standard shows them. */
import { formatId } from '../../../kernel/ids.ts'
import type { Consent } from '../../consents/types.ts'
import type { Payment } from '../../payments/types.ts'
import { vrpConsentStatus } from '../payments/rules.ts'
import type { Order } from '../payments/types.ts'
import { optional, type Place, standing } from '../payments/view.ts'
import type { WireVrpConsent } from './types.ts'

/** OBDomesticVRPConsentResponse. The person's account is not told: whoever needs it asks for the refund account. */
export function vrpConsentView(consent: Consent, place: Place) {
  const { Data, Risk } = consent.terms as WireVrpConsent
  const { status, reason } = vrpConsentStatus(consent.state, consent.endedBy)
  return {
    Data: {
      ConsentId: consent.publicId,
      ...optional('ReadRefundAccount', Data.ReadRefundAccount),
      CreationDateTime: consent.createdAt.toISOString(),
      Status: status,
      ...optional('StatusReason', reason === null ? null : [reason]),
      StatusUpdateDateTime: consent.stateSince.toISOString(),
      ControlParameters: Data.ControlParameters,
      Initiation: Data.Initiation,
    },
    Risk,
    Links: { Self: `${place}/domestic-vrp-consents/${consent.publicId}` },
    Meta: {},
  }
}

/** OBDomesticVRPResponse. */
export function vrpView(order: Order, payment: Payment | null, place: Place) {
  const id = formatId('obp', order.id)
  const { status, since, reasons } = standing(order, payment)
  return {
    Data: {
      DomesticVRPId: id,
      ConsentId: formatId('cns', order.consentId),
      CreationDateTime: order.createdAt.toISOString(),
      Status: status,
      StatusUpdateDateTime: since,
      ...optional('StatusReason', reasons),
      ...optional('Refund', order.refundAccount),
      Charges: [],
      Initiation: order.request.Data.Initiation,
      Instruction: order.request.Data.Instruction,
    },
    Risk: order.request.Risk,
    Links: { Self: `${place}/domestic-vrps/${id}` },
    Meta: {},
  }
}
