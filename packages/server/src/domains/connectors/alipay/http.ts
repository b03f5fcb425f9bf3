/** Where Alipay tells of auto-debit agreements: verified as every notification is, answered as Alipay wants it. */
import { defineRoute, type RawReply, type Route } from '../../../platform/http/route.ts'
import { type AgreementFacts, agreementFacts } from './agreements.ts'
import { type NotificationDeps, verified } from './notifications.ts'

const say = (status: number, body: 'success' | 'fail'): RawReply => ({ kind: 'raw', status, contentType: 'text/plain', body })

export const agreementRoutes = (deps: NotificationDeps, hear: (facts: AgreementFacts) => Promise<void>): Route[] => [
  defineRoute({
    method: 'POST',
    path: '/callbacks/alipay/agreements',
    operationId: 'hearAlipayAgreement',
    tag: 'Clearing',
    summary: 'Hear of an auto-debit agreement from Alipay',
    description: 'The form that Alipay signs (dut_user_sign, dut_user_unsign); answered `success`, or `fail` when it is not believed.',
    access: 'public',
    callback: true,
    response: { status: 200, schema: null, contentType: 'text/plain' },
    refusals: [],
    async handle({ raw, rawBody, header }) {
      const fields = verified(deps, { method: 'POST', path: raw.url ?? '', rawBody, header })
      if (!fields.ok) return say(fields.error.code === 'callback_signature_invalid' ? 401 : 400, 'fail')
      const facts = agreementFacts(Object.fromEntries(fields.value))
      if (facts === null) return say(400, 'fail')
      await hear(facts)
      return say(200, 'success')
    },
  }),
]
