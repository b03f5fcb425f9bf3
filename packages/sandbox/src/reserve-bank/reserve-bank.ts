/**
 * 模拟备付金银行 / Simulated reserve bank: holds an institution's reserve account (备付金集中存管账户) and its own-funds account, books what clearing
 * houses net, pays filed destinations only, and gives statements. Its specification is our own (docs/guides/sandbox.md) and no bank's.
 */
import { randomBytes } from 'node:crypto'
import { parseObject } from '../body.ts'
import { createDice, strikes } from '../dice.ts'
import { SCHEME_BANK } from '../signed-http.ts'
import { createSignedServer, type Reply, type SignedRequest } from '../signed-server.ts'
import { createStateFile } from '../state-file.ts'
import { CONTROL_PAGE, type Control, type ControlDeps, controlOverHttp, createControl } from './control.ts'
import { calm, type FaultName, type FaultSettings } from './faults.ts'
import {
  type Account,
  type AccountName,
  type BankState,
  type Customer,
  type Destination,
  type Entry,
  emptyState,
  isAccountName,
} from './state.ts'
import { CURRENCY, camtStatement, type Statement, textStatement } from './statements.ts'

export type { Control } from './control.ts'
export type { FaultName, FaultSettings } from './faults.ts'
export type { Destination } from './state.ts'

export type CustomerOptions = {
  /** The institution, e.g. `inst_demo`. */
  readonly id: string
  readonly secret: string
  readonly name?: string
  /** Opening balances, fen; default reserve 0, own 1,000,000,000. */
  readonly opening?: { readonly reserve?: bigint; readonly own?: bigint }
  /** Accounts outside that it may pay. */
  readonly destinations?: readonly Destination[]
}

export type ReserveBankOptions = {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly customers: readonly CustomerOptions[]
  /** Clearing houses that book on customers' reserve accounts, each with its key. */
  readonly members?: readonly { readonly id: string; readonly secret: string }[]
  readonly clock?: { now(): Date }
  /** Of the business date; default Asia/Shanghai. */
  readonly timeZone?: string
  readonly faults?: Partial<FaultSettings>
  /** Of the fault dice; default 1. */
  readonly seed?: number
  readonly stateFile?: string
  /** A statement of a day that is not over is asked for: the day's books end then, instead of a refusal. Default true. */
  readonly cutOnDemand?: boolean
}

export type RunningReserveBank = { readonly url: string; readonly control: Control; close(): Promise<void> }

const DAY_MS = 86_400_000
const DAYS_AHEAD_MAX = 31

const error = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } })

const words = (body: Readonly<Record<string, unknown>>, name: string, max: number): string | null => {
  const value = body[name]
  return typeof value === 'string' && value.length > 0 && value.length <= max ? value : null
}

const dayAfter = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)

function newAccount(number: string, name: string, opening: bigint): Account {
  return { number, name, opening, balance: opening, entries: [], issuedThrough: null }
}

