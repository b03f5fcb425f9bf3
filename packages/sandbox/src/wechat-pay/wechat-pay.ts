/**
 * 微信支付 API v3 模拟器 / Simulated WeChat Pay API v3: an HTTP server that speaks the protocol with real signatures and encryption, for
 * developers who integrate WeChat Pay. Deterministic by its seed apart from identifiers and keys. It is not WeChat Pay's and moves no money.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isFromHere, parseObject, readBody, TooLarge } from '../body.ts'
import { createDice, strikes } from '../dice.ts'
import { createNetworkSettlement, type NetworkAccess } from '../network-settlement.ts'
import { createNonceMemory } from '../nonces.ts'
import { createStateFile } from '../state-file.ts'
import { authenticate } from './authenticate.ts'
import { createBills, dayNetFen } from './bills.ts'
import { createCallbacks } from './callbacks.ts'
import { type Context, isAnswer, newToken } from './context.ts'
import { type Control, type ControlDeps, controlOverHttp, createControl } from './control.ts'
import { type Answer, refuse } from './errors.ts'
import { calm, type FaultName, type FaultSettings } from './faults.ts'
import { DEFAULT_MERCHANTS, type Keys, type MerchantOptions, newKeys, newMerchant } from './keys.ts'
import { transactionBody } from './orders.ts'
import { CONTROL_PAGE, consumerPage, stepOfConsumer } from './pages.ts'
import { dayOf } from './protocol.ts'
import { finishRefund, refundNotice } from './refunds.ts'
import { route } from './routes.ts'
import { answerSigner, callbackSigner, type Signer, signedHeaders, smSigner } from './signing.ts'
import { emptyState, type Order, type Refund, type WeChatState } from './state.ts'
import { parseUpload, UPLOAD_BYTES_MAX, UPLOAD_PATH, type Upload } from './uploads.ts'

export type { Control } from './control.ts'
export type { FaultName, FaultSettings } from './faults.ts'
export type { Keys, Merchant, MerchantOptions } from './keys.ts'

export type WeChatPayOptions = {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default: a service provider with two sub-merchants, and a direct merchant. */
  readonly merchants?: readonly MerchantOptions[]
  /** Keys of an earlier run; made anew otherwise. */
  readonly keys?: Keys
  readonly clock?: { now(): Date }
  readonly faults?: Partial<FaultSettings>
  /** Of the fault dice; default 1. */
  readonly seed?: number
  /** Multiplies the schedule of repeated callbacks; default 1, the real one. */
  readonly callbackTimeScale?: number
  /** The platform's fee in hundredths of a percent; default 60. */
  readonly feeBps?: number
  /** Keeps keys, orders and bills across restarts. */
  readonly stateFile?: string
  /** Where the net of a business day is settled; default: nowhere. */
  readonly settlement?: NetworkAccess
}

export type RunningWeChatPay = { readonly url: string; readonly keys: Keys; readonly control: Control; close(): Promise<void> }

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const dayBefore = (day: string): string => shifted(day, -1)
const dayAfter = (day: string): string => shifted(day, 1)

