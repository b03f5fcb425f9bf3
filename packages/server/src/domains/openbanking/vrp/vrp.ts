/** Variable recurring payments: consents with control parameters, and payments within them. Carried out like single payments. */
import { formatId } from '../../../kernel/ids.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { CancelConsent, Consent } from '../../consents/types.ts'
import { type ProposeConsent, proposeConsents } from '../payments/create-consents.ts'
import type { PaymentInitiationDeps } from '../payments/deps.ts'
import { placeOrders, type Submission } from '../payments/place-orders.ts'
import type { Order } from '../payments/types.ts'
import type { ApiVersion } from '../versions.ts'
import { vrpRoutes } from './http.ts'
import { inControlParameters } from './rules.ts'
import { vrpConsentView, vrpView } from './view.ts'

export { vrpCatalogue, vrpObCodes } from './errors.ts'

export type VrpCommands = {
  readonly propose: CommandHandler<ProposeConsent>
  readonly cancel: CommandHandler<Pick<CancelConsent, 'consentId' | 'thirdPartyId'>>
  readonly submit: CommandHandler<Submission>
}

/** The routes of each version; all of them work on the same consents and orders. */
export function createVariablePayments(
  deps: PaymentInitiationDeps,
  versions: readonly ApiVersion[],
): { readonly routes: readonly Route[] } {
  const routes = versions.flatMap(version => {
    const placeOf = (baseUrl: string): string => `${baseUrl}${version.path}/pisp`
    return vrpRoutes(deps, version, {
      propose: deps.commands.define<ProposeConsent, Consent>({
        name: version.operation('openbanking.propose_vrp'),
        decide: (tx, commands) => proposeConsents(deps, tx, commands),
        present: (consent, context) => ({ status: 201, body: vrpConsentView(consent, placeOf(context.baseUrl)) }),
        subject: consent => consent.publicId,
      }),
      cancel: deps.commands.define<Pick<CancelConsent, 'consentId' | 'thirdPartyId'>, Consent>({
        name: version.operation('openbanking.delete_vrp'),
        decide: (tx, commands) =>
          deps.consents.cancel(
            tx,
            commands.map(({ input, context }) => ({
              ...input,
              by: 'third_party' as const,
              actor: `tpp:${input.thirdPartyId ?? ''}`,
              requestId: context.requestId,
            })),
          ),
        present: () => ({ status: 204, body: null }),
        subject: consent => consent.publicId,
      }),
      submit: deps.commands.define<Submission, Order>({
        name: version.operation('openbanking.pay_vrp'),
        async decide(tx, commands) {
          const outcomes = await placeOrders(
            deps,
            tx,
            commands.map(command => command.input),
          )
          return outcomes.map(outcome => (outcome.ok ? outcome : { ok: false, error: inControlParameters(outcome.error) }))
        },
        present: (order, context) => ({ status: 201, body: vrpView(order, null, placeOf(context.baseUrl)) }),
        subject: order => formatId('obp', order.id),
      }),
    })
  })
  return { routes }
}
