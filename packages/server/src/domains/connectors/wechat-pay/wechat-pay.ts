/**
 * The face of the WeChat Pay connector (微信支付 API v3): a rail of clearing, its callbacks, bills for reconciliation, onboarding of
 * merchants, profit sharing. Partner mode first: an institution acquires for merchants, so every order names their `sub_mchid`.
 */
import { z } from 'zod'
import type { Finding } from '../kit/types.ts'
import { createBillSource } from './bill-source.ts'
import { createCallbackReader, createNoticeReader } from './callbacks.ts'
import { capabilities, DIRECT_POLICY, keys, settings, WECHAT_PAY } from './capabilities.ts'
import { createCertificates } from './certificates.ts'
import { createExchange } from './exchange.ts'
import { wechatPayRoutes } from './http.ts'
import { createOnboarding } from './onboarding.ts'
import { createRail } from './rail.ts'
import { settlementOf } from './settlement.ts'
import { createSharing } from './sharing.ts'
import type { WechatPay, WechatPayDeps } from './types.ts'

export { wechatPayCatalogue } from './errors.ts'
export type { WechatPay, WechatPayDeps } from './types.ts'

const zDirect = z.object({ allowed: z.boolean() })

/** For one try; the platform closes connections after about so long. */
const TIMEOUT_MS = 8_000

export function createWechatPay(deps: WechatPayDeps): WechatPay {
  const { kit, clock, log } = deps
  const client = kit.createClient({
    code: WECHAT_PAY,
    timeoutMs: TIMEOUT_MS,
    sensitive: ['openid', 'sp_openid', 'sub_openid', 'auth_code', 'paySign', 'sign', 'account', 'name', 'payer_client_ip'],
  })
  let wanted: (serial: string) => void = () => {}
  const onUnknownSerial = (serial: string): void => wanted(serial)
  const wechat = createExchange({ kit, client, clock, onUnknownSerial })
  const certificates = createCertificates({ kit, wechat, clock, log })
  wanted = certificates.wanted
  const bills = createBillSource({ wechat, clock })
  const sharing = createSharing({ db: deps.db, clock, wechat, log })
  const readNotice = createNoticeReader({ kit, wechat, clock, onUnknownSerial })

  /** Without a record of policy direct mode is refused: institutions do not open their interfaces to each other. */
  function directAllowed(): boolean {
    const allowed = zDirect.safeParse(deps.policies.at(DIRECT_POLICY, clock.now())?.value)
    return allowed.success && allowed.data.allowed
  }

  const rail = createRail({
    wechat,
    clock,
    callbackUrl: () => `${deps.publicUrl()}/callbacks/clearing/${WECHAT_PAY}`,
    directAllowed,
    onUnlisted: ({ operation, refused, reference }) =>
      log.warn(
        { operation, code: refused.code, status: refused.status, reference },
        'WeChat Pay refused with a code that is not listed; the outcome is unknown',
      ),
  })

  /** The check of the key doctor over the wire: something that is signed, sealed and moves nothing. */
  async function selfTest(): Promise<readonly Finding[]> {
    const account = wechat.account()
    const finding = (level: Finding['level'], code: string, values: Finding['values']): Finding => ({ role: null, level, code, values })
    if ('missing' in account) return [finding('error', 'self_test_failed', { reason: `${account.missing} is missing` })]
    const findings: Finding[] = []
    if (account.mode === 'direct' && !directAllowed())
      findings.push(finding('error', 'self_test_failed', { reason: `direct mode is refused by the policy record ${DIRECT_POLICY}` }))
    const id = 'ins_00000000000000000000000000'
    const path =
      account.mode === 'partner'
        ? `/v3/pay/partner/transactions/out-trade-no/${id}?sp_mchid=${account.mchid}&sub_mchid=${account.mchid}`
        : `/v3/pay/transactions/out-trade-no/${id}?mchid=${account.mchid}`
    const started = performance.now()
    const reply = await wechat.call('GET', path, undefined, { reference: null, idempotent: true })
    // That there is no such order, or no such sub-merchant, answers a request that was authentic, in an answer that is.
    if (reply.kind !== 'silent') return [...findings, finding('ok', 'reachable', { ms: Math.round(performance.now() - started) })]
    const code = /\bSIGN_ERROR\b/.test(reply.reason)
      ? 'refused_us'
      : /not the platform's/.test(reply.reason)
        ? 'answer_unverified'
        : 'unreachable'
    return [...findings, finding('error', code, { reason: reply.reason })]
  }

  return {
    code: WECHAT_PAY,
    capabilities,
    keys,
    settings,
    selfTest,
    port: { ...rail, settlementFile: date => settlementOf(bills, date) },
    callbacks: createCallbackReader({ kit, wechat, clock, onUnknownSerial }),
    connected: () => {
      const account = wechat.account()
      return !('missing' in account) && (account.mode === 'partner' || directAllowed())
    },
    bills,
    onboarding: createOnboarding({ wechat, clock, policies: deps.policies }),
    routes: wechatPayRoutes({ db: deps.db, clock, commands: deps.commands, kit, sharing, readNotice }),
    defineJobs(jobs) {
      jobs.define('wechat_pay.certificates', async () => {
        await certificates.refresh()
      })
      // The platform asks for at least every twelve hours.
      jobs.schedule('wechat_pay.certificates', '13 */6 * * *')
      jobs.define('wechat_pay.sharing', async () => {
        await sharing.run()
      })
      jobs.schedule('wechat_pay.sharing', '* * * * *', { catchUpMs: 60_000 })
    },
    refreshCertificates: certificates.refresh,
    advanceSharing: sharing.run,
    async close() {
      await Promise.all([certificates.close(), sharing.settled()])
    },
  }
}