/** Starts the bank; resolves once it listens. */
export async function createReserveBank(options: ReserveBankOptions): Promise<RunningReserveBank> {
  const clock = options.clock ?? { now: () => new Date() }
  const timeZone = options.timeZone ?? 'Asia/Shanghai'
  const settings: FaultSettings = { ...calm(), ...options.faults, rates: { ...options.faults?.rates }, next: { ...options.faults?.next } }
  const roll = createDice(options.seed ?? 1)
  const struck = (fault: FaultName): boolean => strikes(settings, roll, fault)
  const file = createStateFile<BankState>(options.stateFile)
  const state = file.load() ?? emptyState()
  const changed = (): void => file.changed(state)
  const members = new Set((options.members ?? []).map(({ id }) => id))
  for (const { id, secret } of [...options.customers, ...(options.members ?? [])])
    if (state.keys[id]?.includes(secret) !== true) state.keys[id] = [secret]
  options.customers.forEach(({ id, name = '飞钱支付', opening, destinations = [] }, index) => {
    const customer: Customer = state.customers[id] ?? {
      id,
      accounts: {
        reserve: newAccount(`9100${String(index + 1).padStart(12, '0')}`, `${name}备付金集中存管账户`, opening?.reserve ?? 0n),
        own: newAccount(`9200${String(index + 1).padStart(12, '0')}`, `${name}自有资金账户`, opening?.own ?? 1_000_000_000n),
      },
      destinations: [],
      transfers: {},
    }
    state.customers[id] = customer
    for (const destination of destinations)
      if (!customer.destinations.some(({ account }) => account === destination.account)) customer.destinations.push(destination)
  })

  const businessDate = (): string => {
    const instant = new Date(clock.now().getTime() + state.daysAhead * DAY_MS)
    return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)
  }

  /** Books on the date that is given, or on the first one whose statement is not out. */
  function book(account: Account, date: string, entry: Omit<Entry, 'reference' | 'bookingDate' | 'at'>): Entry {
    const { issuedThrough } = account
    const booked: Entry = {
      ...entry,
      reference: `RB${String(++state.sequence).padStart(14, '0')}`,
      bookingDate: issuedThrough !== null && date <= issuedThrough ? dayAfter(issuedThrough) : date,
      at: new Date(clock.now().getTime() + state.daysAhead * DAY_MS).toISOString(),
    }
    account.entries.push(booked)
    account.balance += booked.amount
    changed()
    return booked
  }

  /** `POST /postings` of a clearing house: on the reserve account of a customer. */
  function post(member: string, body: Readonly<Record<string, unknown>>): Reply {
    const [postingId, customerId, date] = [words(body, 'posting_id', 64), words(body, 'customer', 64), words(body, 'date', 10)]
    const { amount } = body
    if (postingId === null || customerId === null || date === null || typeof amount !== 'number' || !Number.isSafeInteger(amount))
      return error(400, 'parameter_invalid', 'posting_id, customer, date and amount (signed, fen) are required')
    const customer = state.customers[customerId]
    if (customer === undefined) return error(404, 'customer_unknown', 'the bank has no such customer')
    if (struck('posting_lost')) return error(500, 'internal', 'fault posting_lost')
    const [key, terms] = [`${member}/${postingId}`, JSON.stringify([customerId, date, amount])]
    const earlier = state.postings[key]
    if (earlier !== undefined && earlier !== terms) return error(409, 'posting_differs', 'this posting_id was used with other terms')
    if (earlier === undefined) {
      state.postings[key] = terms
      book(customer.accounts.reserve, date, {
        theirs: postingId,
        amount: BigInt(amount),
        kind: body.kind === 'network' ? 'network' : 'netting',
        counterparty: member,
        text: words(body, 'text', 140) ?? '',
      })
    }
    return { status: 200, body: { posting_id: postingId, status: 'booked' } }
  }

  /** `POST /transfers` of a customer: to its other account, or to a filed destination. Idempotent by transfer_id. */
  function transfer(customer: Customer, body: Readonly<Record<string, unknown>>): Reply {
    const [transferId, to] = [words(body, 'transfer_id', 64), words(body, 'to', 64)]
    const { amount, from } = body
    if (transferId === null || to === null || !isAccountName(from) || to === from)
      return error(400, 'parameter_invalid', 'transfer_id, from (reserve, own) and to (the other, or an account) are required')
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount <= 0)
      return error(400, 'parameter_invalid', 'amount is a positive integer of fen')
    const terms = JSON.stringify([from, to, amount])
    const known = customer.transfers[transferId]
    if (known !== undefined && known.terms !== terms) return error(409, 'transfer_differs', 'this transfer_id was used with other terms')
    const outcome =
      known?.status === 'succeeded' ? known : execute(customer, transferId, from, to, BigInt(amount), words(body, 'purpose', 140) ?? '')
    customer.transfers[transferId] = { ...outcome, terms }
    changed()
    const { reserve, own } = customer.accounts
    return {
      status: 200,
      body: {
        transfer_id: transferId,
        from,
        to,
        amount,
        currency: CURRENCY,
        status: outcome.status,
        failure_code: outcome.failureCode,
        booking_date: outcome.bookingDate,
        balances: { reserve: Number(reserve.balance), own: Number(own.balance) },
      },
    }
  }

  /** A transfer that failed moved nothing and may be asked for again. */
  function execute(customer: Customer, transferId: string, from: AccountName, to: string, amount: bigint, purpose: string) {
    const [source, date] = [customer.accounts[from], businessDate()]
    const failed = (failureCode: string) => ({ status: 'failed', failureCode, bookingDate: date }) as const
    const destination = isAccountName(to) ? null : customer.destinations.find(({ account }) => account === to)
    if (destination === undefined) return failed('destination_not_whitelisted')
    if (source.balance < amount || struck('insufficient_funds')) return failed(`${from}_insufficient`)
    const target = isAccountName(to) ? customer.accounts[to] : null
    const counterparty = destination?.name ?? target?.name ?? to
    const kind = target === null ? 'payment' : 'transfer'
    const booked = book(source, date, { theirs: transferId, amount: -amount, kind, counterparty, text: purpose })
    if (target !== null) book(target, date, { theirs: transferId, amount, kind, counterparty: source.name, text: purpose })
    return { status: 'succeeded', failureCode: null, bookingDate: booked.bookingDate } as const
  }

  /** The entries as the faults have them. */
  function broken(entries: readonly Entry[]): Entry[] {
    return entries.flatMap(entry => {
      if (struck('line_missing')) return []
      const written = struck('line_altered') ? { ...entry, amount: entry.amount + 1n } : entry
      const lines = struck('line_duplicate') ? [written, written] : [written]
      if (!struck('line_extra')) return lines
      const reference = `RB${String(++state.sequence).padStart(14, '0')}`
      return [...lines, { ...written, reference, theirs: `EXTRA${reference}`, amount: 100n, text: '不明款项' }]
    })
  }

  function statement(customer: Customer, name: string, date: string, format: string): Reply {
    if (!isAccountName(name) || !/^\d{4}-\d{2}-\d{2}$/.test(date) || (format !== 'text' && format !== 'camt053'))
      return error(400, 'parameter_invalid', '/statements/{reserve|own}/{YYYY-MM-DD}?format=text|camt053')
    const [account, today] = [customer.accounts[name], businessDate()]
    const latest = new Date(clock.now().getTime() + (DAYS_AHEAD_MAX + state.daysAhead) * DAY_MS).toISOString().slice(0, 10)
    if (date > latest || (date >= today && options.cutOnDemand === false))
      return error(404, 'statement_not_ready', 'the bank has not closed this date')
    if (account.issuedThrough === null || account.issuedThrough < date) account.issuedThrough = date
    const before = account.entries.filter(({ bookingDate }) => bookingDate < date)
    const opening = before.reduce((sum, { amount }) => sum + amount, account.opening)
    const entries = broken(account.entries.filter(({ bookingDate }) => bookingDate === date))
    const closing = entries.reduce((sum, { amount }) => sum + amount, opening) + (struck('totals_wrong') ? 1n : 0n)
    const made: Statement = { account, owner: account.name, date, opening, closing, entries, madeAt: clock.now() }
    const bytes = Buffer.from(format === 'text' ? textStatement(made) : camtStatement(made))
    const digest = SCHEME_BANK.digestOf(struck('file_digest') ? 'another file' : bytes)
    changed()
    return {
      status: 200,
      raw: { bytes, type: format === 'text' ? 'text/csv; charset=utf-8' : 'application/xml; charset=utf-8' },
      headers: { [SCHEME_BANK.headers.digest]: `${SCHEME_BANK.digestPrefix}${digest}` },
    }
  }

  function serveCustomer(customer: Customer, { method, path, raw, query }: SignedRequest): Reply {
    const [, resource, name = '', date = '', ...rest] = path.split('/')
    const unknown = error(404, 'not_found', 'no such operation')
    if (rest.length > 0) return unknown
    const { reserve, own } = customer.accounts
    if (method === 'GET' && path === '/balances')
      return {
        status: 200,
        body: {
          currency: CURRENCY,
          business_date: businessDate(),
          accounts: [
            { account: 'reserve', number: reserve.number, balance: Number(reserve.balance) },
            { account: 'own', number: own.number, balance: Number(own.balance) },
          ],
        },
      }
    if (method === 'GET' && path === '/destinations') return { status: 200, body: { destinations: customer.destinations } }
    if (method === 'GET' && resource === 'statements') return statement(customer, name, date, query.get('format') ?? 'text')
    if (method !== 'POST' || path !== '/transfers') return unknown
    const body = parseObject(raw)
    return body === null ? error(400, 'invalid_json', 'the body is a JSON object') : transfer(customer, body)
  }

  function handle(request: SignedRequest): Reply {
    if (members.has(request.party)) {
      if (request.method !== 'POST' || request.path !== '/postings') return error(404, 'not_found', 'a member posts')
      const body = parseObject(request.raw)
      return body === null ? error(400, 'invalid_json', 'the body is a JSON object') : post(request.party, body)
    }
    const customer = state.customers[request.party]
    return customer === undefined ? error(404, 'customer_unknown', 'the bank has no such customer') : serveCustomer(customer, request)
  }

  const controlDeps: ControlDeps = {
    state,
    settings,
    changed,
    businessDate,
    counts: () => server.counts,
    newKey: () => randomBytes(32).toString('hex'),
  }
  const control = createControl(controlDeps)
  const server = await createSignedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.host === undefined ? {} : { host: options.host }),
    scheme: SCHEME_BANK,
    now: () => clock.now(),
    settings,
    roll,
    keysOf: party => state.keys[party] ?? [],
    handle,
    error,
    nameOf: ({ method, path }) => `${method} /${path.split('/')[1] ?? ''}`,
    controlPage: () => CONTROL_PAGE,
    control: (method, path, body) => controlOverHttp(controlDeps, control, method, path, body),
  })
  return {
    url: server.url,
    control,
    async close() {
      await server.close()
      file.flush(state)
    },
  }
}
