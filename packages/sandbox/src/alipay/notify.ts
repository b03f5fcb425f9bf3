/** Tells merchants what happened: form-encoded, signed, repeated until they answer `success`, and as faulty as the settings want. */
import { randomUUID } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { agreementFields } from './agreements.ts'
import type { Context } from './context.ts'
import type { FaultSettings } from './faults.ts'
import { dayOf, notifyContent, signRsa2, timeText, yuanOf } from './protocol.ts'
import type { Agreement, Trade } from './state.ts'
import { paidFields } from './trades.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Waits between the deliveries, as Alipay documents them. */
export const RETRY_DELAYS_MS = [4 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS]

const TIMEOUT_MS = 15_000
const ANSWER_MAX = 1_024
const LOG_MAX = 200

export type Delivery = {
  readonly at: string
  readonly notifyId: string
  readonly url: string
  readonly attempt: number
  readonly answer: string
}

export type Notifier = {
  trade(trade: Trade, extra?: Readonly<Record<string, string>>): void
  agreement(agreement: Agreement): void
  /** The latest deliveries, oldest first; `answer` is what the merchant said, or why there was none. */
  readonly log: readonly Delivery[]
  close(): void
}

/** Posts the form; resolves with the text of the answer, or what went wrong in parentheses. */
function post(url: string, form: string): Promise<string> {
  return new Promise(resolve => {
    const target = new URL(url)
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'content-length': Buffer.byteLength(form),
    }
    const sent = send(target, { method: 'POST', timeout: TIMEOUT_MS, headers }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        if (text.length < ANSWER_MAX) text += part
      })
      answer.on('end', () => resolve(answer.statusCode === 200 ? text.trim() : `(HTTP ${answer.statusCode})`))
      answer.on('error', () => resolve('(broken off)'))
    })
    sent.on('timeout', () => sent.destroy(new Error('timeout')))
    sent.on('error', error => resolve(`(${error.message})`))
    sent.end(form)
  })
}

export function createNotifier(context: Context, settings: FaultSettings, retryScale: number): Notifier {
  const timers = new Set<NodeJS.Timeout>()
  const log: Delivery[] = []
  let closed = false

  function later(delayMs: number, action: () => void): void {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }

  function deliver(url: string, fields: Readonly<Record<string, string>>, attempt = 0): void {
    const signed = { ...fields, notify_time: timeText(context.now()) }
    const content = context.strikes('callback_bad_signature') ? 'another content' : notifyContent(signed)
    const sign = signRsa2(context.state.platform.privateKey, content)
    post(url, new URLSearchParams({ ...signed, sign_type: 'RSA2', sign }).toString()).then(
      said => {
        log.push({
          at: context.now().toISOString(),
          notifyId: fields.notify_id ?? '',
          url,
          attempt: attempt + 1,
          answer: said.slice(0, 80),
        })
        if (log.length > LOG_MAX) log.shift()
        const delay = RETRY_DELAYS_MS[attempt]
        if (said !== 'success' && delay !== undefined) later(delay * retryScale, () => deliver(url, fields, attempt + 1))
      },
      () => undefined,
    )
  }

  function tell(appId: string, url: string | null, fields: Readonly<Record<string, string>>): void {
    if (url === null || context.strikes('callback_lost')) return
    const all = {
      app_id: appId,
      auth_app_id: appId,
      charset: 'utf-8',
      version: '1.0',
      notify_id: `${dayOf(context.now()).replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`,
      ...fields,
    }
    const delay = context.strikes('callback_late') ? settings.lateCallbackMs : 0
    later(delay, () => deliver(url, all))
    if (context.strikes('callback_duplicate')) later(delay + 50, () => deliver(url, all))
  }

  return {
    trade(trade, extra = {}) {
      const { buyer_user_id: buyerId = '', ...paid } = paidFields(context, trade)
      const funds = [{ amount: yuanOf(trade.totalFen), fundChannel: 'ALIPAYACCOUNT' }]
      tell(trade.appId, trade.notifyUrl, {
        notify_type: 'trade_status_sync',
        trade_status: trade.status,
        subject: trade.subject,
        ...(trade.body === null ? {} : { body: trade.body }),
        ...(trade.passbackParams === null ? {} : { passback_params: trade.passbackParams }),
        seller_id: context.state.apps.find(({ appId }) => appId === trade.appId)?.sellerId ?? '',
        buyer_id: buyerId,
        ...paid,
        gmt_create: timeText(new Date(trade.createdAt)),
        ...(trade.paidAt === null ? {} : { gmt_payment: timeText(new Date(trade.paidAt)), fund_bill_list: JSON.stringify(funds) }),
        ...(trade.closedAt === null ? {} : { gmt_close: timeText(new Date(trade.closedAt)) }),
        ...extra,
      })
    },
    agreement(agreement) {
      const ended = agreement.endedAt !== null
      tell(agreement.appId, agreement.notifyUrl, {
        notify_type: ended ? 'dut_user_unsign' : 'dut_user_sign',
        status: ended ? 'UNSIGN' : 'NORMAL',
        ...agreementFields(context, agreement),
        ...(agreement.endedAt === null ? {} : { unsign_time: timeText(new Date(agreement.endedAt)) }),
      })
    },
    log,
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
