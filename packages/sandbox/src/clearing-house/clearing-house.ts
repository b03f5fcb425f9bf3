/**
 * 模拟清算平台 / Simulated clearing house: an HTTP server with a specification of its own (README.md), signed both ways. It is
 * deterministic by its seed apart from identifiers, and makes no claim of compatibility with a real house.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isFromHere, parseObject, readBody, TooLarge } from '../body.ts'
import { createDice, strikes } from '../dice.ts'
import { createNonceMemory, REPLAY_WINDOW_SECONDS } from '../nonces.ts'
import { createStateFile } from '../state-file.ts'
import { type CallbackTarget, createCallbacks } from './callbacks.ts'
import { type Control, type ControlDeps, controlOverHttp, createControl } from './control.ts'
import { CONTROL_PAGE } from './control-page.ts'
import { calm, type FaultSettings } from './faults.ts'
import * as operations from './operations.ts'
import { cutDay, fileText } from './settlement.ts'
import { digestOf, equalSignatures, HEADERS, signRequest, signResponse } from './signature.ts'
import { emptyState, type HouseInstruction, type HouseState, type InstructionKind } from './state.ts'

export type { Control } from './control.ts'
export type { FaultName, FaultSettings } from './faults.ts'

export type InstitutionOptions = {
  /** The institution's number at the house, e.g. `inst_demo`. */
  readonly id: string
  /** Shared key of both directions. */
  readonly secret: string
  /** Where results go when an instruction names no notify_url. */
  readonly callbackUrl?: string
}

export type ClearingHouseOptions = {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly institutions: readonly InstitutionOptions[]
  readonly clock?: { now(): Date }
  /** Of the business date; default Asia/Shanghai. */
  readonly timeZone?: string
  readonly faults?: Partial<FaultSettings>
  /** Of the fault dice; default 1. */
  readonly seed?: number
  /** `fixed` (default): every SMS code is 123456. */
  readonly smsCode?: 'fixed' | 'random'
  /** Keeps agreements, instructions and accounts across restarts. */
  readonly stateFile?: string
  /** Opening balances at the reserve bank, fen; default reserve 0, own 1,000,000,000. */
  readonly opening?: { readonly reserve?: bigint; readonly own?: bigint }
  /** A file of the current business date is asked for: cut then, instead of refusing. Default true. */
  readonly cutOnDemand?: boolean
}

export type RunningClearingHouse = { readonly url: string; readonly control: Control; close(): Promise<void> }

const PATHS: Readonly<Record<string, InstructionKind>> = { debits: 'debit', payouts: 'payout', refunds: 'refund' }

/** An institution that was switched off for long closes its missed days one by one, and asks for each one's file. */
const EMPTY_FILES_DAYS = 400

const dateIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)

