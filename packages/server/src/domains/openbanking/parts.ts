/** The parts of open banking that order payments and tell of events, built together: they share consents, versions and words. */
import type { Route } from '../../platform/http/route.ts'
import { createEventNotifications, type EventNotifications, type EventNotificationsDeps, eventsObCodes } from './events/events.ts'
import { paymentOrderRoutes } from './http/payment-orders.ts'
import type { OpenBankingParts } from './openbanking.ts'
import { createPaymentInitiation, type PaymentInitiationDeps, paymentsObCodes } from './payments/payments.ts'
import { type ApiVersion, VERSIONS } from './versions.ts'
import { createVariablePayments, vrpObCodes } from './vrp/vrp.ts'

export type OrderingDeps = Omit<PaymentInitiationDeps, 'consents'> &
  Omit<EventNotificationsDeps, 'consents' | 'sign'> & {
    readonly consents: PaymentInitiationDeps['consents'] & EventNotificationsDeps['consents']
    /** Our key of the published JWKS; PS256. */
    readonly signingKey: () => { readonly kid: string; sign(data: Uint8Array): Buffer }
  }

export type Ordering = OpenBankingParts & { readonly events: EventNotifications; readonly operatorRoutes: readonly Route[] }

/** Payments, variable recurring payments and event notifications, to be handed to `createOpenBanking` as its parts. */
export function createOrdering(deps: OrderingDeps, versions: readonly ApiVersion[] = VERSIONS): Ordering {
  const events = createEventNotifications({ ...deps, sign: claims => signToken(deps.signingKey(), claims) }, versions)
  const { routes } = createPaymentInitiation(deps, versions)
  return {
    routes: [...routes, ...createVariablePayments(deps, versions).routes, ...events.routes],
    operatorRoutes: [...paymentOrderRoutes(deps), ...events.operatorRoutes],
    codes: [paymentsObCodes, vrpObCodes, eventsObCodes],
    events,
  }
}

/** A security event token: a JWS whose header says what it is (RFC 8417 section 2.3, RFC 7515). */
function signToken(key: ReturnType<OrderingDeps['signingKey']>, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'PS256', typ: 'secevent+jwt', kid: key.kid })}.${part(claims)}`
  return `${signed}.${key.sign(Buffer.from(signed)).toString('base64url')}`
}
