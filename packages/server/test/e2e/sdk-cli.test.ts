/** The SDK and the command line as merchants and operators use them, against the whole server over real sockets. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Feiqian, FeiqianConnectionError, FeiqianError, verifyWebhook } from '@feiqian/sdk'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../cli/src/run.ts'
import { headersOf, type Received, startReceiver } from '../../src/domains/notifications/test-world.ts'
import { useAdmin } from '../harness/admin.ts'
import { type Json, must, type Shop, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { startHttpProxy } from '../harness/http-proxy.ts'
import { startNode } from '../harness/node.ts'

const database = useDatabase()
const world = useApp(database)
const admin = useAdmin(database)
const LAUNCHER = join(import.meta.dirname, '..', '..', '..', '..', 'bin', 'feiqian.js')

let shop: Shop
let feiqian: Feiqian
let operator: Feiqian
let mandate = ''

beforeAll(async () => {
  shop = await world.shop({ refundAdvanceLimit: 100_000 })
  feiqian = new Feiqian({ apiKey: shop.secret, baseUrl: world.url })
  operator = new Feiqian({ apiKey: world.operatorKey, baseUrl: world.url })
  const person = await world.person()
  mandate = await world.mandate(person, shop)
  // Money that the reserve bank really holds, so that the day can be closed.
  const card = await world.bindCard(person)
  const topup = await must(person.call('POST', '/v1/wallet/topups', { body: { amount: 900_000, currency: 'CNY', card } }))
  await world.until(
    'the top-up succeeds',
    async () => (await must(person.call('GET', `/v1/wallet/topups/${String(topup.id)}`))).status === 'succeeded',
  )
}, 60_000)

const order = (reference: string, amount = 1_990) => ({ amount, currency: 'CNY' as const, order_reference: reference })
const paid = (reference: string, amount = 1_990) => ({
  ...order(reference, amount),
  confirm: true,
  payment_method: { type: 'wallet_balance' as const, mandate },
})

/** Events of what was done just before may still be on their way when somebody begins to listen. */
const about = (received: readonly Received[], id: string): Received[] => received.filter(each => each.body.includes(id))

