import { beforeAll, describe, expect, it } from 'vitest'
import { useAdmin } from '../../../test/harness/admin.ts'
import { type Answer, type Json, must, useApp } from '../../../test/harness/app.ts'
import { settledContents } from '../../../test/harness/contents.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { type Clerk, clerk, demand, kept } from '../../../test/harness/desk.ts'
import { startNode } from '../../../test/harness/node.ts'
import { formatId, newId, parseId } from '../../kernel/ids.ts'

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)
const HOUR_MS = 3_600_000

let maker: Clerk
let checker: Clerk
let cash = ''
let capital = ''

beforeAll(async () => {
  maker = await clerk(world, 'finance')
  checker = await clerk(world, 'finance')
  const accountOf = async (code: string): Promise<string> =>
    String(((await must(world.operator('GET', `/v1/ledger/accounts?code=${code}&owner=institution`))).data as Json[])[0]?.id)
  cash = await accountOf('own_cash')
  capital = await accountOf('capital')
})

const entry = (amount: number, more: Json = {}) => ({
  body: {
    transfers: [{ kind: 'posted', debit_account: cash, credit_account: capital, amount }],
    reference: 'case-1',
    reason: 'paid-in capital',
    ...more,
  },
})
const post = (amount: number, who: Clerk = maker) => who.call('POST', '/v1/ledger/transfers', entry(amount))
const decide = (who: Clerk, verdict: string, id: string, body: Json = {}) => who.call('POST', `/v1/approvals/${id}/${verdict}`, { body })
const read = (id: string, who: Clerk = checker) => must(who.call('GET', `/v1/approvals/${id}`))
const booked = async (reference = 'case-1'): Promise<number> =>
  ((await must(world.operator('GET', `/v1/ledger/transfers?limit=100&reference=${reference}`))).data as Json[]).length
const problem = ({ status, body }: Answer) => ({ status, code: body.code })

