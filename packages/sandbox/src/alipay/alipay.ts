/**
 * 模拟支付宝 / Simulated Alipay: an HTTP server that speaks v3 at the root of its host and v2 at /gateway.do, signed both ways with RSA2. What
 * it does and leaves out stands in the README. Deterministic by its seed apart from keys and identifiers.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isFromHere, parseObject, readBody, TooLarge } from '../body.ts'
import { createDice, strikes } from '../dice.ts'
import { createNetworkSettlement, type NetworkAccess } from '../network-settlement.ts'
import { createStateFile } from '../state-file.ts'
import { beginAgreement, queryAgreement, unsign } from './agreements.ts'
import { createBills, dayNet } from './bill.ts'
import { choose, type Outcome, open, subjectOf } from './cashier.ts'
import type { Call, Context, Operation } from './context.ts'
import { type Control, controlOverHttp, createControl } from './control.ts'
import { type Answer, bodyV2, bodyV3, refuse } from './errors.ts'
import { calm, type FaultSettings } from './faults.ts'
import { FEE_BPS } from './fees.ts'
import { authenticateV2, authenticateV3 } from './gateway.ts'
import { type AppOptions, DEFAULT_APPS, newPlatformKeys } from './keys.ts'
import {
  createMerchant,
  createOrder,
  modifyMerchant,
  moveOrder,
  newMerchants,
  queryMerchant,
  queryOrder,
  uploadImage,
} from './merchants.ts'
import { createNotifier } from './notify.ts'
import { CONTROL_PAGE, cashierPage, confirmPage, consumerPage, errorPage } from './pages.ts'
import { dayOf, parseAuthorization, pathOf, responseKey, responseMessageV3, signRsa2 } from './protocol.ts'
import { refund, refundQuery } from './refunds.ts'
import { type AlipayState, newState } from './state.ts'
import { beginTrade, cancel, close, pay, precreate, query } from './trades.ts'

export { zip } from './bill.ts'
export type { Access, Control } from './control.ts'
export type { FaultName, FaultSettings } from './faults.ts'

export type AlipayOptions = {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** The applications that may ask; default two, one with keys and one with certificates. Those of a state file stay as they are. */
  readonly apps?: readonly AppOptions[]
  readonly clock?: { now(): Date }
  readonly faults?: Partial<FaultSettings>
  /** Of the fault dice; default 1. */
  readonly seed?: number
  /** Keeps keys, trades and agreements across restarts. */
  readonly stateFile?: string
  /** Where the net of a business day is settled; default: nowhere. */
  readonly settlement?: NetworkAccess
  /** What is charged for payments, ten-thousandths; default 60 (0.6 %). */
  readonly feeBps?: number
  /** Shortens the waits between notifications; default 1: 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h. */
  readonly retryScale?: number
}

export type RunningAlipay = { readonly url: string; readonly control: Control; close(): Promise<void> }

/** Methods that a browser is sent to; they answer a page instead of JSON. */
const PAGE_METHODS = ['alipay.trade.page.pay', 'alipay.trade.wap.pay', 'alipay.trade.app.pay', 'alipay.user.agreement.page.sign']

/** The v3 methods that are asked for by GET. */
const GET_METHODS = ['alipay.user.agreement.query', 'alipay.data.dataservice.bill.downloadurl.query']

/** Known to the v2 gateway alone. */
const V2_ONLY = ['ant.merchant.', 'alipay.merchant.']

/** Images come with the form, up to 10 MB. */
const UPLOAD_MAX_BYTES = 11 * 1024 * 1024

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const dayBefore = (day: string): string => shifted(day, -1)
const dayAfter = (day: string): string => shifted(day, 1)

const HTML = 'text/html; charset=utf-8'

/** The parameters of a form with files as a query, and how long the image is: files are not signed. */
async function partsOf(raw: Buffer, type: string): Promise<[string, Record<string, unknown>]> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
  const parameters = new URLSearchParams()
  const more: Record<string, unknown> = {}
  for (const [name, value] of form) {
    if (typeof value === 'string') parameters.set(name, value)
    else more[`${name}_bytes`] = value.size
  }
  return [parameters.toString(), more]
}