describe('the SDK', () => {
  it('creates a payment, reads it, has it paid, refunds it and explains it', async () => {
    const waiting = await feiqian.payments.create({ ...order('S-1'), description: '龙井', metadata: { table: '7' } })
    expect(waiting).toMatchObject({ object: 'payment', status: 'requires_payment_method', amount: 1_990, metadata: { table: '7' } })
    expect(waiting.checkout_url).toBe(`${world.url}/checkout/${waiting.client_token}`)
    expect(await feiqian.payments.get(waiting.id)).toEqual(waiting)
    expect((await feiqian.payments.confirm(waiting.id, { payment_method: { type: 'wallet_balance', mandate } })).status).toBe('succeeded')
    const refund = await feiqian.refunds.create({ payment: waiting.id, amount: 500, reason: 'cold' })
    expect(refund).toMatchObject({ object: 'refund', status: 'succeeded', amount: 500, payment: waiting.id })
    expect(await feiqian.refunds.get(refund.id)).toEqual(refund)
    expect((await feiqian.refunds.list({ payment: waiting.id })).data).toEqual([refund])
    const after = await feiqian.payments.get(waiting.id, { 'expand[]': ['attempts'] })
    expect(after).toMatchObject({ status: 'succeeded', amount_refunded: 500 })
    expect(after.attempts).toHaveLength(1)
    const receipt = await feiqian.payments.receipt(waiting.id)
    expect(receipt.entries[1]?.reason).toMatchObject({ kind: 'fee', clause: `${shop.agreement}/v1/§3.1`, arithmetic: '1990 × 38 bp = 8' })
    expect((await feiqian.merchant.get()).id).toBe(shop.id)
    expect((await feiqian.balance.get()).settled).toBeGreaterThan(0)
  })

  it('authorises, captures in part, cancels', async () => {
    const authorised = await feiqian.payments.create({ ...paid('S-2', 3_000), capture_method: 'manual' })
    expect(authorised.status).toBe('requires_capture')
    expect(await feiqian.payments.capture(authorised.id, { amount: 1_000 })).toMatchObject({ status: 'succeeded', amount_captured: 1_000 })
    const unwanted = await feiqian.payments.create(order('S-2b'))
    expect(await feiqian.payments.cancel(unwanted.id, { reason: 'changed their mind' })).toMatchObject({ status: 'canceled' })
  })

  it('walks over every page of a list, forwards and backwards, and awaits the first alone', async () => {
    const made: string[] = []
    for (let number = 0; number < 7; number++) made.push((await feiqian.payments.create(order('S-list'))).id)
    const ids: string[] = []
    for await (const payment of feiqian.payments.list({ order_reference: 'S-list', limit: 3 })) ids.push(payment.id)
    expect(ids).toEqual([...made].reverse())
    const first = await feiqian.payments.list({ order_reference: 'S-list', limit: 3 })
    expect([first.data.map(each => each.id), first.has_more]).toEqual([ids.slice(0, 3), true])
    const newer: string[] = []
    for await (const payment of feiqian.payments.list({ order_reference: 'S-list', limit: 2, ending_before: made[1] ?? '' }))
      newer.push(payment.id)
    expect(newer).toEqual(made.slice(2))
  })

  it('throws typed errors with code, parameter, request and what to do, in the language asked for', async () => {
    const refused = async (work: Promise<unknown>): Promise<FeiqianError> => {
      const error = await work.then(() => null).catch((caught: unknown) => caught)
      if (!(error instanceof FeiqianError)) throw new Error(`no FeiqianError: ${String(error)}`)
      return error
    }
    const wrong = await refused(feiqian.payments.create(order('S-3', -1)))
    expect(wrong).toMatchObject({ code: 'amount_invalid', status: 400, param: 'amount' })
    expect(wrong.requestId).toMatch(/^req_/)
    expect(wrong.fix).not.toBe('')
    expect(wrong.helpUrl).toContain('/errors/amount_invalid')
    expect((await fetch(wrong.helpUrl ?? '')).status).toBe(200)

    const small = await feiqian.payments.create(paid('S-3'))
    expect(await refused(feiqian.refunds.create({ payment: small.id, amount: 2_000 }))).toMatchObject({ status: 422, param: 'amount' })
    const other = await world.shop()
    const stranger = new Feiqian({ apiKey: other.secret, baseUrl: world.url, language: 'zh' })
    const hidden = await refused(stranger.payments.get(small.id))
    expect(hidden).toMatchObject({ code: 'payment_not_found', status: 404 })
    expect(hidden.message).toMatch(/\p{Script=Han}/u)
    expect(await refused(new Feiqian({ apiKey: 'fq_test_wrong', baseUrl: world.url }).balance.get())).toMatchObject({
      code: 'api_key_invalid',
      status: 401,
    })
    expect(await refused(feiqian.days.list())).toMatchObject({ code: 'forbidden', status: 403 })
  })

  it('repeats a write whose answer was lost, with the same key, and it happens once', async () => {
    const proxy = await startHttpProxy(() => world.url)
    const distant = new Feiqian({ apiKey: shop.secret, baseUrl: proxy.url })
    proxy.loseAnswers(1)
    const payment = await distant.payments.create(paid('S-lost'))
    expect(payment.status).toBe('succeeded')
    expect(proxy.keys).toHaveLength(2)
    expect(new Set(proxy.keys).size).toBe(1)
    expect((await feiqian.payments.list({ order_reference: 'S-lost' })).data.map(each => each.id)).toEqual([payment.id])

    proxy.loseAnswers(1)
    const refund = await distant.refunds.create({ payment: payment.id, amount: 100 })
    expect((await feiqian.refunds.list({ payment: payment.id })).data).toEqual([refund])
    await proxy.close()
  })

  it('waits for a server that restarts', async () => {
    const first = await startNode(world, database)
    const { port } = new URL(first.url)
    const patient = new Feiqian({ apiKey: shop.secret, baseUrl: first.url })
    const before = await patient.payments.create(paid('S-restart'), { idempotencyKey: 'S-restart-1' })
    await first.stop()
    const away = patient.payments.create(paid('S-restart'))
    const again = patient.payments.create(paid('S-restart'), { idempotencyKey: 'S-restart-1' })
    const second = await startNode(world, database, { PORT: port })
    expect((await away).status).toBe('succeeded')
    expect((await again).id).toBe(before.id)
    expect((await feiqian.payments.list({ order_reference: 'S-restart' })).data).toHaveLength(2)
    await second.stop()
  })

  it('slows down when the server asks it to', async () => {
    const node = await startNode(world, database, { RATE_LIMIT: '5' })
    let refusals = 0
    const eager = new Feiqian({
      apiKey: shop.secret,
      baseUrl: node.url,
      maxRetries: 10,
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        if (response.status === 429) refusals += 1
        return response
      },
    })
    const balances = await Promise.all(Array.from({ length: 14 }, () => eager.balance.get()))
    expect(balances).toHaveLength(14)
    expect(refusals).toBeGreaterThan(0)
    await node.stop()
  })

  it('gives up with the key to repeat the request by', async () => {
    const proxy = await startHttpProxy(() => world.url)
    const distant = new Feiqian({ apiKey: shop.secret, baseUrl: proxy.url })
    proxy.refuse(100)
    const given = await distant.payments.create(paid('S-gone'), { maxRetries: 1 }).catch((error: unknown) => error)
    if (!(given instanceof FeiqianConnectionError)) throw new Error(`no FeiqianConnectionError: ${String(given)}`)
    expect(given.code).toBe('connection_failed')
    proxy.refuse(0)
    const payment = await distant.payments.create(paid('S-gone'), { idempotencyKey: given.idempotencyKey ?? '' })
    expect((await feiqian.payments.list({ order_reference: 'S-gone' })).data.map(each => each.id)).toEqual([payment.id])
    await proxy.close()
  })

  it('may be asked the same thing many times at once under one key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => feiqian.payments.create(paid('S-once'), { idempotencyKey: 'S-once', maxRetries: 10 })),
    )
    expect(new Set(answers.map(each => each.id)).size).toBe(1)
    await expect(feiqian.payments.create(paid('S-other'), { idempotencyKey: 'S-once' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
      status: 422,
    })
  })

  it('tells a genuine webhook from a forged one', async () => {
    const receiver = await startReceiver()
    const { id, secret } = await feiqian.webhookEndpoints.create({ url: receiver.url, enabled_events: ['payment.succeeded'] })
    const payment = await feiqian.payments.create(paid('S-hook'))
    const got = await world.until('the webhook arrives', async () => about(receiver.received, payment.id)[0])
    const event = verifyWebhook(got.body, headersOf(got), secret)
    if (event.type !== 'payment.succeeded') throw new Error(event.type)
    expect(event.data.object.order_reference).toBe('S-hook')
    expect(event.data.object.id).toBe(payment.id)
    expect(verifyWebhook(Buffer.from(got.body), new Headers(headersOf(got)), ['whsec_b2xk', secret]).type).toBe('payment.succeeded')
    expect(() => verifyWebhook(`${got.body} `, headersOf(got), secret)).toThrow('signature')
    await feiqian.webhookEndpoints.delete(id)
    await receiver.close()
  })

  it('serves operators: accounts, statements as CSV, merchants, holders, agreements, policies, audit', async () => {
    const [account] = (await operator.ledger.accounts.list({ owner: shop.id, code: 'merchant_settled' })).data
    if (account === undefined) throw new Error('no account')
    expect(await operator.ledger.accounts.get(account.id)).toMatchObject({ id: account.id, code: 'merchant_settled' })
    expect((await operator.ledger.accounts.statement(account.id, { limit: 1 })).data).toHaveLength(1)
    const csv = await operator.ledger.accounts.exportStatement(account.id)
    expect(csv.split('\n').length).toBeGreaterThan(3)
    expect((await operator.ledger.reserve()).balanced).toBe(true)
    expect((await operator.merchants.get(shop.id)).id).toBe(shop.id)
    expect((await operator.merchants.listApiKeys(shop.id)).data).toHaveLength(1)
    expect((await operator.agreements.get(shop.agreement)).versions[0]?.version).toBe(1)
    expect((await operator.policies.list()).data.length).toBeGreaterThan(3)
    expect((await operator.holders.list({ limit: 1 })).data).toHaveLength(1)
    expect((await operator.audit.leaves({ limit: 2 })).data).toHaveLength(2)
    const [topup] = (await operator.clearing.instructions.list()).data
    expect(topup).toMatchObject({ purpose: 'topup', amount: { amount: 900_000, currency: 'CNY' } })
  })
})

