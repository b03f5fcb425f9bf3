/** The operator routes and the callback door over a real socket; every answer is held to its declared schema. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { noteExercised } from '../../../test/harness/exercised.ts'
import { formatId, newId } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import { businessDateOf } from '../../kernel/time.ts'
import { createCommands } from '../../platform/create-commands.ts'
import { createProblems } from '../../platform/http/problems.ts'
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts'
import { createLogger, createMetrics } from '../../platform/telemetry.ts'
import { clearingCatalogue, createClearing } from './clearing.ts'
import { CODE, createScriptedRail, SIGNED } from './scripted-rail.ts'
import { eventually, HOUSE, INSTITUTION, useClearing } from './test-house.ts'
import type { OwnerSink } from './types.ts'

const database = useDatabase()
const rail = createScriptedRail()
const test = useClearing(database, { rails: () => ({ rail: rail.connection }) })
let url = ''
let server: HttpServer

/** An owner that hears and does nothing. */
const indifferent: OwnerSink = { open: async () => ({ apply: () => {}, flush: () => {} }), settled: async () => {} }

beforeAll(async () => {
  const problems = createProblems([clearingCatalogue])
  const commands = createCommands({
    db: database.db,
    clock: test.clock,
    audit: () => {},
    problems: problems.render,
    batchMax: 100,
    queueMax: 100,
    onDefect: (_name, _request, error) => {
      throw error
    },
  })
  const clearing = createClearing({
    db: database.db,
    clock: test.clock,
    ledger: test.ledger,
    houses: { [HOUSE]: test.sim, rail: rail.connection },
    commands,
    audit: () => {},
    onDefect: (_where, error) => {
      throw error
    },
  })
  clearing.registerSink(['payment_debit', 'topup', 'payout', 'withdrawal', 'refund'], indifferent)
  server = createHttpServer({
    routes: clearing.routes,
    problems,
    authenticate: headers => ({
      kind: 'operator',
      operatorId: newId<'opr'>(),
      credential: newId<'key'>(),
      scopes: new Set(headers.authorization === 'Bearer reader' ? ['clearing:read'] : ['clearing:read', 'clearing:write']),
    }),
    config: {
      publicUrl: null,
      proxyHops: 0,
      rateLimits: { credential: null, address: null, strict: null },
      streamsMax: 1,
      drainTimeoutMs: 1_000,
      drainDelayMs: 0,
    },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    validateResponses: true,
    observe: noteExercised,
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

type Answer = { readonly status: number; readonly body: Record<string, unknown> & { data: Record<string, unknown>[] } }

async function call(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: 'Bearer writer', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

describe('the callback door', () => {
  it('hears what the house signed, byte for byte, and refuses the rest', async () => {
    test.house.control.setCallbackUrl(INSTITUTION, `${url}/callbacks/clearing/${HOUSE}`)
    const { agreementNumber } = await test.bindCard()
    const debit = await test.submit({ amount: 990n, agreementNumber })
    await eventually(async () => (await test.instruction(debit.id)).state === 'succeeded', 'the callback arrives by HTTP')
    expect(await call('POST', `/callbacks/clearing/${HOUSE}`, { event_id: 'x' })).toMatchObject({
      status: 401,
      body: { code: 'callback_signature_invalid' },
    })
    expect(await call('POST', '/callbacks/clearing/nowhere', {})).toMatchObject({ status: 404, body: { code: 'clearing_house_unknown' } })
    expect(await test.house.control.sendCallback(INSTITUTION, { type: 'nonsense' })).toBe(400)
  })
})

describe('instructions', () => {
  it('are listed, read and asked about again', async () => {
    const list = await call('GET', '/v1/clearing/instructions?state=succeeded&limit=1')
    expect(list).toMatchObject({
      status: 200,
      body: { object: 'list', has_more: false, data: [{ object: 'clearing_instruction', amount: { amount: 990, currency: 'CNY' } }] },
    })
    const id = String(list.body.data[0]?.id)
    expect(await call('GET', `/v1/clearing/instructions/${id}`)).toMatchObject({
      status: 200,
      body: { id, state: 'succeeded', settlement: null },
    })
    expect(await call('GET', `/v1/clearing/instructions?ending_before=${id}`)).toMatchObject({ status: 200, body: { data: [] } })
    expect(await call('POST', `/v1/clearing/instructions/${id}/query`)).toMatchObject({ status: 202, body: { id } })
    const unknown = formatId('ins', newId<'ins'>())
    expect(await call('GET', `/v1/clearing/instructions/${unknown}`)).toMatchObject({
      status: 404,
      body: { code: 'clearing_instruction_not_found' },
    })
    expect(await call('POST', `/v1/clearing/instructions/${unknown}/query`)).toMatchObject({
      status: 404,
      body: { code: 'clearing_instruction_not_found' },
    })
  })
})

describe('settlements', () => {
  it('are fetched and booked, repeatedly, then listed and read with their matches', async () => {
    test.house.control.setFaults({ next: { line_extra: 1 } })
    const date = test.house.control.cut()
    const fetched = await call('POST', '/v1/clearing/settlements', { house: HOUSE, date })
    expect(fetched).toMatchObject({
      status: 200,
      body: { object: 'clearing_settlement', state: 'completed', lines: 2, net: { amount: 1_980 } },
    })
    expect(await call('POST', '/v1/clearing/settlements', { house: HOUSE, date })).toEqual(fetched)
    const id = String(fetched.body.id)
    expect(await call('GET', `/v1/clearing/settlements/${id}`)).toMatchObject({
      status: 200,
      body: {
        matches: [
          { match: 'extra', lines: 1 },
          { match: 'matched', lines: 1 },
        ],
      },
    })
    expect(await call('GET', '/v1/clearing/settlements')).toMatchObject({ status: 200, body: { data: [{ id }] } })
  })

  it('are refused when the house, the date or the file is wrong, and to readers', async () => {
    expect(await call('POST', '/v1/clearing/settlements', { house: 'nowhere', date: '2026-01-01' })).toMatchObject({
      status: 404,
      body: { code: 'clearing_house_unknown' },
    })
    expect(await call('POST', '/v1/clearing/settlements', { house: HOUSE, date: '2001-01-01' })).toMatchObject({
      status: 409,
      body: { code: 'clearing_settlement_not_ready' },
    })
    expect(await call('POST', '/v1/clearing/settlements', { house: HOUSE, date: '2026-02-30' })).toMatchObject({
      status: 400,
      body: { code: 'parameter_invalid' },
    })
    expect(
      await call('POST', '/v1/clearing/settlements', { house: HOUSE, date: '2026-01-01' }, { authorization: 'Bearer reader' }),
    ).toMatchObject({ status: 403 })
    expect(await call('GET', `/v1/clearing/settlements/${formatId('stl', newId<'stl'>())}`)).toMatchObject({
      status: 404,
      body: { code: 'clearing_settlement_not_found' },
    })
    const date = test.house.control.cut()
    test.house.control.setFaults({ next: { file_digest: 1 } })
    expect(await call('POST', '/v1/clearing/settlements', { house: HOUSE, date })).toMatchObject({
      status: 422,
      body: { code: 'clearing_settlement_invalid' },
    })
    test.house.control.setFaults({ next: { bad_signature: 1 } })
    expect(await call('POST', '/v1/clearing/settlements', { house: HOUSE, date: '2001-01-01' })).toMatchObject({
      status: 503,
      body: { code: 'clearing_unavailable' },
    })
  })
})

describe('discrepancies', () => {
  it('are listed with their age and resolved once, with a comment', async () => {
    test.clock.advance(2 * 86_400_000 + 1)
    const list = await call('GET', '/v1/clearing/discrepancies?state=suspended&kind=line_extra')
    expect(list).toMatchObject({
      status: 200,
      body: { data: [{ object: 'clearing_discrepancy', amount: { amount: 990 }, age_days: 2, comment: null }] },
    })
    const id = String(list.body.data[0]?.id)
    expect(await call('POST', `/v1/clearing/discrepancies/${id}/resolve`, { comment: '' })).toMatchObject({
      status: 400,
      body: { code: 'parameter_invalid' },
    })
    expect(await call('POST', `/v1/clearing/discrepancies/${id}/resolve`, { comment: 'The house took it back.' })).toMatchObject({
      status: 200,
      body: { state: 'resolved', comment: 'The house took it back.', age_days: 2 },
    })
    expect(await call('POST', `/v1/clearing/discrepancies/${id}/resolve`, { comment: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'clearing_discrepancy_resolved' },
    })
    expect(await call('GET', `/v1/clearing/discrepancies/${id}`)).toMatchObject({ status: 200, body: { id, state: 'resolved' } })
    const unknown = formatId('dsc', newId<'dsc'>())
    expect(await call('GET', `/v1/clearing/discrepancies/${unknown}`)).toMatchObject({
      status: 404,
      body: { code: 'clearing_discrepancy_not_found' },
    })
    expect(await call('POST', `/v1/clearing/discrepancies/${unknown}/resolve`, { comment: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'clearing_discrepancy_not_found' },
    })
  })
})

describe('a rail of another kind', () => {
  const send = async (body: string, headers: Record<string, string>) => {
    const response = await fetch(`${url}/callbacks/clearing/rail`, { method: 'POST', headers, body: Buffer.from(body) })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }

  it('takes whatever body the rail writes, and answers in its words', async () => {
    rail.say('debit', CODE)
    const made = await test.submit({ house: 'rail', amount: 991n, channelOrder: { flow: 'native', subMerchant: null } })
    const form = `key=one&id=${formatId('ins', made.id)}&amount=991&date=${businessDateOf(test.clock.now(), 'Asia/Shanghai')}`
    const signed = { 'x-signature': SIGNED }
    const success = { status: 200, type: 'text/plain', text: 'success' }
    expect(await send(form, { ...signed, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' })).toEqual(success)
    expect(await send(form, { ...signed, 'content-type': 'text/xml' })).toEqual(success)
    expect(await send(form, signed)).toEqual(success)
    await eventually(async () => (await test.instruction(made.id)).state === 'succeeded', 'it is applied')
    expect(await send(form, { 'x-signature': 'forged' })).toEqual({ status: 401, type: 'text/plain', text: 'fail' })
    expect(JSON.parse((await send('nonsense', signed)).text)).toMatchObject({ status: 400, code: 'callback_invalid' })
    expect(JSON.parse((await send('x'.repeat(65_537), signed)).text)).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  it('is listed with what waits at it, and read with its quota', async () => {
    rail.always('payout', () => ({ result: 'not_sent', reason: 'quota', waits: 'quota_exhausted', retry: 'safe' }))
    const payee = { name: '小店', account: 'a' }
    const payout = await test.submit({ house: 'rail', purpose: 'payout', kind: 'payout', amount: 992n, payee })
    await eventually(async () => (await test.instruction(payout.id)).wait_reason !== null, 'it waits')
    const waiting = { unsent: 1, unanswered: 0, waiting: { quota_exhausted: 1, past_cut_off: 0 } }
    expect(await call('GET', '/v1/clearing/rails')).toMatchObject({
      status: 200,
      body: {
        data: [
          { code: HOUSE, unsent: 0 },
          { object: 'clearing_rail', code: 'rail', connected: true, ...waiting },
        ],
      },
    })
    expect(await call('GET', '/v1/clearing/instructions?house=rail&state=created')).toMatchObject({
      body: { data: [{ id: formatId('ins', payout.id), wait_reason: 'quota_exhausted', flow: null }] },
    })
    expect(await call('GET', '/v1/clearing/rails/rail')).toMatchObject({ status: 200, body: { ...waiting, quota: null } })
    rail.quota = ok({ available: 5_000n, currency: 'CNY', asOf: test.clock.now() })
    expect(await call('GET', '/v1/clearing/rails/rail')).toMatchObject({ body: { quota: { available: { amount: 5_000 } } } })
    rail.quota = refuse('clearing_unavailable')
    expect(await call('GET', '/v1/clearing/rails/rail')).toMatchObject({ status: 503, body: { code: 'clearing_unavailable' } })
    expect(await call('GET', '/v1/clearing/rails/nowhere')).toMatchObject({ status: 404, body: { code: 'clearing_house_unknown' } })
  })
})