/** Starts the house; resolves once it listens. */
export async function createClearingHouse(options: ClearingHouseOptions): Promise<RunningClearingHouse> {
  const clock = options.clock ?? { now: () => new Date() }
  const now = (): Date => clock.now()
  const timeZone = options.timeZone ?? 'Asia/Shanghai'
  const settings: FaultSettings = { ...calm(), ...options.faults, rates: { ...options.faults?.rates }, next: { ...options.faults?.next } }
  const roll = createDice(options.seed ?? 1)
  const file = createStateFile<HouseState>(options.stateFile)
  const state = file.load() ?? emptyState(dateIn(now(), timeZone))
  const institutions = new Map(options.institutions.map(institution => [institution.id, institution]))
  const callbackUrls = new Map(
    options.institutions.flatMap(({ id, callbackUrl }) => (callbackUrl === undefined ? [] : [[id, callbackUrl] as const])),
  )
  for (const id of institutions.keys())
    state.banks[id] ??= { reserve: options.opening?.reserve ?? 0n, own: options.opening?.own ?? 1_000_000_000n, transfers: {} }
  const callbacks = createCallbacks(settings, roll, now)
  const nonces = createNonceMemory()
  const timers = new Set<NodeJS.Timeout>()
  const counts: Record<string, number> = {}
  const changed = (): void => file.changed(state)
  const ids = [...institutions.keys()]

  /** The house cuts by itself when its day is over; missed days are cut into one. */
  function catchUp(): void {
    const today = dateIn(now(), timeZone)
    if (state.businessDate >= today) return
    cutDay(state, ids, settings, roll)
    state.businessDate = today
    changed()
  }

  const target = (institution: string, notifyUrl: string | null = null): CallbackTarget | null => {
    const known = institutions.get(institution)
    const url = notifyUrl ?? callbackUrls.get(institution)
    return known === undefined || url === undefined ? null : { institution, secret: known.secret, url }
  }

  function finish(instruction: HouseInstruction, tell: boolean): void {
    catchUp()
    if (!operations.complete(state, instruction, now())) return
    changed()
    const to = target(instruction.institution, instruction.notifyUrl)
    if (tell && to !== null) callbacks.result(to, instruction)
  }

  function finishLater(instruction: HouseInstruction): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        finish(instruction, true)
      },
      Math.max(0, instruction.dueAt - Date.now()),
    )
    timers.add(timer)
  }

  for (const instruction of Object.values(state.instructions)) if (instruction.status === 'processing') finishLater(instruction)

  const controlDeps: ControlDeps = {
    state,
    settings,
    institutions: ids,
    callbacks,
    roll,
    target,
    setCallbackUrl: (institution, url) => callbackUrls.set(institution, url),
    counts,
    changed,
    catchUp,
  }
  const control = createControl(controlDeps)

  function settlementFile(institution: string, date: string): { answer: operations.Answer } | { text: string; digest: string } {
    catchUp()
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return { answer: operations.refusal(400, 'parameter_invalid', 'the date is YYYY-MM-DD') }
    const key = `${institution}/${date}`
    const latest = new Date(now().getTime() + 31 * 86_400_000).toISOString().slice(0, 10)
    if (state.files[key] === undefined && date >= state.businessDate && options.cutOnDemand !== false && date <= latest) {
      state.businessDate = date
      cutDay(state, ids, settings, roll)
    }
    const earliest = new Date(now().getTime() - EMPTY_FILES_DAYS * 86_400_000).toISOString().slice(0, 10)
    if (state.files[key] === undefined && date < state.businessDate && date >= earliest) {
      // A day on which the house did not run has a file, too: an empty one.
      const { text } = fileText(institution, date, [])
      state.files[key] = { text, digest: digestOf(text) }
    }
    const known = state.files[key]
    if (known !== undefined && strikes(settings, roll, 'file_digest')) return { text: known.text, digest: digestOf('another file') }
    if (known !== undefined && strikes(settings, roll, 'file_changed')) {
      const { text } = fileText(institution, date, [])
      return { text, digest: digestOf(text) }
    }
    if (known !== undefined) return known
    return { answer: operations.refusal(404, 'settlement_not_ready', 'the house has no file of this date') }
  }

  function operate(
    institution: string,
    method: string,
    path: string,
    body: Record<string, unknown>,
  ): operations.Answer & { fresh?: HouseInstruction } {
    const context: operations.OperationContext = {
      state,
      institution,
      now,
      smsCode: options.smsCode ?? 'fixed',
      resultDelayMs: settings.synchronous ? 0 : settings.resultDelayMs,
    }
    const [, resource = '', id, action, ...rest] = path.split('/').map(decodeURIComponent)
    const kind = PATHS[resource]
    if (rest.length > 0) return operations.refusal(404, 'not_found', 'no such operation')
    if (kind !== undefined && method === 'POST' && id === undefined) return operations.instruct(context, kind, body)
    if (kind !== undefined && method === 'GET' && id !== undefined && action === undefined) {
      const known = state.instructions[`${institution}/${id}`]
      return known?.kind === kind
        ? { status: 200, body: operations.instructionBody(known) }
        : operations.refusal(404, 'instruction_not_found', 'the house has no such instruction')
    }
    if (resource === 'agreements' && method === 'POST' && id === undefined) return operations.createAgreement(context, body)
    if (resource === 'agreements' && method === 'POST' && id !== undefined && action === 'verify')
      return operations.verifyAgreement(context, id, body)
    if (resource === 'agreements' && method === 'DELETE' && id !== undefined && action === undefined)
      return operations.endAgreement(context, id)
    const bank = state.banks[institution]
    if (path === '/reserve' && method === 'GET' && bank !== undefined) return { status: 200, body: operations.bankBody(bank) }
    if (path === '/reserve/transfers' && method === 'POST') return operations.transferReserve(context, body)
    return operations.refusal(404, 'not_found', 'no such operation')
  }

  /** The institution that signed, or why the signature does not stand. */
  function authenticate(request: IncomingMessage, url: string, body: Buffer): { institution: InstitutionOptions; nonce: string } | string {
    const header = (name: string): string => String(request.headers[name] ?? '')
    const institution = institutions.get(header(HEADERS.institution))
    if (institution === undefined) return 'unknown institution'
    const timestamp = header(HEADERS.timestamp)
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now().getTime() / 1000 - Number(timestamp)) > REPLAY_WINDOW_SECONDS)
      return 'timestamp outside the window'
    const nonce = header(HEADERS.nonce)
    if (nonce.length < 16 || nonce.length > 64) return 'nonce of 16 to 64 characters required'
    if (!equalSignatures(header(HEADERS.signature), signRequest(institution.secret, request.method ?? '', url, timestamp, nonce, body)))
      return 'signature wrong'
    return nonces.firstSeen(`${institution.id} ${nonce}`, now().getTime()) ? { institution, nonce } : 'nonce used before'
  }

  async function serveControl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const json = request.method !== 'POST' || (request.headers['content-type'] ?? '').startsWith('application/json')
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
    }
    if (!isFromHere(request) || !json) return send(403, 'application/json', JSON.stringify({ error: { code: 'loopback_only' } }))
    if (path === '/control' && request.method === 'GET') return send(200, 'text/html; charset=utf-8', CONTROL_PAGE)
    const body = parseObject(await readBody(request))
    const answer = body === null ? { status: 400, body: {} } : await controlOverHttp(controlDeps, control, request.method ?? '', path, body)
    send(answer?.status ?? 404, 'application/json', JSON.stringify(answer?.body ?? { error: { code: 'not_found' } }))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/'
    const path = url.split('?', 1)[0] ?? '/'
    if (path === '/control' || path.startsWith('/control/')) return serveControl(request, response, path)
    const raw = await readBody(request)
    const who = authenticate(request, url, raw)
    const timestamp = String(Math.floor(now().getTime() / 1000))
    const write = (status: number, type: string, text: string, extra: Record<string, string> = {}): void => {
      const signed =
        typeof who === 'string'
          ? {}
          : {
              [HEADERS.timestamp]: timestamp,
              [HEADERS.signature]: signResponse(who.institution.secret, status, timestamp, who.nonce, text),
            }
      if (strikes(settings, roll, 'bad_signature')) signed[HEADERS.signature] = digestOf('forged')
      response.writeHead(status, { 'content-type': type, ...signed, ...extra }).end(text)
    }
    const reply = (answer: operations.Answer): void => write(answer.status, 'application/json', JSON.stringify(answer.body))
    if (typeof who === 'string') return reply(operations.refusal(401, 'signature_invalid', who))
    const name = `${request.method} /${path.split('/')[1] ?? ''}`
    counts[name] = (counts[name] ?? 0) + 1
    if (settings.latencyMs > 0) await wait(settings.latencyMs)
    if (strikes(settings, roll, 'error_before')) return reply(operations.refusal(500, 'internal', 'fault error_before'))
    if (request.method === 'GET' && path.startsWith('/settlements/')) {
      const found = settlementFile(who.institution.id, path.slice('/settlements/'.length))
      changed()
      return 'answer' in found
        ? reply(found.answer)
        : write(200, 'text/plain; charset=utf-8', found.text, { 'clearing-digest': `sha-256=${found.digest}` })
    }
    const body = parseObject(raw)
    if (body === null) return reply(operations.refusal(400, 'invalid_json', 'the body is a JSON object'))
    const answer = operate(who.institution.id, request.method ?? '', path, body)
    changed()
    if (answer.fresh !== undefined) {
      if (settings.synchronous) finish(answer.fresh, false)
      else finishLater(answer.fresh)
    }
    if (request.method === 'POST' && strikes(settings, roll, 'timeout_after')) return void request.socket.destroy()
    if (request.method === 'POST' && strikes(settings, roll, 'error_after'))
      return reply(operations.refusal(500, 'internal', 'fault error_after'))
    if (answer.fresh !== undefined && settings.synchronous) {
      return reply({ status: answer.fresh.status === 'processing' ? 202 : 200, body: operations.instructionBody(answer.fresh) })
    }
    reply(answer)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const tooLarge = error instanceof TooLarge
      if (response.headersSent || request.destroyed) response.destroy()
      else
        response
          .writeHead(tooLarge ? 413 : 500, { 'content-type': 'application/json', connection: 'close' })
          .end(JSON.stringify({ error: { code: tooLarge ? 'body_too_large' : 'internal' } }))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  let closed = false
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    control,
    async close() {
      if (closed) return
      closed = true
      for (const timer of timers) clearTimeout(timer)
      callbacks.close()
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
      file.flush(state)
    },
  }
}