type Said = { readonly code: number; readonly out: string; readonly err: string }

describe('the command line', () => {
  let folder = ''
  let deep = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'feiqian-cli-'))
    deep = join(folder, 'my', 'project')
    await mkdir(deep, { recursive: true })
    await mkdir(join(folder, '.feiqian'))
    const demo = { base_url: world.url, operator: { secret_key: world.operatorKey }, merchant: { id: shop.id, secret_key: shop.secret } }
    await writeFile(join(folder, '.feiqian', 'demo.json'), JSON.stringify(demo))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** In this process, below the folder with .feiqian/demo.json: keys and address are found there. */
  async function cli(
    line: string,
    env: Record<string, string> = {},
    signal = new AbortController().signal,
    hear?: (text: string) => void,
  ): Promise<Said> {
    const out: string[] = []
    const err: string[] = []
    const say = (text: string): void => {
      out.push(text)
      hear?.(text)
    }
    const code = await run(line.split(' '), { out: say, err: text => void err.push(text), env: { LANG: 'C', ...env }, cwd: deep, signal })
    return { code, out: out.join(''), err: err.join('') }
  }

  const json = async (line: string): Promise<Json> => {
    const said = await cli(`${line} --json`)
    expect([said.code, said.err]).toEqual([0, ''])
    return JSON.parse(said.out) as Json
  }

  /** The whole program: launcher, Node 24, arguments. */
  function program(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
    return new Promise((resolve, reject) => {
      const { FEIQIAN_API_KEY: _, FEIQIAN_BASE_URL: __, ...rest } = process.env
      const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd: deep, env: { ...rest, LANG: 'C', LC_ALL: '', ...env } })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', chunk => {
        out += chunk
      })
      child.stderr.setEncoding('utf8').on('data', chunk => {
        err += chunk
      })
      child.on('error', reject)
      child.on('close', code => resolve({ code: code ?? -1, out, err }))
    })
  }

  it('creates, shows, lists and refunds payments', async () => {
    const created = await json('payments create --amount 1999 --order-reference C-1 --description tea --metadata table=7 --expires-in 120')
    expect(created).toMatchObject({ object: 'payment', amount: 1_999, currency: 'CNY', metadata: { table: '7' }, description: 'tea' })
    const shown = await cli(`payments get ${created.id}`)
    expect(shown.out).toContain(`checkout     ${world.url}/checkout/`)
    expect(shown.out).toContain('19.99 CNY')
    await feiqian.payments.confirm(String(created.id), { payment_method: { type: 'wallet_balance', mandate } })
    const refund = await json(`payments refund ${created.id} --amount 500 --reason cold`)
    expect(refund).toMatchObject({ object: 'refund', amount: 500, status: 'succeeded' })
    expect((await cli(`payments refund ${created.id}`)).out).toContain('14.99 CNY')
    expect(await json(`payments get ${created.id}`)).toMatchObject({ status: 'succeeded', amount_refunded: 1_999 })
  })

  it('lists a page, or everything page by page', async () => {
    for (let number = 0; number < 5; number++) await cli('payments create --amount 100 --order-reference C-list')
    const some = await json('payments list --order-reference C-list --limit 2')
    expect([(some.data as Json[]).length, some.has_more]).toEqual([2, true])
    const all = await json('payments list --order-reference C-list --all')
    expect([(all.data as Json[]).length, all.has_more]).toEqual([5, false])
    const table = await cli('payments list --order-reference C-list --limit 2')
    expect(table.out.split('\n').filter(line => line.startsWith('pay_'))).toHaveLength(2)
    expect(table.out).toContain('--all')
    expect((await cli('payments list --order-reference nothing-like-it')).out).toBe('Nothing to show.\n')
    expect((await json('payments list --status succeeded --limit 1')).data).toHaveLength(1)
  })

  it('repeats a creation harmlessly under a key of yours', async () => {
    const line = 'payments create --amount 100 --order-reference C-key --idempotency-key C-key-1'
    expect((await json(line)).id).toBe((await json(line)).id)
  })

  it('exits with 1 when the server refuses, with 2 when it is used wrongly, with 3 when there is no server', async () => {
    const refused = await cli('payments get pay_01jd9w2m6te3rbq4c8v5xkz7fh')
    expect([refused.code, refused.out]).toEqual([1, ''])
    expect(refused.err).toMatch(/payment_not_found.*request req_/)
    expect((await cli('payments refund')).code).toBe(2)
    expect((await cli('payments list --status flying')).err).toContain('status')
    expect((await cli('payments list', { FEIQIAN_BASE_URL: 'http://127.0.0.1:1', FEIQIAN_API_KEY: 'fq_test_x' })).code).toBe(3)
    expect((await cli('payments list', { FEIQIAN_API_KEY: 'fq_test_wrong' })).err).toContain('api_key_invalid')
  })

  it('speaks Chinese', async () => {
    const created = await cli('payments create --amount 100 --order-reference C-zh --lang zh')
    expect(created.out).toContain('编号')
    const refused = await cli('payments get pay_01jd9w2m6te3rbq4c8v5xkz7fh', { LANG: 'zh_CN.UTF-8' })
    expect(refused.err).toMatch(/\p{Script=Han}.*payment_not_found/u)
    expect((await cli('ledger verify --lang zh')).out).toContain('账簿相符')
  })

  it('forwards new events to a program, signed like webhooks', async () => {
    const receiver = await startReceiver()
    const abort = new AbortController()
    const heard: string[] = []
    const listening = cli(
      `listen --forward-to ${receiver.url}/hooks --events payment.succeeded --json`,
      {},
      abort.signal,
      text => void heard.push(text),
    )
    const [first = ''] = await world.until('it listens', async () => heard.length > 0 && heard)
    const { secret } = JSON.parse(first) as { secret: string }
    const payment = await feiqian.payments.create(paid('C-listen'))
    const got = await world.until('the event is forwarded', async () => about(receiver.received, payment.id)[0])
    expect(new Webhook(secret).verify(got.body, headersOf(got))).toMatchObject({
      type: 'payment.succeeded',
      data: { object: { id: payment.id } },
    })
    expect(verifyWebhook(got.body, headersOf(got), secret).id).toBe(got.headers['webhook-id'])
    const shown = await world.until('the answer is shown', async () => heard.find(line => line.includes(String(got.headers['webhook-id']))))
    expect(JSON.parse(shown)).toMatchObject({ type: 'payment.succeeded', answer: '200' })
    abort.abort()
    expect((await listening).code).toBe(0)
    expect(about(receiver.received, payment.id)).toHaveLength(1)
    await receiver.close()
  })

  it('exits with 1 and names the account when the books do not agree', async () => {
    const off = (by: number) => admin.run("UPDATE ledger.accounts SET credits_posted = credits_posted + $1 WHERE code = 'capital'", [by])
    await off(1)
    const differs = await cli('ledger verify')
    await off(-1)
    expect([differs.code, differs.err]).toEqual([1, ''])
    expect(differs.out).toContain('The books do NOT agree')
    expect(differs.out).toMatch(/balance +acc_[0-9a-z]{26} +stored .*0\/1, derived .*0\/0/)
  })

  it('verifies the books, cuts and closes the day, and shows its trial balance', async () => {
    expect((await cli('ledger verify')).out).toContain('The books agree')
    expect(await json('ledger verify')).toMatchObject({ object: 'ledger_verification', ok: true, difference_count: 0 })
    expect(await cli('ledger trial-balance')).toMatchObject({ code: 1, out: 'No day has been cut yet.\n' })
    const before = await json('day status')
    const [open] = before.data as { date: string; state: string }[]
    if (open === undefined) throw new Error('no day')
    expect(open.state).toBe('open')

    const closed = await cli('day close')
    expect([closed.code, closed.err]).toEqual([0, ''])
    expect(closed.out).toContain(`Day cut: ${open.date}`)
    expect(closed.out).toContain(`Day closed: ${open.date}`)
    expect(closed.out).toMatch(/payouts +count=\d+ paid=\d+/)
    const again = await json(`day close ${open.date}`)
    expect(again).toMatchObject({ object: 'day_close', state: 'closed', accounting_date: open.date })
    expect((await operator.days.getClose(open.date)).steps.map(step => step.name)).toContain('reserve_check')
    expect((await cli('day status')).out).toContain(open.date)
    expect((await cli('day status --lang zh')).out).toContain('已日切')

    const trial = await json('ledger trial-balance')
    expect(trial).toMatchObject({ object: 'trial_balance', date: open.date })
    const [totals] = trial.totals as { debits: number; credits: number }[]
    expect(totals?.debits).toBe(totals?.credits)
    expect((await cli(`ledger trial-balance --date ${open.date} --lang zh`)).out).toContain('支付账户余额')
    expect((await operator.ledger.exportTrialBalance({ date: open.date })).split('\n').length).toBeGreaterThan(3)
    expect((await cli('ledger trial-balance --date 2020-01-01')).code).toBe(1)
    expect((await cli('day close 2099-01-01')).err).toContain('day_not_found')
    expect((await cli('ledger verify')).code).toBe(0)
  })

  it('ends with 0 on Ctrl-C while it listens', async () => {
    const { FEIQIAN_API_KEY: _, FEIQIAN_BASE_URL: __, ...rest } = process.env
    const args = [LAUNCHER, 'listen', '--forward-to', 'http://127.0.0.1:1/hooks']
    const child = spawn(process.execPath, args, {
      cwd: deep,
      env: { ...rest, LANG: 'C', LC_ALL: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      out += chunk
    })
    const ended = once(child, 'close')
    await world.until('it listens', async () => out.includes('Forwarding'))
    expect(out).toMatch(/whsec_[\w+/]+=*\n/)
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(0)
  })

  it('is reached through the launcher: arguments, streams and exit codes pass', async () => {
    const listed = await program(['payments', 'list', '--limit', '1', '--json'])
    expect([listed.code, listed.err]).toEqual([0, ''])
    expect((JSON.parse(listed.out) as { data: unknown[] }).data).toHaveLength(1)
    const [refused, wrong, away] = await Promise.all([
      program(['payments', 'get', 'pay_01jd9w2m6te3rbq4c8v5xkz7fh']),
      program(['payments', 'fly']),
      program(['payments', 'get', 'pay_1', '--base-url', 'http://127.0.0.1:1', '--api-key', 'fq_test_x']),
    ])
    expect([refused.code, wrong.code, away.code]).toEqual([1, 2, 3])
    expect(refused.err).toContain('payment_not_found')
    expect((await program(['--help'])).out).toContain('feiqian payments create')
    expect((await program(['day', 'close', '--help'], { LANG: 'zh_CN.UTF-8' })).out).toContain('日终结账')
  })
})
