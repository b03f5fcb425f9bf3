/** Payment initiation: consents to one payment, and the payment under each. The way in is http.ts -> here -> place-orders.ts -> payments. */
import { formatId } from '../../../kernel/ids.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { Consent } from '../../consents/types.ts'
import type { ApiVersion } from '../versions.ts'
import { type ProposeConsent, proposeConsents } from './create-consents.ts'
import type { PaymentInitiationDeps } from './deps.ts'
import { domesticPaymentRoutes } from './http.ts'
import { placeOrders, type Submission } from './place-orders.ts'
import type { Order } from './types.ts'
import { domesticConsentView, domesticPaymentView } from './view.ts'

export type { PaymentInitiationDeps } from './deps.ts'
export { paymentInitiationCatalogue, paymentsObCodes } from './errors.ts'
export { PAYMENT_ORDER_EVENTS } from './events.ts'

export type PaymentCommands = {
  readonly propose: CommandHandler<ProposeConsent>
  readonly submit: CommandHandler<Submission>
}

/** The routes of each version; all of them work on the same consents and orders. */
export function createPaymentInitiation(
  deps: PaymentInitiationDeps,
  versions: readonly ApiVersion[],
): { readonly routes: readonly Route[] } {
  const routes = versions.flatMap(version => {
    const placeOf = (baseUrl: string): string => `${baseUrl}${version.path}/pisp`
    return domesticPaymentRoutes(deps, version, {
      propose: deps.commands.define<ProposeConsent, Consent>({
        name: version.operation('openbanking.propose_payment'),
        decide: (tx, commands) => proposeConsents(deps, tx, commands),
        present: (consent, context) => ({ status: 201, body: domesticConsentView(consent, placeOf(context.baseUrl)) }),
        subject: consent => consent.publicId,
      }),
      submit: deps.commands.define<Submission, Order>({
        name: version.operation('openbanking.pay'),
        decide: (tx, commands) =>
          placeOrders(
            deps,
            tx,
            commands.map(command => command.input),
          ),
        present: (order, context) => ({ status: 201, body: domesticPaymentView(order, null, placeOf(context.baseUrl)) }),
        subject: order => formatId('obp', order.id),
      }),
    })
  })
  return { routes }
}