/** Starts the simulator; resolves once it listens. */
export async function createAlipay(options: AlipayOptions = {}): Promise<RunningAlipay> {
  const clock = options.clock ?? { now: () => new Date() }
  const settings: FaultSettings = { ...calm(), ...options.faults, rates: { ...options.faults?.rates }, next: { ...options.faults?.next } }
  const roll = createDice(options.seed ?? 1)
  const file = createStateFile<AlipayState>(options.stateFile)
  const state = file.load() ?? newState(options.apps ?? DEFAULT_APPS, clock.now())
  // Files of before there were merchants.
  state.merchants ??= newMerchants()
  const changed = (): void => file.changed(state)
  const bills = createBills(options.feeBps ?? FEE_BPS)
  let address = ''

  const context: Context = {
    state,
    now: () => new Date(clock.now().getTime() + state.advancedMs + settings.clockSkewSeconds * 1000),
    strikes: fault => strikes(settings, roll, fault),
    url: () => address,
    tradeChanged: (trade, extra) => notifier.trade(trade, extra),
    agreementChanged: agreement => notifier.agreement(agreement),
  }
  const notifier = createNotifier(context, settings, options.retryScale ?? 1)
  const network = createNetworkSettlement(options.settlement, clock.now)

  /** Settles the days that ended since the last look, each for the first application: the institution's. */
  function settleEndedDays(): void {
    const [app, today] = [state.apps[0], dayOf(context.now())]
    let day = state.settledThrough ?? dayBefore(today)
    if (options.settlement === undefined || app === undefined || day >= dayBefore(today)) return
    while (day < dayBefore(today)) {
      day = dayAfter(day)
      const { net } = dayNet(context, app, day, options.feeBps ?? FEE_BPS)
      if (net !== 0) network.settle(day, net)
    }
    state.settledThrough = day
    changed()
  }
  state.settledThrough ??= dayBefore(dayOf(context.now()))
  const control = createControl(context, settings, notifier.log, {
    changed,
    newKeys: () => newPlatformKeys(clock.now()),
    dayEnded: settleEndedDays,
    settled: () => network.settled(),
  })

  const operations: Readonly<Record<string, Operation>> = {
    'alipay.trade.precreate': precreate,
    'alipay.trade.pay': pay,
    'alipay.trade.query': query,
    'alipay.trade.close': close,
    'alipay.trade.cancel': cancel,
    'alipay.trade.refund': refund,
    'alipay.trade.fastpay.refund.query': refundQuery,
    'alipay.data.dataservice.bill.downloadurl.query': bills.downloadUrl,
    'ant.merchant.expand.indirect.image.upload': uploadImage,
    'ant.merchant.expand.indirect.create': createMerchant,
    'ant.merchant.expand.indirect.modify': modifyMerchant,
    'ant.merchant.expand.indirect.query': queryMerchant,
    'alipay.merchant.indirect.authorder.create': createOrder,
    'alipay.merchant.indirect.authorder.querystatus': queryOrder,
    'alipay.user.agreement.query': queryAgreement,
    'alipay.user.agreement.unsign': unsign,
  }
  const byPath = new Map<string, string>(
    Object.keys(operations)
      .filter(method => !V2_ONLY.some(start => method.startsWith(start)))
      .map(method => [`${GET_METHODS.includes(method) ? 'GET' : 'POST'} ${pathOf(method)}`, method] as const),
  )

  /** Carries the call out as the faults have it; null: the connection is to be dropped. */
  async function carryOut(method: string, call: Call): Promise<Answer | null> {
    if (settings.latencyMs > 0) await wait(settings.latencyMs)
    const operation = Object.hasOwn(operations, method) ? operations[method] : undefined
    if (operation === undefined) return refuse('isv.invalid-method')
    if (context.strikes('error_before')) return refuse('isp.unknow-error')
    const result = operation(context, call)
    changed()
    if (context.strikes('timeout_after')) return null
    return context.strikes('error_after') ? refuse('ACQ.SYSTEM_ERROR') : result
  }

  const signed = (content: string): string =>
    signRsa2(state.platform.privateKey, context.strikes('bad_signature') ? `${content} ` : content)

  const certificateSn = (): string => state.platform.certificate.sn
  const byCertificate = (appId: string | undefined): boolean => state.apps.some(app => app.appId === appId && app.mode === 'certificate')

  function servePage(response: ServerResponse, method: string, given: ReturnType<typeof authenticateV2>): void {
    const begun =
      'refused' in given
        ? given
        : method === 'alipay.user.agreement.page.sign'
          ? beginAgreement(context, given.call)
          : beginTrade(context, given.call, method)
    changed()
    if ('refused' in begun) {
      const { sub_code: code = '', sub_msg: message = '' } = bodyV2(begun.refused)
      response.writeHead(200, { 'content-type': HTML }).end(errorPage(String(code), String(message)))
      return
    }
    const { token } = 'trade' in begun ? begun.trade : begun.agreement
    response.writeHead(302, { location: `${address}/cashier/${token}` }).end()
  }

  async function serveV2(
    response: ServerResponse,
    search: string,
    form: string,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const parameters = { ...Object.fromEntries(new URLSearchParams(search)), ...Object.fromEntries(new URLSearchParams(form)) }
    const { method = '' } = parameters
    const given = authenticateV2(state, parameters)
    if (PAGE_METHODS.includes(method)) return servePage(response, method, given)
    const { biz_content: _, ...plain } = parameters
    const call =
      'refused' in given || Object.keys(more).length === 0
        ? given
        : { call: { ...given.call, fields: { ...plain, ...given.call.fields, ...more } } }
    const result = 'refused' in call ? call.refused : await carryOut(method, call.call)
    if (result === null) return void response.destroy()
    const body = JSON.stringify(bodyV2(result))
    const member = /^[a-z.]+$/.test(method) ? responseKey(method) : 'error_response'
    response
      .writeHead(200, { 'content-type': 'text/html;charset=utf-8', trace_id: randomUUID().replaceAll('-', '') })
      .end(
        `{"${member}":${body},${byCertificate(parameters.app_id) ? `"alipay_cert_sn":"${certificateSn()}",` : ''}"sign":"${signed(body)}"}`,
      )
  }

  async function serveV3(request: IncomingMessage, response: ServerResponse, url: string, raw: Buffer): Promise<void> {
    const header = (name: string): string => String(request.headers[name] ?? '')
    const given = authenticateV3(state, {
      authorization: header('authorization'),
      method: request.method ?? '',
      url,
      body: raw.toString('utf8'),
      appAuthToken: header('alipay-app-auth-token'),
      encrypted: header('alipay-encrypt-type') !== '',
    })
    const method = byPath.get(`${request.method} ${url.split('?', 1)[0]}`) ?? ''
    const result = 'refused' in given ? given.refused : await carryOut(method, given.call)
    if (result === null) return void response.destroy()
    const { status, body } = bodyV3(result)
    const text = JSON.stringify(body)
    const [timestamp, nonce] = [String(context.now().getTime()), randomUUID().replaceAll('-', '')]
    response
      .writeHead(status, {
        'content-type': 'application/json;charset=utf-8',
        'alipay-timestamp': timestamp,
        'alipay-nonce': nonce,
        'alipay-signature': signed(responseMessageV3(timestamp, nonce, text)),
        ...(byCertificate(parseAuthorization(header('authorization'))?.values.get('app_id')) ? { 'alipay-sn': certificateSn() } : {}),
        'alipay-trace-id': header('alipay-request-id') || randomUUID().replaceAll('-', ''),
      })
      .end(text)
  }

  async function serveControl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const json = request.method !== 'POST' || (request.headers['content-type'] ?? '').startsWith('application/json')
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
    }
    if (!isFromHere(request) || !json) return send(403, 'application/json', JSON.stringify({ error: { code: 'loopback_only' } }))
    if (path === '/control' && request.method === 'GET') return send(200, HTML, CONTROL_PAGE)
    const body = parseObject(await readBody(request))
    const answer = body === null ? { status: 400, body: {} } : controlOverHttp(context, settings, control, request.method ?? '', path, body)
    if (request.method === 'POST') changed()
    send(answer?.status ?? 404, 'application/json', JSON.stringify(answer?.body ?? { error: { code: 'not_found' } }))
  }

  async function serveCashier(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const subject = subjectOf(context, token)
    if (subject === null)
      return void response.writeHead(404, { 'content-type': HTML }).end(errorPage('not_found', '没有此页面 · no such page'))
    let outcome: Outcome | null = null
    if (request.method === 'POST') {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'))
      const choice = { buyerId: form.get('buyer') ?? '', password: form.get('password') ?? '', approve: form.get('action') === 'approve' }
      outcome = choose(context, subject, choice)
      if (outcome.done && outcome.returnUrl !== null) {
        changed()
        return void response.writeHead(303, { location: outcome.returnUrl }).end()
      }
    } else open(subject)
    changed()
    response.writeHead(200, { 'content-type': HTML, 'cache-control': 'no-store' }).end(cashierPage(subject, state.buyers, outcome))
  }

  /** Where contact and legal person of a merchant confirm it. */
  async function serveConfirm(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const order = Object.values(state.merchants.orders).find(one => one.token === token)
    if (order === undefined)
      return void response.writeHead(404, { 'content-type': HTML }).end(errorPage('not_found', '没有此页面 · no such page'))
    const waits = order.status === 'CONTACT_CONFIRM' || order.status === 'LEGAL_CONFIRM'
    if (request.method === 'POST') {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'))
      if (waits) moveOrder(context, order, form.get('action') === 'approve' ? 'next' : 'CANCELED')
      changed()
    }
    response.writeHead(200, { 'content-type': HTML, 'cache-control': 'no-store' }).end(confirmPage(order))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    settleEndedDays()
    const url = request.url ?? '/'
    const path = url.split('?', 1)[0] ?? '/'
    const search = url.slice(path.length + 1)
    if (path === '/control' || path.startsWith('/control/')) return serveControl(request, response, path)
    if (path.startsWith('/cashier/')) return serveCashier(request, response, path.slice('/cashier/'.length))
    if (path === '/consumer') {
      const salt = String(Math.floor(roll() * 1e14)).padStart(14, '0')
      return void response.writeHead(200, { 'content-type': HTML, 'cache-control': 'no-store' }).end(consumerPage(state, salt))
    }
    if (path === '/scan') {
      const code = (new URLSearchParams(search).get('code') ?? '').trim()
      const token = /\/cashier\/([a-z0-9]+)$/.exec(code)?.[1]
      const location = token !== undefined ? `/cashier/${token}` : /^[\x21-\x7e]+$/.test(code) ? `/gateway.do?${code}` : '/consumer'
      return void response.writeHead(302, { location }).end()
    }
    if (path.startsWith('/bills/')) {
      const found = bills.download(path.slice('/bills/'.length))
      if (found === null) return void response.writeHead(404).end()
      const headers = { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${found.name}"` }
      return void response.writeHead(200, headers).end(found.bytes)
    }
    if (path.startsWith('/confirm/')) return serveConfirm(request, response, path.slice('/confirm/'.length))
    const type = request.headers['content-type'] ?? ''
    const upload = path === '/gateway.do' && type.startsWith('multipart/form-data')
    const raw = await readBody(request, upload ? UPLOAD_MAX_BYTES : undefined)
    if (upload) return serveV2(response, search, ...(await partsOf(raw, type)))
    if (path === '/gateway.do') return serveV2(response, search, raw.toString('utf8'))
    return serveV3(request, response, url, raw)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const tooLarge = error instanceof TooLarge
      if (response.headersSent || request.destroyed) response.destroy()
      else
        response.writeHead(tooLarge ? 413 : 500, { 'content-type': 'application/json', connection: 'close' }).end(
          JSON.stringify({
            code: tooLarge ? 'body-too-large' : 'unknow-error',
            message: tooLarge ? 'at most 64 KiB' : '系统繁忙 · the simulator failed',
          }),
        )
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  address = `http://${options.host ?? '127.0.0.1'}:${port}`
  file.flush(state)
  let closed = false
  return {
    url: address,
    control,
    async close() {
      if (closed) return
      closed = true
      notifier.close()
      network.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      file.flush(state)
    },
  }
}
