/**
 * 模拟清算平台 / Simulated clearing houses, A and B: HTTP servers with specifications of their own (docs/guides/sandbox.md), signed both ways.
 * Deterministic by their seed apart from identifiers; they make no claim of compatibility with a real house.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseObject, readBody } from '../body.ts'
import { createDice, strikes } from '../dice.ts'
import { createSignedServer, type Reply, type SignedRequest } from '../signed-server.ts'
import { createStateFile } from '../state-file.ts'
import { bankPage, NO_PAGE } from './bank-page.ts'
import { type CallbackTarget, createCallbacks } from './callbacks.ts'
import { type Control, type ControlDeps, controlOverHttp, createControl } from './control.ts'
import { controlPage } from './control-page.ts'
import type { Desk, Dialect } from './dialect.ts'
import { calm, type FaultName, type FaultSettings } from './faults.ts'
import { HOUSE_A, text } from './house-a.ts'
import { HOUSE_B } from './house-b.ts'
import { complete, type OperationContext } from './operations.ts'
import { createPostings, type ReserveBankAccess } from './postings.ts'
import { closeCycle, cutDay, move, type NettingDeps } from './settlement.ts'
import { dayOf, emptyState, type HouseInstruction, type HouseState } from './state.ts'

export type { Control } from './control.ts'
export type { FaultName, FaultSettings } from './faults.ts'
export type { ReserveBankAccess } from './postings.ts'

export type InstitutionOptions = {
  /** The institution's number at the house, e.g. `inst_demo`. */
  readonly id: string
  /** Shared key of both directions. */
  readonly secret: string
  /** Where results go when an instruction names no notify_url. */
  readonly callbackUrl?: string
  /** What it paid in advance for payouts and refunds, fen; default: without bound. */
  readonly quota?: bigint
}

export type ClearingHouseOptions = {
  /** Which house: `a` (default) or `b`, with its own field names, signatures and files. */
  readonly house?: 'a' | 'b'
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly institutions: readonly InstitutionOptions[]
  /** Wallets that settle through the house, each with its key. */
  readonly members?: readonly { readonly id: string; readonly secret: string }[]
  /** Where movements are booked; without one the house keeps the institutions' accounts itself. */
  readonly reserveBank?: ReserveBankAccess
  readonly clock?: { now(): Date }
  /** Of the business date; default Asia/Shanghai. */
  readonly timeZone?: string
  /** When the business date ends by itself, HH:MM; default 24:00. */
  readonly cutOff?: string
  readonly faults?: Partial<FaultSettings>
  /** Of the fault dice; default 1. */
  readonly seed?: number
  /** Multiplies the schedule of repeated callbacks, 1/2/5/15/60 s; default 1. */
  readonly callbackTimeScale?: number
  /** `fixed` (default): every SMS code is 123456. */
  readonly smsCode?: 'fixed' | 'random'
  /** Keeps agreements, instructions and accounts across restarts. */
  readonly stateFile?: string
  /** Opening balances of a house without a reserve bank, fen; default reserve 0, own 1,000,000,000. */
  readonly opening?: { readonly reserve?: bigint; readonly own?: bigint }
  /** A file of the current business date is asked for: cut then, instead of refusing. Default true. */
  readonly cutOnDemand?: boolean
}

export type RunningClearingHouse = { readonly url: string; readonly control: Control; close(): Promise<void> }

/** An institution that was switched off for long closes its missed days one by one, and asks for each one's file. */
const EMPTY_FILES_DAYS = 400
const DAYS_AHEAD_MAX = 31
const DAY_MS = 86_400_000

const dateIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)

/** How far before midnight the business date ends, milliseconds. */
function beforeMidnight(cutOff = '24:00'): number {
  const [hours = 24, minutes = 0] = cutOff.split(':').map(Number)
  return (24 * 60 - hours * 60 - minutes) * 60_000
}

