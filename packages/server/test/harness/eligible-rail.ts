/** Routing by eligibility alone: the first connected rail that can take the order. Decides from memory and keeps nothing. */

import type { PaymentRouteRequest, RailFacts, Route, Routing, RoutingRefusalCode } from '../../src/domains/payments/ports.ts'
import { newId } from '../../src/kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../src/kernel/outcome.ts'

export function createEligibleRail(rails: () => readonly RailFacts[]): Routing {
  const choose = (request: PaymentRouteRequest): Outcome<Route, RoutingRefusalCode> => {
    const capable = rails()
      .filter(rail => rail.enabled && !request.excluded.includes(rail.code))
      .flatMap(rail =>
        rail.methods.map(capability => ({ rail, capability, standing: request.channels.find(found => found.channel === rail.code) })),
      )
      .filter(({ capability }) => capability.method === request.method && capability.flows.includes(request.flow))
      .filter(({ capability: { banks } }) => banks === undefined || (request.bank !== null && banks.includes(request.bank)))
    if (capable.length === 0) return refuse(request.excluded.length > 0 ? 'route_unavailable' : 'route_flow_unsupported', 'payment_method')
    const inRange = capable.filter(({ capability }) => request.amount >= capability.min && request.amount <= capability.max)
    if (inRange.length === 0) return refuse('route_amount_out_of_range', 'payment_method')
    const chosen = inRange.find(({ capability, standing }) => !capability.needsSubMerchant || standing?.active === true)
    if (chosen === undefined) return refuse('route_channel_missing', 'payment_method')
    const { rail, capability, standing } = chosen
    return ok({
      house: rail.code,
      subMerchant: standing?.subMerchant ?? null,
      subAppId: standing?.subAppId ?? null,
      capability,
      decision: {
        id: newId<'rtd'>(),
        subject: 'payment',
        reference: request.paymentId,
        merchantId: request.merchantId,
        method: request.method,
        flow: request.flow,
        amount: request.amount,
        bank: request.bank,
        ruleSet: 0,
        chosen: rail.code,
        candidates: [],
        decidedAt: request.at,
      },
    })
  }
  return {
    choose,
    choosePayout: () => refuse('route_unavailable'),
    record: () => {},
    offer(request) {
      const chosen = choose(request)
      return chosen.ok ? ok(null) : chosen
    },
    capability: (house, method) =>
      rails()
        .find(rail => rail.code === house)
        ?.methods.find(capability => capability.method === method) ?? null,
    rails,
  }
}