/** Starts the simulator; resolves once it listens. */
export async function createWeChatPay(options: WeChatPayOptions = {}): Promise<RunningWeChatPay> {
  const clock = options.clock ?? { now: () => new Date() }
  const settings: FaultSettings = { ...calm(), ...options.faults, rates: { ...options.faults?.rates }, next: { ...options.faults?.next } }
  const roll = createDice(options.seed ?? 1)
  const file = createStateFile<WeChatState>(options.stateFile)
  const wanted = options.merchants ?? DEFAULT_MERCHANTS
  const state = file.load() ?? emptyState(options.keys ?? newKeys(wanted, clock.now()))
  // A file of an earlier version has fewer fields.
  state.accountChanges ??= {}
  state.media ??= {}
  for (const merchant of wanted)
    if (!state.keys.merchants.some(({ mchid }) => mchid === merchant.mchid)) state.keys.merchants.push(newMerchant(merchant, clock.now()))
  const changed = (): void => file.changed(state)
  changed()

  /** The platform's clock, by which it signs and judges timestamps. */
  const signingNow = (): Date => new Date(clock.now().getTime() + settings.clockSkewSeconds * 1_000)
  const businessNow = (): Date => new Date(clock.now().getTime() + state.daysAheadMs)
  const struck = (fault: FaultName): boolean => strikes(settings, roll, fault)
  const callbacks = createCallbacks({
    settings,
    roll,
    now: signingNow,
    businessNow,
    signer: sm => (sm ? smSigner(state) : callbackSigner(state, roll)),
    timeScale: options.callbackTimeScale ?? 1,
  })
  const nonces = createNonceMemory()
  const bills = createBills()
  const timers = new Set<NodeJS.Timeout>()
  const counts: Record<string, number> = {}
  const merchantOf = (order: Order) => state.keys.merchants.find(({ mchid }) => mchid === order.mchid)

  function tellRefund(refund: Refund): void {
    const order = state.orders[refund.orderKey]
    const merchant = order === undefined ? undefined : merchantOf(order)
    if (order === undefined || merchant === undefined || refund.notifyUrl === null) return
    callbacks.send(merchant, refund.notifyUrl, {
      type: `REFUND.${refund.status}`,
      summary: refund.status === 'SUCCESS' ? '退款成功' : '退款异常',
      originalType: 'refund',
      resource: refundNotice(order, refund),
      sm: order.sm,
    })
  }

  function finishRefundLater(refund: Refund): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        if (!finishRefund(refund, businessNow())) return
        changed()
        tellRefund(refund)
      },
      Math.max(0, refund.dueAt - Date.now()),
    )
    timers.add(timer)
  }
  for (const refund of Object.values(state.refunds)) if (refund.status === 'PROCESSING') finishRefundLater(refund)

  let url = ''
  const context: Context = {
    state,
    now: businessNow,
    get baseUrl() {
      return url
    },
    strikes: struck,
    refundDelayMs: () => settings.refundDelayMs,
    feeBps: options.feeBps ?? 60,
    sm: false,
    tellPaid(order) {
      const merchant = merchantOf(order)
      if (merchant === undefined || order.notifyUrl === null) return
      const resource = transactionBody(order)
      callbacks.send(merchant, order.notifyUrl, {
        type: 'TRANSACTION.SUCCESS',
        summary: '支付成功',
        originalType: 'transaction',
        resource,
        sm: order.sm,
      })
    },
    finishRefundLater,
  }
  const network = createNetworkSettlement(options.settlement, clock.now)

  /** Settles the days that ended since the last look, each for the service provider: the institution. */
  function settleEndedDays(): void {
    const [provider, today] = [state.keys.merchants.find(({ kind }) => kind === 'provider'), dayOf(businessNow())]
    let day = state.settledThrough ?? dayBefore(today)
    if (options.settlement === undefined || provider === undefined || day >= dayBefore(today)) return
    while (day < dayBefore(today)) {
      day = dayAfter(day)
      const net = dayNetFen(context, provider, day)
      if (net !== 0) network.settle(day, net)
    }
    state.settledThrough = day
    changed()
  }
  state.settledThrough ??= dayBefore(dayOf(businessNow()))
  const controlDeps: ControlDeps = {
    state,
    settings,
    context,
    callbacks,
    counts,
    changed,
    now: clock.now,
    dayEnded: settleEndedDays,
    settled: () => network.settled(),
  }
  const control = createControl(controlDeps)

  async function serveControl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const json = request.method !== 'POST' || (request.headers['content-type'] ?? '').startsWith('application/json')
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
    }
    if (!isFromHere(request) || !json) return send(403, 'application/json', JSON.stringify({ error: { code: 'loopback_only' } }))
    if (path === '/control' && request.method === 'GET') return send(200, 'text/html; charset=utf-8', CONTROL_PAGE)
    const body = parseObject(await readBody(request))
    const answer = body === null ? { status: 400, body: {} } : controlOverHttp(controlDeps, control, request.method ?? '', path, body)
    send(answer?.status ?? 404, 'application/json', JSON.stringify(answer?.body ?? { error: { code: 'not_found' } }))
  }

  async function serveConsumer(request: IncomingMessage, response: ServerResponse, target: URL): Promise<void> {
    const posted = request.method === 'POST'
    const form = posted ? new URLSearchParams((await readBody(request)).toString('utf8')) : target.searchParams
    const page = posted ? stepOfConsumer(context, form) : consumerPage(context, form)
    changed()
    response.writeHead(page.status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    })
    response.end(page.html)
  }

  function write(response: ServerResponse, answer: Answer, signer: Signer | null): void {
    if (answer.raw !== undefined) return void response.writeHead(answer.status, { 'content-type': answer.raw.type }).end(answer.raw.bytes)
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body)
    const headers = signer === null ? {} : signedHeaders(signer, signingNow(), newToken(), text, struck('bad_signature'))
    response.writeHead(answer.status, {
      ...(answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      'request-id': newToken(),
      ...headers,
    })
    response.end(text)
  }

  /** Answers a request that is authentic, as the faults have it. */
  async function execute(
    request: IncomingMessage,
    response: ServerResponse,
    target: URL,
    raw: Buffer,
    signer: Signer,
    who: Keys['merchants'][number],
    upload: Upload | null,
  ) {
    const method = request.method ?? ''
    const name = `${method} ${target.pathname.split('/').slice(0, 6).join('/')}`
    if (Object.keys(counts).length < 1_000 || counts[name] !== undefined) counts[name] = (counts[name] ?? 0) + 1
    if (settings.latencyMs > 0) await wait(settings.latencyMs)
    if (struck('error_before')) return write(response, refuse('SYSTEM_ERROR'), signer)
    if (struck('frequency_limited')) return write(response, refuse('FREQUENCY_LIMITED'), signer)
    const body = upload === null ? parseObject(raw) : {}
    if (body === null) return write(response, refuse('PARAM_ERROR', '请求体须为JSON对象 · the body is a JSON object'), signer)
    const serial = String(request.headers['wechatpay-serial'] ?? '')
    const given = Object.fromEntries(target.searchParams)
    const answer = route(method, target.pathname, {
      context: { ...context, sm: signer.sm === true },
      bills,
      merchant: who,
      body,
      given,
      serial,
      upload,
    })
    changed()
    if (method === 'POST' && struck('timeout_after')) return void request.socket.destroy()
    write(response, method === 'POST' && struck('error_after') ? refuse('SYSTEM_ERROR') : answer, signer)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    settleEndedDays()
    const path = request.url ?? '/'
    const target = new URL(path, 'http://sandbox')
    const { pathname } = target
    if (pathname === '/control' || pathname.startsWith('/control/')) return serveControl(request, response, pathname)
    if (pathname === '/' || pathname === '/consumer' || pathname === '/cgi-bin/mmpayweb-bin/checkmweb')
      return serveConsumer(request, response, target)
    const uploads = pathname === UPLOAD_PATH
    const raw = await readBody(request, uploads ? UPLOAD_BYTES_MAX : undefined)
    const upload = uploads ? parseUpload(request.headers['content-type'] ?? '', raw) : null
    const who = authenticate({ keys: state.keys, nonces, now: signingNow }, request, path, upload?.meta ?? raw)
    if (isAnswer(who)) return write(response, who, null)
    const requested = request.headers['wechatpay-serial']
    const smSerial = who.sm && (requested === undefined || requested === state.keys.platform.sm.serial)
    const signer = smSerial ? smSigner(state) : answerSigner(state, typeof requested === 'string' ? requested : undefined, roll)
    if (signer === null)
      return write(
        response,
        refuse('PARAM_ERROR', '平台证书序列号Wechatpay-Serial错误 · Wechatpay-Serial names no key of the platform', {
          field: 'Wechatpay-Serial',
          value: requested,
          issue: `the platform's keys are: ${[state.keys.platform.publicKeyId, ...state.keys.platform.certificates.map(({ serial }) => serial)].join(', ')}; mode ${state.keyMode}`,
          location: 'header',
        }),
        answerSigner(state, undefined, roll),
      )
    await execute(request, response, target, raw, signer, who.merchant, upload)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const tooLarge = error instanceof TooLarge
      if (response.headersSent || request.destroyed) response.destroy()
      else write(response, tooLarge ? refuse('INVALID_REQUEST', '请求体过大 · the body is too large') : refuse('SYSTEM_ERROR'), null)
    })
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  url = `http://${host}:${(server.address() as AddressInfo).port}`
  let closed = false
  return {
    url,
    keys: state.keys,
    control,
    async close() {
      if (closed) return
      closed = true
      for (const timer of timers) clearTimeout(timer)
      network.close()
      server.closeAllConnections()
      await Promise.all([callbacks.close(), new Promise<void>(resolve => server.close(() => resolve()))])
      file.flush(state)
    },
  }
}