/** What an earlier run kept, brought to today's form. */
function loaded(kept: HouseState | null, businessDate: string): HouseState {
  const state = { ...emptyState(businessDate), ...kept }
  for (const [key, instruction] of Object.entries(state.instructions))
    state.instructions[key] = { ...{ fee: 0n, gateway: null, purpose: '' }, ...instruction }
  return state
}

/** Starts the house; resolves once it listens. */
export async function createClearingHouse(options: ClearingHouseOptions): Promise<RunningClearingHouse> {
  const dialect: Dialect = options.house === 'b' ? HOUSE_B : HOUSE_A
  const clock = options.clock ?? { now: () => new Date() }
  const now = (): Date => clock.now()
  const lead = beforeMidnight(options.cutOff)
  const today = (): string => dateIn(new Date(now().getTime() + lead), options.timeZone ?? 'Asia/Shanghai')
  const settings: FaultSettings = { ...calm(), ...options.faults, rates: { ...options.faults?.rates }, next: { ...options.faults?.next } }
  const signingNow = (): Date => new Date(now().getTime() + settings.clockSkewSeconds * 1_000)
  const roll = createDice(options.seed ?? 1)
  const struck = (fault: FaultName): boolean => strikes(settings, roll, fault)
  const file = createStateFile<HouseState>(options.stateFile)
  const state = loaded(file.load(), today())
  const changed = (): void => file.changed(state)
  const institutions = options.institutions.map(({ id }) => id)
  const members = new Set((options.members ?? []).map(({ id }) => id))
  const callbackUrls = new Map(
    options.institutions.flatMap(({ id, callbackUrl }) => (callbackUrl === undefined ? [] : [[id, callbackUrl] as const])),
  )
  for (const { id, secret } of [...options.institutions, ...(options.members ?? [])])
    if (state.keys[id]?.includes(secret) !== true) state.keys[id] = [secret]
  for (const { id, quota } of options.institutions) {
    dayOf(state, id)
    if (quota !== undefined) state.quotas[id] ??= quota
    openAccounts(id)
  }
  const postings = createPostings(options.reserveBank ?? null, state, signingNow, changed)
  const callbacks = createCallbacks({
    settings,
    roll,
    now: signingNow,
    scheme: dialect.scheme,
    notice: dialect.notice,
    timeScale: options.callbackTimeScale ?? 1,
  })
  const timers = new Set<NodeJS.Timeout>()
  const netting: NettingDeps = { state, institutions, settings, roll, now, code: dialect.prefix }

  /** Money that the house kept itself before there was a reserve bank moves there. */
  function openAccounts(id: string): void {
    if (options.reserveBank === undefined) {
      state.banks[id] ??= { reserve: options.opening?.reserve ?? 0n, own: options.opening?.own ?? 1_000_000_000n, transfers: {} }
      return
    }
    const kept = state.banks[id]?.reserve ?? 0n
    delete state.banks[id]
    if (kept === 0n) return
    const reference = `${dialect.prefix}OPENING`
    const at = now().toISOString()
    move(state, id, { reference, kind: 'netting', amount: kept, date: state.businessDate, at, text: '余额移交' })
  }

  function cut(): void {
    cutDay(netting)
    postings.wake()
  }

  /** The house cuts by itself when its day is over; missed days are cut into one. */
  function catchUp(): void {
    const date = today()
    if (state.businessDate >= date) return
    cut()
    state.businessDate = date
    changed()
  }

  const target = (institution: string, notifyUrl: string | null = null): CallbackTarget | null => {
    const secret = state.keys[institution]?.at(-1)
    const url = notifyUrl ?? callbackUrls.get(institution)
    return secret === undefined || url === undefined ? null : { institution, secret, url }
  }

  function finish(instruction: HouseInstruction, tell: boolean): void {
    catchUp()
    if (!complete(state, instruction, now())) return
    changed()
    if (tell && target(instruction.institution, instruction.notifyUrl) !== null)
      callbacks.result(() => target(instruction.institution, instruction.notifyUrl), instruction)
  }

  function later(delayMs: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        action()
      },
      Math.min(Math.max(0, delayMs), 2_147_483_647),
    )
    timers.add(timer)
  }

  /** Ends a gateway payment whose time is over. */
  function lapse(instruction: HouseInstruction): HouseInstruction {
    const { gateway, verdict, status } = instruction
    if (gateway === null || status !== 'processing' || verdict !== 'payer' || now().getTime() < gateway.expiresAt) return instruction
    instruction.verdict = { failed: 'payer_timeout' }
    finish(instruction, true)
    return instruction
  }

  function wait(instruction: HouseInstruction): void {
    if (instruction.verdict === 'payer') later((instruction.gateway?.expiresAt ?? 0) - now().getTime(), () => void lapse(instruction))
    else later(instruction.dueAt - Date.now(), () => finish(instruction, true))
  }
  for (const instruction of Object.values(state.instructions)) if (instruction.status === 'processing') wait(instruction)

  const byOrder = (order: string): HouseInstruction | null => {
    const name = order.split('/').at(-1) ?? ''
    const found = Object.values(state.instructions).find(
      ({ instructionId, gateway }) => instructionId === name || (gateway !== null && gateway.token === name),
    )
    return found === undefined ? null : lapse(found)
  }

  /** The payer's decision; answers what stands in its way, or null. */
  function decide(order: string, step: 'approve' | 'poor' | 'refuse' | 'expire'): string | null {
    const instruction = byOrder(order)
    if (instruction === null || instruction.gateway === null) return '没有此订单 · no such order'
    if (instruction.status !== 'processing' || instruction.verdict !== 'payer') return '订单已结束 · this order has ended'
    if (step === 'expire') instruction.verdict = { failed: 'payer_timeout' }
    else if (step === 'refuse') instruction.verdict = { failed: 'payer_refused' }
    else instruction.verdict = step === 'poor' || struck('insufficient_funds') ? { failed: 'insufficient_funds' } : 'succeeded'
    finish(instruction, true)
    return null
  }

  /** Whether the house has closed a date; on demand it cuts the current one. A day on which it did not run has empty files. */
  async function isClosed(institution: string, date: string): Promise<boolean> {
    catchUp()
    const key = `${institution}/${date}`
    const latest = new Date(now().getTime() + DAYS_AHEAD_MAX * DAY_MS).toISOString().slice(0, 10)
    if (state.closed[key] === undefined && date >= state.businessDate && options.cutOnDemand !== false && date <= latest) {
      state.businessDate = date
      cut()
    }
    const earliest = new Date(now().getTime() - EMPTY_FILES_DAYS * DAY_MS).toISOString().slice(0, 10)
    if (state.closed[key] === undefined && date < state.businessDate && date >= earliest) state.closed[key] = { lines: [], movements: [] }
    // Who reads the file finds the money at the bank.
    await postings.settled()
    return state.closed[key] !== undefined
  }

  function deskOf(institution: string): Desk {
    const context: OperationContext = {
      state,
      institution,
      now,
      smsCode: options.smsCode ?? 'fixed',
      resultDelayMs: settings.synchronous ? 0 : settings.resultDelayMs,
      isPoor: () => struck('insufficient_funds'),
      feeOf: dialect.feeOf,
      referencePrefix: dialect.prefix,
    }
    const key = (date: string): string => `${institution}/${date}`
    return {
      context,
      find(instructionId) {
        const known = state.instructions[key(instructionId)]
        return known === undefined ? null : lapse(known)
      },
      begin(instruction) {
        if (settings.synchronous && instruction.verdict !== 'payer') finish(instruction, false)
        else wait(instruction)
      },
      close(instruction) {
        if (instruction.verdict !== 'payer') return false
        instruction.verdict = { failed: 'closed' }
        finish(instruction, false)
        return true
      },
      pageOf: ({ gateway }) => `${server.url}/bank/${gateway?.token ?? ''}`,
      lines: async date => ((await isClosed(institution, date)) ? (state.closed[key(date)]?.lines ?? []) : null),
      movements: async date => ((await isClosed(institution, date)) ? (state.closed[key(date)]?.movements ?? []) : null),
      strikes: struck,
    }
  }

  /** A wallet settles an institution's net of one of its business days; idempotent by its settlement_id. */
  function settleForMember(member: string, raw: Buffer): Reply {
    const body = parseObject(raw) ?? {}
    const [settlementId, institution, date] = [text(body, 'settlement_id', 64), text(body, 'institution', 64), text(body, 'date', 10)]
    const { amount } = body
    if (settlementId === null || date === null || institution === null || typeof amount !== 'number' || !Number.isSafeInteger(amount))
      return dialect.error(400, 'parameter_invalid', 'settlement_id, institution, date and amount (signed, fen) are required')
    if (!institutions.includes(institution)) return dialect.error(404, 'not_found', 'no such institution')
    const [key, terms] = [`${member}/${settlementId}`, JSON.stringify([institution, date, amount])]
    const earlier = state.network[key]
    if (earlier !== undefined && earlier !== terms)
      return dialect.error(409, 'instruction_differs', 'this settlement_id was used with other terms')
    if (earlier === undefined) {
      state.network[key] = terms
      const words = text(body, 'text') ?? `${member} ${date}`
      if (amount !== 0)
        move(state, institution, {
          reference: settlementId,
          kind: 'network',
          amount: BigInt(amount),
          date,
          at: now().toISOString(),
          text: words,
        })
      postings.wake()
    }
    return { status: 200, body: { settlement_id: settlementId, status: 'settled', business_date: state.businessDate } }
  }

  async function handle(request: SignedRequest): Promise<Reply> {
    catchUp()
    const isNetwork = request.path === '/network/settlements'
    if (isNetwork !== members.has(request.party)) return dialect.error(403, 'not_found', 'not an operation of this party')
    const reply = isNetwork ? settleForMember(request.party, request.raw) : await dialect.route(deskOf(request.party), request)
    changed()
    return reply
  }

  async function page(request: IncomingMessage, response: ServerResponse, { pathname }: URL): Promise<boolean> {
    const token = /^\/bank\/([0-9a-f]{24})$/.exec(pathname)?.[1]
    if (token === undefined) return false
    const instruction = byOrder(token)
    if (instruction !== null && request.method === 'POST') {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'))
      decide(token, form.get('step') === 'refuse' ? 'refuse' : form.get('poor') === '1' ? 'poor' : 'approve')
    }
    response
      .writeHead(instruction === null ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      })
      .end(instruction === null ? NO_PAGE : bankPage(instruction, now()))
    return true
  }

  const controlDeps: ControlDeps = {
    state,
    settings,
    dialect,
    callbacks,
    target,
    setCallbackUrl: (institution, url) => callbackUrls.set(institution, url),
    counts: () => server.counts,
    changed,
    catchUp,
    closeCycle() {
      const ended = closeCycle(netting)
      postings.wake()
      return ended
    },
    cut,
    decide,
    newKey: () => randomBytes(32).toString('hex'),
    settled: () => postings.settled(),
  }
  const control = createControl(controlDeps)
  const server = await createSignedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.host === undefined ? {} : { host: options.host }),
    scheme: dialect.scheme,
    now,
    settings,
    roll,
    keysOf: party => state.keys[party] ?? [],
    handle,
    error: dialect.error,
    nameOf: dialect.nameOf,
    controlPage: () => controlPage(dialect.name),
    control: (method, path, body) => controlOverHttp(controlDeps, control, method, path, body),
    page,
  })
  postings.wake()
  let closed = false
  return {
    url: server.url,
    control,
    async close() {
      if (closed) return
      closed = true
      for (const timer of timers) clearTimeout(timer)
      callbacks.close()
      postings.close()
      await server.close()
      file.flush(state)
    },
  }
}
