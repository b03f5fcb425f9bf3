/** The operator API over a real socket: every operation, every refusal, every answer held to its declared schema. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { noteExercised } from '../../../test/harness/exercised.ts'
import { HOUSE, pending, posted, useBooks } from '../../../test/harness/ledger.ts'
import { formatId, newId } from '../../kernel/ids.ts'
import type { Principal } from '../../kernel/principal.ts'
import { addDays, parseBusinessDate } from '../../kernel/time.ts'
import { createCommands } from '../../platform/create-commands.ts'
import { createOpenApi } from '../../platform/http/openapi.ts'
import { createProblems } from '../../platform/http/problems.ts'
import type { Route } from '../../platform/http/route.ts'
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts'
import { createLogger, createMetrics } from '../../platform/telemetry.ts'
import { ledgerCatalogue } from './errors.ts'
import type { AccountId, TransferId } from './types.ts'

const database = useDatabase()
const books = useBooks(database)
const acc = (id: AccountId) => formatId('acc', id)
const trf = (id: TransferId) => formatId('trf', id)

let url = ''
let server: HttpServer
let routes: readonly Route[]
let wallet: AccountId
let merchant: AccountId
let today: string
const operator = (scopes: string[]): Principal => ({
  kind: 'operator',
  operatorId: newId<'opr'>(),
  credential: newId<'key'>(),
  scopes: new Set(scopes),
})

beforeAll(async () => {
  const problems = createProblems([ledgerCatalogue])
  const commands = createCommands({
    db: database.db,
    clock: books.clock,
    audit: () => {},
    problems: problems.render,
    batchMax: 100,
    queueMax: 100,
    onDefect: (_name, _request, error) => {
      throw error
    },
  })
  routes = books.ledger.routes({ db: database.db, commands })
  server = createHttpServer({
    routes,
    problems,
    authenticate: headers =>
      operator(headers.authorization === 'Bearer reader' ? ['ledger:read'] : ['ledger:read', 'ledger:write', 'days:read']),
    config: {
      publicUrl: null,
      proxyHops: 0,
      rateLimits: { credential: null, address: null, strict: null },
      streamsMax: 1,
      drainTimeoutMs: 1000,
      drainDelayMs: 0,
    },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    validateResponses: true,
    observe: noteExercised,
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
  wallet = await books.account('wallet_balance')
  merchant = await books.account('merchant_unsettled')
  await books.fund(wallet, 1000n)
  await books.post([[{ ...posted(wallet, merchant, 250n), reference: 'pay_1', reason: { kind: '=cmd()', arithmetic: '1, "two"' } }]])
  today = (await books.ledger.findOpenDay(database.db)).date
})
afterAll(() => server.close())

type Answer = {
  status: number
  body: Record<string, never> & { [name: string]: unknown; data: Record<string, unknown>[]; code: string; param: string }
}

async function get(path: string): Promise<Answer> {
  const response = await fetch(url + path)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

let keys = 0
async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `key-${++keys}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const entry = (transfers: object[], more: object = {}) => ({ transfers, reference: 'case-1', reason: 'mends a mistake', ...more })
const move = (from: AccountId, to: AccountId, amount: number, more: object = {}) => ({
  kind: 'posted',
  debit_account: acc(from),
  credit_account: acc(to),
  amount,
  ...more,
})
const postEntry = (transfers: object[], more: object = {}) => post('/v1/ledger/transfers', entry(transfers, more))

describe('accounts', () => {
  it('are listed by code and by owner, and read one by one', async () => {
    const { status, body } = await get('/v1/ledger/accounts?code=wallet_balance')
    expect(status).toBe(200)
    expect(body.data).toMatchObject([
      {
        id: acc(wallet),
        object: 'ledger_account',
        number: '2001',
        fund: 'reserve',
        normal_side: 'credit',
        currency: 'CNY',
        balances: { posted: 750, available: 750, debits_posted: 250 },
      },
    ])
    const owner = body.data[0]?.owner
    expect(owner).toMatch(/^hld_/)
    expect((await get(`/v1/ledger/accounts?owner=${owner}`)).body.data).toEqual(body.data)
    expect((await get(`/v1/ledger/accounts?owner=${owner}&code=wallet_balance`)).body.data).toEqual(body.data)
    expect((await get(`/v1/ledger/accounts?owner=${owner}&code=own_cash`)).body.data).toEqual([])
    expect((await get(`/v1/ledger/accounts?ending_before=${acc(wallet)}&limit=1`)).body.data).toMatchObject([{ id: acc(merchant) }])
    expect((await get(`/v1/ledger/accounts?owner=${HOUSE}&limit=2`)).body).toMatchObject({
      has_more: true,
      data: [{ owner: HOUSE }, { owner: HOUSE }],
    })
    expect((await get(`/v1/ledger/accounts/${acc(wallet)}`)).body).toEqual(body.data[0])
    expect(await get(`/v1/ledger/accounts/${acc(newId<'acc'>())}`)).toMatchObject({
      status: 404,
      body: { code: 'account_not_found', param: 'id' },
    })
    expect(await get('/v1/ledger/accounts?code=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'parameter_invalid', param: 'code' },
    })
  })

  it('tell their balance as of an instant, which is a booking time', async () => {
    const before = new Date(books.clock.now().getTime() - 3_600_000).toISOString()
    expect((await get(`/v1/ledger/accounts/${acc(wallet)}/balance?as_of=${before}`)).body).toMatchObject({
      as_of: before,
      balances: { posted: 0 },
    })
    expect((await get(`/v1/ledger/accounts/${acc(wallet)}/balance`)).body).toMatchObject({
      account: acc(wallet),
      as_of: null,
      balances: { posted: 750 },
    })
    expect((await get(`/v1/ledger/accounts/${acc(newId<'acc'>())}/balance`)).status).toBe(404)
  })

  it('have a statement as JSON', async () => {
    const { body } = await get(`/v1/ledger/accounts/${acc(wallet)}/statement?limit=1&from=${today}&to=${today}`)
    expect(body).toMatchObject({
      has_more: true,
      data: [{ direction: 'debit', amount: 250, balance_after: 750, reference: 'pay_1', accounting_date: today }],
    })
    const older = await get(`/v1/ledger/accounts/${acc(wallet)}/statement?starting_after=${body.data[0]?.id}`)
    expect(older.body).toMatchObject({ has_more: false, data: [{ direction: 'credit', amount: 1000, balance_after: 1000 }] })
    expect(await get(`/v1/ledger/accounts/${acc(wallet)}/statement?starting_after=${trf(newId<'trf'>())}`)).toMatchObject({
      status: 404,
      body: { code: 'transfer_not_found', param: 'starting_after' },
    })
    expect((await get(`/v1/ledger/accounts/${acc(newId<'acc'>())}/statement`)).body.code).toBe('account_not_found')
  })

  it('have a statement as CSV that no spreadsheet runs', async () => {
    const response = await fetch(`${url}/v1/ledger/accounts/${acc(wallet)}/statement.csv?bom=true`)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toContain(`statement-${acc(wallet)}.csv`)
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
    const lines = text.split('\r\n')
    expect(lines[0]).toMatch(/^\uFEFFtransfer,accounting_date,/)
    expect(lines).toHaveLength(4)
    expect(lines[2]).toContain(`,2.50,,7.50,CNY,250,750,${acc(merchant)},pay_1,'=cmd(),,"1, ""two"""`)
    expect((await fetch(`${url}/v1/ledger/accounts/${acc(newId<'acc'>())}/statement.csv`)).status).toBe(404)
  })
})

describe('transfers', () => {
  it('are listed by reference and read one by one', async () => {
    const { body } = await get('/v1/ledger/transfers?reference=pay_1')
    expect(body.data).toMatchObject([
      {
        object: 'ledger_transfer',
        kind: 'posted',
        amount: 250,
        currency: 'CNY',
        reference: 'pay_1',
        reason: { kind: '=cmd()' },
        state: null,
      },
    ])
    expect((await get(`/v1/ledger/transfers/${body.data[0]?.id}`)).body).toEqual(body.data[0])
    expect(await get(`/v1/ledger/transfers/${trf(newId<'trf'>())}`)).toMatchObject({ status: 404, body: { code: 'transfer_not_found' } })
    expect((await get('/v1/ledger/transfers?limit=1')).body.has_more).toBe(true)
  })
})

describe('manual entries', () => {
  it('book linked transfers with a reason, and correct by naming', async () => {
    const id = trf(newId<'trf'>())
    const first = await postEntry([move(wallet, merchant, 10, { id }), move(merchant, wallet, 3)], {
      clause: 'agr_1/v1/§4',
      accounting_date: today,
    })
    expect(first).toMatchObject({
      status: 201,
      body: {
        data: [
          { id, reason: { kind: 'manual_entry', clause: 'agr_1/v1/§4', arithmetic: 'mends a mistake' }, reference: 'case-1' },
          { amount: 3 },
        ],
      },
    })
    const correction = await postEntry([move(merchant, wallet, 10, { corrects: id, effective_at: '2026-01-01T00:00:00Z' })])
    expect(correction.body.data).toMatchObject([{ corrects: id, effective_at: '2026-01-01T00:00:00.000Z' }])
  })

  it('reserve, post a part, void', async () => {
    const hold = trf(newId<'trf'>())
    const other = trf(newId<'trf'>())
    const expires_at = '2099-01-01T00:00:00.000Z'
    const held = await postEntry([
      move(wallet, merchant, 20, { kind: 'pending', id: hold, expires_at }),
      move(wallet, merchant, 5, { kind: 'pending', id: other }),
    ])
    expect(held.body.data).toMatchObject([
      { state: 'open', expires_at },
      { state: 'open', expires_at: null },
    ])
    expect((await postEntry([{ kind: 'post_pending', pending: hold, amount: 21 }])).body.code).toBe('pending_exceeded')
    const done = await postEntry([
      { kind: 'post_pending', pending: hold, amount: 15 },
      { kind: 'void_pending', pending: other },
    ])
    expect(done.body.data).toMatchObject([
      { kind: 'post_pending', amount: 15, pending: hold },
      { kind: 'void_pending', amount: 0 },
    ])
    expect((await get(`/v1/ledger/transfers/${other}`)).body.state).toBe('voided')
    expect((await postEntry([{ kind: 'void_pending', pending: hold }])).body.code).toBe('pending_resolved')
    expect((await postEntry([{ kind: 'void_pending', pending: trf(newId<'trf'>()) }])).body.code).toBe('pending_not_found')
  })

  it('can be repeated with the same transfer ids under another key', async () => {
    const sent = entry([move(wallet, merchant, 7, { id: trf(newId<'trf'>()) })])
    const first = await post('/v1/ledger/transfers', sent)
    const again = await post('/v1/ledger/transfers', sent)
    expect(again).toEqual(first)
    const other = entry([{ ...sent.transfers[0], amount: 8 }])
    expect((await post('/v1/ledger/transfers', other)).body).toMatchObject({ code: 'transfer_exists' })
  })

  it('are refused by the rules of the ledger, and change nothing', async () => {
    const dollars = await books.account('wallet_balance', 'USD')
    const before = await books.balances(wallet)
    const codes = await Promise.all(
      [
        [move(wallet, merchant, 1), move(wallet, merchant, 1_000_000)],
        [move(wallet, newId<'acc'>(), 1)],
        [move(wallet, dollars, 1)],
        [move(wallet, books.ledger.institutionAccount('own_cash'), 1)],
        [move(wallet, wallet, 1)],
      ].map(async transfers => (await postEntry(transfers)).body.code),
    )
    expect(codes).toEqual([
      'insufficient_funds',
      'account_not_found',
      'accounts_differ_in_currency',
      'accounts_differ_in_fund',
      'transfer_accounts_same',
    ])
    expect(await books.balances(wallet)).toEqual(before)
  })

  it('are refused on a closed accounting date', async () => {
    const yesterday = addDays(parseBusinessDate(today) ?? (await books.ledger.findOpenDay(database.db)).date, -1)
    const refused = await postEntry([move(wallet, merchant, 1)], { accounting_date: yesterday })
    expect(refused).toMatchObject({ status: 409, body: { code: 'accounting_date_closed', param: 'accounting_date' } })
    expect(refused.body.fix).toBeDefined()
  })

  it('need a reason, an amount, a key and the scope', async () => {
    expect((await post('/v1/ledger/transfers', { transfers: [move(wallet, merchant, 1)], reference: 'x' })).body).toMatchObject({
      code: 'parameter_missing',
      param: 'reason',
    })
    for (const amount of [0, -1, 1.5, 2 ** 53]) {
      expect((await postEntry([move(wallet, merchant, amount)])).body).toMatchObject({
        code: 'amount_invalid',
        param: 'transfers.0.amount',
      })
    }
    expect((await postEntry([move(wallet, merchant, 1, { colour: 'red' })])).body.code).toBe('parameter_unknown')
    expect((await post('/v1/ledger/transfers', entry([move(wallet, merchant, 1)]), { 'Idempotency-Key': '' })).body.code).toMatch(
      /^idempotency_key/,
    )
    expect((await post('/v1/ledger/transfers', entry([move(wallet, merchant, 1)]), { Authorization: 'Bearer reader' })).status).toBe(403)
    expect((await postEntry(Array.from({ length: 17 }, () => move(wallet, merchant, 1)))).body).toMatchObject({
      code: 'parameter_invalid',
      param: 'transfers',
    })
  })
})

describe('the books as a whole', () => {
  it('show the reserve equation', async () => {
    const { body } = await get('/v1/ledger/reserve')
    expect(body).toMatchObject({ id: 'now', balanced: true, currency: 'CNY', date: null })
    expect(body.reserve).toBe(Number(body.wallet_balances) + Number(body.merchant_payables) + Number(body.in_transit))
    expect(body.lines).toHaveLength(13)
    expect((await get(`/v1/ledger/reserve?date=${today}`)).body.code).toBe('day_open')
    expect((await get('/v1/ledger/reserve?date=2001-01-01')).body.code).toBe('day_not_found')
  })

  it('list days and give the trial balance of a cut one, as JSON and CSV', async () => {
    expect((await get(`/v1/ledger/trial_balance?date=${today}`)).body).toMatchObject({ code: 'day_open' })
    await books.post([[pending(wallet, merchant, 1n)]])
    const date = parseBusinessDate(today)
    if (date === null) throw new Error('a date')
    await database.db.transaction(tx => books.ledger.cutDay(tx, { date }))
    expect((await get(`/v1/days/${today}`)).body).toMatchObject({ id: today, object: 'day', state: 'cut', trial_balance_at: null })
    await database.db.transaction(tx => books.ledger.storeTrialBalance(tx, date))
    expect((await get('/v1/days?limit=1')).body).toMatchObject({ has_more: true, data: [{ date: addDays(date, 1), state: 'open' }] })
    expect((await get(`/v1/days?starting_after=${addDays(date, 1)}`)).body.data).toMatchObject([{ date, state: 'cut' }])
    expect((await get(`/v1/days?ending_before=${date}`)).body.data).toMatchObject([{ date: addDays(date, 1) }])
    expect((await get('/v1/days/2001-01-01')).body.code).toBe('day_not_found')

    const trial = (await get(`/v1/ledger/trial_balance?date=${today}`)).body
    const totals = trial.totals as unknown as { currency: string; debits: number; credits: number }[]
    expect(totals).toMatchObject([{ currency: 'CNY' }])
    expect(totals[0]?.debits).toBe(totals[0]?.credits)
    expect((trial.lines as unknown as { number: string }[]).map(line => line.number)).toEqual(['1001', '2001', '2101'])
    const csv = await (await fetch(`${url}/v1/ledger/trial_balance.csv?date=${today}`)).text()
    expect(csv.split('\r\n')[1]).toMatch(
      new RegExp(
        `^${today},1001,reserve_cash,Customer reserve at the reserve bank,客户备付金集中存管账户,CNY,debit,0.00,10.00,0.00,10.00$`,
      ),
    )
    expect((await fetch(`${url}/v1/ledger/trial_balance.csv?date=2001-01-01`)).status).toBe(404)
    expect((await get(`/v1/ledger/reserve?date=${today}`)).body).toMatchObject({ id: today, balanced: true, reserve: 1000 })
  })

  it('are verified on demand, and the finding is kept', async () => {
    const { status, body } = await post('/v1/ledger/verifications', undefined)
    expect(status).toBe(201)
    expect(body).toMatchObject({ object: 'ledger_verification', ok: true, difference_count: 0, differences: [] })
    expect((await get('/v1/ledger/verifications')).body.data[0]).toEqual(body)
    expect((await get(`/v1/ledger/verifications/${body.id}`)).body).toEqual(body)
    expect((await get(`/v1/ledger/verifications/${formatId('vrf', newId<'vrf'>())}`)).body.code).toBe('verification_not_found')
  })

  it('are described by OpenAPI', () => {
    const document = createOpenApi({ routes, problems: createProblems([ledgerCatalogue]) })
    expect(Object.keys(document.paths as object)).toContain('/v1/ledger/accounts/{id}/statement.csv')
  })
})