describe('an operation under approval', () => {
  it('runs at once while its policy asks for no second operator', async () => {
    expect((await post(100)).status).toBe(201)
    expect(world.app.approvals.requires('ledger.transfers', world.clock.now())).toBe(false)
  })

  it('is kept and answered with 202, and nothing of it happens', async () => {
    await demand(world, 'ledger.transfers', true)
    const before = await booked()
    const approval = await kept(post(250))
    expect(approval).toMatchObject({
      action: 'ledger.transfers',
      operation: 'postLedgerTransfers',
      permission: 'ledger:write',
      maker: formatId('opr', maker.id),
      checker: null,
      result: null,
      decided_at: null,
      command: { params: {}, body: entry(250).body },
      history: [{ state: 'requested', actor: `opr:${maker.id}` }],
    })
    expect((approval.summary as { en: string }).en).toContain('250 minor units')
    expect((approval.summary as { zh: string }).zh).toContain('paid-in capital')
    expect(await booked()).toBe(before)
  })

  it('is checked as ever before it is kept', async () => {
    expect(problem(await maker.call('POST', '/v1/ledger/transfers', entry(-1)))).toEqual({ status: 400, code: 'amount_invalid' })
    const auditor = await clerk(world, 'auditor')
    expect(problem(await post(1, auditor))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('is kept once when its request is repeated with the same Idempotency-Key', async () => {
    const key = newId<'req'>()
    const first = await maker.call('POST', '/v1/ledger/transfers', { ...entry(7), key })
    const again = await maker.call('POST', '/v1/ledger/transfers', { ...entry(7), key })
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect(problem(await maker.call('POST', '/v1/ledger/transfers', { ...entry(8), key }))).toEqual({
      status: 422,
      code: 'idempotency_mismatch',
    })
  })

  it('expires after the hours of its policy record', async () => {
    const approval = await kept(post(1))
    expect(Date.parse(String(approval.expires_at)) - Date.parse(String(approval.created_at))).toBe(24 * HOUR_MS)
  })
})

describe('approving', () => {
  it('runs the command in the same transaction and keeps what it answered', async () => {
    const before = await booked()
    const { id } = await kept(post(300))
    const approved = await must(decide(checker, 'approve', id, { note: 'seen the bank statement' }))
    expect(approved).toMatchObject({
      state: 'approved',
      checker: formatId('opr', checker.id),
      note: 'seen the bank statement',
      result: { object: 'list', data: [{ object: 'ledger_transfer', amount: 300 }] },
      history: [{ state: 'requested' }, { state: 'approved', actor: `opr:${checker.id}`, note: 'seen the bank statement' }],
    })
    expect(await booked()).toBe(before + 1)
    expect(await read(id)).toEqual(approved)
  })

  it('leaves audit leaves of the request, of the decision and of the entry itself', async () => {
    const { id } = await kept(post(301))
    const approved = await must(decide(checker, 'approve', id))
    const leaves = async (subject: string): Promise<string[]> =>
      ((await must(world.operator('GET', `/v1/audit/leaves?subject=${subject}`))).data as Json[])
        .map(leaf => `${leaf.action} ${leaf.actor} ${leaf.result}`)
        .sort()
    expect(await leaves(id)).toEqual([`approveApproval opr:${checker.id} ok`, `postLedgerTransfers opr:${maker.id} ok`])
    const transfer = (approved.result as { data: { id: string }[] }).data[0]?.id ?? ''
    expect(await leaves(transfer)).toEqual([`postLedgerTransfers opr:${maker.id} ok`])
  })

  it('refuses the operator who asked, with the same key, another key or a session', async () => {
    const { id } = await kept(post(302))
    expect(problem(await decide(maker, 'approve', id))).toEqual({ status: 403, code: 'approval_own' })
    expect(problem(await decide(maker, 'reject', id, { note: 'no' }))).toEqual({ status: 403, code: 'approval_own' })
    const otherKey = await maker.another()
    expect(problem(await otherKey('POST', `/v1/approvals/${id}/approve`))).toEqual({ status: 403, code: 'approval_own' })
    const session = await maker.session()
    expect(problem(await session('POST', `/v1/approvals/${id}/approve`))).toEqual({ status: 403, code: 'approval_own' })
    expect((await read(id)).state).toBe('requested')
  })

  it('works between a key and a session', async () => {
    const { id } = await kept((await maker.session())('POST', '/v1/ledger/transfers', entry(308)))
    expect((await decide(checker, 'approve', id)).body.state).toBe('approved')
    const other = await kept(post(309))
    expect((await (await checker.session())('POST', `/v1/approvals/${other.id}/approve`)).body.state).toBe('approved')
  })

  it('runs nothing for an operator who was disabled meanwhile', async () => {
    const leaver = await clerk(world, 'finance')
    const { id } = await kept(post(310, leaver))
    await admin.run('UPDATE identity.operators SET disabled_at = now() WHERE id = $1', [leaver.id])
    const before = await booked()
    const refused = await decide(checker, 'approve', id)
    expect(problem(refused)).toEqual({ status: 422, code: 'approval_command_refused' })
    expect(refused.body.detail).toContain('disabled')
    expect(await booked()).toBe(before)
    expect((await decide(checker, 'reject', id, { note: 'gone' })).body.state).toBe('rejected')
  })

  it('refuses an operator who may decide but not do the thing itself', async () => {
    const { id } = await kept(post(303))
    const partners = await clerk(world, 'partner_manager')
    const refused = await decide(partners, 'approve', id)
    expect(problem(refused)).toEqual({ status: 403, code: 'forbidden' })
    expect(refused.body.detail).toContain('ledger:write')
    expect(problem(await decide(partners, 'reject', id, { note: 'no' }))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('refuses an operator who may do the thing but not decide', async () => {
    const { id } = await kept(post(304))
    const call = await checker.another(['ledger:write', 'approvals:read'])
    expect(problem(await call('POST', `/v1/approvals/${id}/approve`))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('tells the refusal of the command, changes nothing and leaves the approval waiting', async () => {
    const { id } = await kept(maker.call('POST', '/v1/ledger/transfers', entry(305, { accounting_date: '2020-01-01' })))
    const before = await settledContents(database)
    const refused = await decide(checker, 'approve', id)
    expect(problem(refused)).toEqual({ status: 422, code: 'approval_command_refused' })
    expect(refused.body.detail).toContain('accounting_date_closed')
    const chinese = await checker.call('POST', `/v1/approvals/${id}/approve`, { headers: { 'Accept-Language': 'zh' } })
    expect(chinese.body.detail).toContain('仍待审批')
    expect(await settledContents(database)).toEqual(before)
    expect((await read(id)).state).toBe('requested')
    expect((await decide(checker, 'reject', id, { note: 'the day is closed' })).body.state).toBe('rejected')
  })

  it('succeeds later when what stood in the way has gone', async () => {
    const from = { kind: 'posted', debit_account: capital, credit_account: cash, amount: 9_000_000 }
    const { id } = await kept(maker.call('POST', '/v1/ledger/transfers', entry(0, { transfers: [from], reference: 'case-2' })))
    expect((await decide(checker, 'approve', id)).body.detail).toContain('insufficient_funds')
    const more = await kept(post(10_000_000))
    await must(decide(checker, 'approve', more.id))
    expect((await decide(checker, 'approve', id)).body.state).toBe('approved')
    expect(await booked('case-2')).toBe(1)
  })

  it('is not fooled by a kept command that no longer has the form of its operation', async () => {
    const { id } = await kept(post(306))
    await admin.run(`UPDATE approvals.approvals SET command = '{"params":{},"body":{"transfers":[]}}' WHERE id = $1`, [parseId('apr', id)])
    const refused = await decide(checker, 'approve', id)
    expect(problem(refused)).toEqual({ status: 422, code: 'approval_command_refused' })
    expect(refused.body.detail).toContain('parameter_invalid')
    await admin.run(`UPDATE approvals.approvals SET operation = 'gone' WHERE id = $1`, [parseId('apr', id)])
    expect((await decide(checker, 'approve', id)).body.detail).toContain('unknown_route')
  })

  it('happens once, however many operators approve at the same moment on two nodes', async () => {
    const node = await startNode(world, database)
    try {
      const checkers = await Promise.all(Array.from({ length: 8 }, () => clerk(world, 'finance')))
      const { id } = await kept(maker.call('POST', '/v1/ledger/transfers', entry(307, { reference: 'case-3' })))
      const answers = await Promise.all(
        checkers.map(({ call, secret }, at) =>
          at % 2 === 0
            ? call('POST', `/v1/approvals/${id}/approve`)
            : fetch(`${node.url}/v1/approvals/${id}/approve`, {
                method: 'POST',
                headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
                body: '{}',
              }).then(async response => ({ status: response.status, headers: response.headers, body: (await response.json()) as Json })),
        ),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      for (const answer of answers.filter(({ status }) => status !== 200))
        expect(problem(answer)).toEqual({ status: 409, code: 'approval_decided' })
      expect(await booked('case-3')).toBe(1)
    } finally {
      await node.stop()
    }
  })

  it('and rejecting at the same moment end in exactly one of the two', async () => {
    for (let round = 0; round < 5; round++) {
      const reference = `race-${round}`
      const { id } = await kept(maker.call('POST', '/v1/ledger/transfers', entry(1, { reference })))
      const third = await clerk(world, 'finance')
      const [approved, rejected, withdrawn] = await Promise.all([
        decide(checker, 'approve', id),
        decide(third, 'reject', id, { note: 'no' }),
        decide(maker, 'withdraw', id),
      ])
      expect([approved, rejected, withdrawn].filter(({ status }) => status === 200)).toHaveLength(1)
      expect(await booked(reference)).toBe(approved.status === 200 ? 1 : 0)
      expect((await read(id)).history).toHaveLength(2)
    }
  })

  it('answers a repeated request with the same Idempotency-Key as before, and runs nothing again', async () => {
    const { id } = await kept(maker.call('POST', '/v1/ledger/transfers', entry(1, { reference: 'case-4' })))
    const path = `/v1/approvals/${id}/approve`
    const first = await checker.call('POST', path, { key: 'approve-once' })
    const again = await checker.call('POST', path, { key: 'approve-once' })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect(await booked('case-4')).toBe(1)
  })
})

describe('rejecting and withdrawing', () => {
  it('end it without doing anything', async () => {
    const before = await booked()
    const rejected = await kept(post(401))
    expect((await decide(checker, 'reject', rejected.id, { note: 'no document' })).body).toMatchObject({
      state: 'rejected',
      note: 'no document',
      checker: formatId('opr', checker.id),
      result: null,
    })
    const withdrawn = await kept(post(402))
    expect((await decide(maker, 'withdraw', withdrawn.id)).body).toMatchObject({ state: 'withdrawn', checker: null })
    expect(await booked()).toBe(before)
    for (const { id } of [rejected, withdrawn]) {
      for (const [who, verdict] of [
        [checker, 'approve'],
        [checker, 'reject'],
        [maker, 'withdraw'],
      ] as const)
        expect(problem(await decide(who, verdict, id, { note: 'again' }))).toEqual({ status: 409, code: 'approval_decided' })
    }
  })

  it('a rejection says why', async () => {
    const { id } = await kept(post(403))
    expect(problem(await decide(checker, 'reject', id))).toEqual({ status: 400, code: 'parameter_missing' })
  })

  it('leave the withdrawal to the maker', async () => {
    const { id } = await kept(post(404))
    expect(problem(await decide(checker, 'withdraw', id))).toEqual({ status: 403, code: 'approval_not_own' })
    const elsewhere = await maker.another(['approvals:read'])
    expect((await elsewhere('POST', `/v1/approvals/${id}/withdraw`)).body.state).toBe('withdrawn')
  })

  it('refuse an id that names nothing', async () => {
    const nothing = formatId('apr', newId<'apr'>())
    expect(problem(await checker.call('GET', `/v1/approvals/${nothing}`))).toEqual({ status: 404, code: 'approval_not_found' })
    for (const verdict of ['approve', 'reject', 'withdraw'])
      expect(problem(await decide(checker, verdict, nothing, { note: 'x' }))).toEqual({ status: 404, code: 'approval_not_found' })
  })
})

describe('reading approvals', () => {
  it('lists them newest first, by state, action and maker', async () => {
    const [first, second] = [await kept(post(501)), await kept(post(502))]
    const own = formatId('opr', maker.id)
    const ids = async (query: string): Promise<string[]> =>
      ((await must(checker.call('GET', `/v1/approvals?${query}`))).data as { id: string }[]).map(({ id }) => id)
    expect((await ids(`state=requested&action=ledger.transfers&maker=${own}&limit=2`)).sort()).toEqual([first.id, second.id].sort())
    expect(await ids(`state=requested&limit=1&ending_before=${first.id}`)).toEqual([second.id])
    expect(await ids(`state=requested&limit=1&starting_after=${second.id}`)).toEqual([first.id])
    expect(await ids('action=nothing')).toEqual([])
    expect(await ids(`state=approved&maker=${formatId('opr', checker.id)}`)).toEqual([])
  })

  it('shows what was sent to those who might have sent it and to auditors, and the summary to everybody else', async () => {
    const { id } = await kept(post(503))
    const auditor = await clerk(world, 'auditor')
    const partners = await clerk(world, 'partner_manager')
    expect((await read(id, auditor)).command).toEqual({ params: {}, body: entry(503).body })
    expect(await read(id, partners)).toMatchObject({ command: null, result: null, state: 'requested' })
    expect(String(((await read(id, partners)).summary as Json).en)).toContain('503')
  })
})

describe('events', () => {
  it('tell of every change, with the summary alone', async () => {
    const { id } = await kept(post(601))
    await must(decide(checker, 'approve', id))
    const rows = await world.until('two events', async () => {
      const found = await admin.run(`SELECT type, object::text AS text FROM platform.events WHERE object::text LIKE $1 ORDER BY id`, [
        `%${id}%`,
      ])
      return found.rows.length === 2 ? (found.rows as { type: string; text: string }[]) : null
    })
    expect(rows.map(({ type }) => type)).toEqual(['approval.requested', 'approval.approved'])
    for (const { text } of rows) expect(text).not.toContain('debit_account')
  })
})

describe('every action under approval', () => {
  it('orders on wallets: frozen only when the second operator has said so', async () => {
    const person = await world.person()
    const [first, second] = [await clerk(world, 'risk'), await clerk(world, 'compliance')]
    const document = { authority: '某市公安局', number: '2026-118', date: '2026-11-01' }
    const order = (body: Json) => first.call('POST', `/v1/holders/${person.holder}/orders`, { body })
    await demand(world, 'holders.orders', true)
    const stateOf = async () => (await must(world.operator('GET', `/v1/holders/${person.holder}`))).state
    const freeze = await kept(order({ kind: 'freeze', document }))
    expect(freeze.command).toMatchObject({ params: { id: person.holder } })
    expect(freeze.summary).toEqual({
      en: `Freeze the wallet ${person.holder} on the order 2026-118 of 某市公安局`,
      zh: `冻结账户 ${person.holder}，依据某市公安局文书 2026-118`,
    })
    expect(await stateOf()).toBe('active')
    const approved = await must(decide(second, 'approve', freeze.id))
    expect(await stateOf()).toBe('frozen')
    const releases = (approved.result as { id: string }).id
    const release = await kept(order({ kind: 'release', document, releases }))
    expect((release.summary as Json).en).toContain(releases)
    await must(decide(second, 'approve', release.id))
    expect(await stateOf()).toBe('active')
    const stop = await kept(order({ kind: 'stop_payment', document }))
    expect((stop.summary as Json).en).toContain('Stop payments')
    const payee = { name: '某市财政局', account: '1202022109900054321' }
    const deduction = await kept(order({ kind: 'deduction', document, amount: { amount: 1234, currency: 'CNY' }, payee }))
    expect((deduction.summary as Json).en).toContain('Deduct CNY 12.34')
    expect((await decide(second, 'approve', deduction.id)).body.detail).toContain('insufficient_funds')
    await demand(world, 'holders.orders', false)
  })

  it('policy records: also the one that would do away with approvals', async () => {
    const [first, second] = [await clerk(world, 'risk'), await clerk(world, 'administrator')]
    await demand(world, 'policies.records', true)
    const value = { live: false, test: false, expires_after_hours: 1 }
    const key = 'approvals.required.policies.records'
    const { id, summary } = await kept(first.call('POST', '/v1/policies', { body: { key, value, source: 'institution' } }))
    expect((summary as Json).en).toContain('from the approval on')
    expect(world.app.approvals.requires('policies.records', world.clock.now())).toBe(true)
    const { result } = await must(decide(second, 'approve', id))
    expect(result).toMatchObject({ object: 'policy', key, value })
    await world.until('the record is known', async () => !world.app.approvals.requires('policies.records', world.clock.now()))
  })

  it('shares of payments at WeChat Pay: nobody alone says who is given money', async () => {
    const first = await clerk(world, 'administrator')
    await demand(world, 'wechat_pay.sharing', true)
    const receivers = [{ type: 'MERCHANT_ID', account: '1900000109', amount: 300, description: '分给供货商' }]
    const share = { sub_merchant: '1900000777', transaction_id: '4200001234202611220000000001', receivers, unfreeze_unsplit: false }
    const { id, summary } = await kept(first.call('POST', '/v1/wechat_pay/sharing_orders', { body: share }))
    expect((summary as Json).en).toBe('Share CNY 3.00 of 4200001234202611220000000001 with 1900000109')
    expect((await must(first.call('GET', '/v1/wechat_pay/sharing_orders'))).data).toEqual([])
    expect(problem(await decide(first, 'approve', id))).toMatchObject({ code: 'approval_own' })
    const back = { return_merchant: '1900000109', amount: 100, description: '退回' }
    const path = '/v1/wechat_pay/sharing_orders/wps_01jd9w2m6te3rbq4c8v5xkz7fh/returns'
    await kept(first.call('POST', path, { body: back }))
    await demand(world, 'wechat_pay.sharing', false)
  })

  it('the number under which a channel keeps a merchant: nobody alone says whose account is credited', async () => {
    const [first, second] = [await clerk(world, 'compliance'), await clerk(world, 'compliance')]
    const shop = await world.shop()
    await demand(world, 'merchants.channels', true)
    const path = `/v1/merchants/${shop.id}/channels`
    const { id, summary } = await kept(first.call('POST', `${path}/wechat_pay`, { body: { sub_merchant: '1900000778' } }))
    expect((summary as Json).en).toBe(`Keep ${shop.id} at wechat_pay as 1900000778`)
    expect((await must(world.operator('GET', path))).data).toEqual([])
    await must(decide(second, 'approve', id))
    expect((await must(world.operator('GET', path))).data).toMatchObject([{ channel: 'wechat_pay', sub_merchant: '1900000778' }])
    await demand(world, 'merchants.channels', false)
  })

  it('that has no record of its own follows the one for all actions', () => {
    expect(world.app.approvals.requires('something.new', world.clock.now())).toBe(true)
  })
})

describe('expiry', () => {
  it('holds to the instant, is written down by the job, and is told', async () => {
    await demand(world, 'ledger.transfers', true)
    const { id } = await kept(post(701))
    world.clock.advance(24 * HOUR_MS)
    expect(problem(await decide(checker, 'approve', id))).toEqual({ status: 409, code: 'approval_expired' })
    expect(problem(await decide(maker, 'withdraw', id))).toEqual({ status: 409, code: 'approval_expired' })
    expect((await read(id)).state).toBe('expired')
    const listed = (await must(checker.call('GET', '/v1/approvals?state=expired&limit=100'))).data as { id: string }[]
    expect(listed.map(each => each.id)).toContain(id)
    const waiting = (await must(checker.call('GET', '/v1/approvals?state=requested&limit=100'))).data as Json[]
    expect(waiting).toEqual([])
    await world.app.approvals.expireDue()
    expect(await read(id)).toMatchObject({
      state: 'expired',
      checker: null,
      history: [{ state: 'requested' }, { state: 'expired', actor: 'sys:approvals' }],
    })
    await world.until('its event', async () => {
      const { rows } = await admin.run(`SELECT 1 FROM platform.events WHERE type = 'approval.expired' AND object::text LIKE $1`, [
        `%${id}%`,
      ])
      return rows.length === 1
    })
    expect(await world.app.approvals.expireDue()).toBe(0)
  })
})

describe('the application', () => {
  it('can neither change the history nor have somebody check their own request', async () => {
    const role = 'SET LOCAL ROLE feiqian_app'
    const attempt = (statement: string) => admin.run(`BEGIN; ${role}; ${statement}; COMMIT`).finally(() => admin.run('ROLLBACK'))
    await expect(attempt('DELETE FROM approvals.history')).rejects.toThrow('permission denied')
    await expect(attempt(`UPDATE approvals.history SET actor = 'x'`)).rejects.toThrow('permission denied')
    await expect(attempt(`UPDATE approvals.approvals SET command = '{}'`)).rejects.toThrow('permission denied')
    await expect(attempt('UPDATE approvals.approvals SET maker_id = maker_id')).rejects.toThrow('permission denied')
    await expect(admin.run('UPDATE approvals.approvals SET checker_id = maker_id WHERE checker_id IS NOT NULL')).rejects.toThrow(
      'four_eyes',
    )
  })
})
