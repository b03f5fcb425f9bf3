/** Connections, keys, the log and the doctor over the API, on a real database and real sockets. */

import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../../test/harness/database.ts'
import { useKit } from '../../../../test/harness/kit.ts'
import { sql } from '../../../platform/db.ts'
import { createEnvelope } from '../../../platform/kms.ts'
import { createLogger } from '../../../platform/telemetry.ts'
import { pruneLog, rewrapCredentials, turnKeyWhenDue } from './jobs.ts'
import { makeCertificate, makeRsa } from './test-certificates.ts'
import { testConnector } from './test-connector.ts'
import type { Finding } from './types.ts'

const CODE = 'test_rail'
const DAY = 86_400_000
const selfTests: (readonly Finding[] | Error)[] = []
const database = useDatabase()
const world = useKit(database, [
  testConnector(CODE, async () => {
    const next = selfTests.shift() ?? []
    if (next instanceof Error) throw next
    return next
  }),
  testConnector('other_rail'),
])

const rsa = makeRsa()
const certificateOf = (serial: string, days: number, key = rsa.pkcs8): string =>
  makeCertificate(key, { serial, from: new Date(Date.now() - 400 * DAY), to: new Date(Date.now() + days * DAY) })
const SECRET = 'k'.repeat(32)

type Credential = { id: string; state: string; role: string; key_id: string | null; version: number; format: string; fingerprint: string }

const configure = (body: object, code = CODE) => world.call('PUT', `/v1/connectors/${code}`, { body })
const stage = (role: string, material: string, keyId?: string, code = CODE) =>
  world.call('PUT', `/v1/connectors/${code}/credentials/${role}`, { body: { material, ...(keyId === undefined ? {} : { key_id: keyId }) } })
const activate = (id: string, body: object = {}) => world.call('POST', `/v1/connector_credentials/${id}/activate`, { body })
const retire = (id: string) => world.call('POST', `/v1/connector_credentials/${id}/retire`)
const read = async (code = CODE) =>
  (await world.call('GET', `/v1/connectors/${code}`)).body as Record<string, unknown> & { credentials: Credential[] }

async function use(role: string, material: string, keyId?: string, code = CODE): Promise<string> {
  const staged = await stage(role, material, keyId, code)
  expect(staged.status).toBe(201)
  const { id } = staged.body as Credential
  expect((await activate(id)).status).toBe(200)
  return id
}

/** Waits until this node has heard of a change. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await new Promise(resolve => setTimeout(resolve, 10))
  expect(holds()).toBe(true)
}

const server: { current: Server; url: string; answer: (path: string) => { status: number; body: string } } = {
  current: createServer(),
  url: '',
  answer: () => ({ status: 200, body: '{}' }),
}
beforeAll(async () => {
  server.current = createServer((request, response) => {
    const { status, body } = server.answer(request.url ?? '')
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'theirs-1' }).end(body)
  })
  await new Promise<void>(resolve => server.current.listen(0, '127.0.0.1', () => resolve()))
  server.url = `http://127.0.0.1:${(server.current.address() as AddressInfo).port}`
})
afterAll(() => {
  server.current.closeAllConnections()
  server.current.close()
})

describe('connections', () => {
  it('are unknown until they are set, and then the same on every node', async () => {
    const other = await world.another()
    expect(world.kit.connection(CODE)).toBeNull()
    expect(await read()).toMatchObject({ connected: false, enabled: false, base_url: null, credentials: [] })
    const settings = { mchid: '1900001', mode: 'partner', window: 300, strict: true, banks: ['ICBC'], page: 'https://pay.example.com/' }
    const set = await configure({ base_url: `${server.url}/`, settings, enabled: true })
    expect([set.status, set.body]).toEqual([200, { object: 'connection', code: CODE }])
    await until(() => world.kit.connection(CODE)?.enabled === true && other.connection(CODE)?.enabled === true)
    expect(other.connection(CODE)).toMatchObject({ baseUrl: server.url, settings })
    expect(await read()).toMatchObject({ connected: true, enabled: true, base_url: server.url, settings })
  })

  it('are refused with settings that are unknown, missing or malformed, and with addresses that may not be', async () => {
    const good = { base_url: server.url, settings: { mchid: '1' }, enabled: true }
    const withSettings = (settings: object) => configure({ ...good, settings })
    expect((await withSettings({ mchid: '1', colour: 'red' })).body).toMatchObject({
      code: 'connector_setting_unknown',
      param: 'settings.colour',
    })
    expect((await withSettings({})).body).toMatchObject({ code: 'connector_setting_invalid', param: 'settings.mchid' })
    for (const wrong of [{ mode: 'third' }, { window: 'x' }, { strict: 1 }, { banks: 'ICBC' }, { page: 'ftp://x' }])
      expect((await withSettings({ mchid: '1', ...wrong })).body.code).toBe('connector_setting_invalid')
    for (const url of ['nowhere', 'ftp://example.com', 'https://user:pw@example.com', 'https://example.com?x=1'])
      expect((await configure({ ...good, base_url: url })).body.code).toBe('connector_address_refused')
    expect((await configure(good, 'nobody')).body).toMatchObject({ status: 404, code: 'connector_not_found' })
  })

  it('are listed with what each system can do', async () => {
    const { body } = await world.call('GET', '/v1/connectors', { key: 'reader' })
    const list = body.data as { code: string; methods: unknown[] }[]
    expect(list.map(({ code }) => code)).toEqual([CODE, 'other_rail'])
    expect(list[0]).toMatchObject({
      cut_off: '23:00',
      payouts: { cost: { fixed: 50 } },
      methods: [{ cost: { bps: 20, fixed: 0 }, needs_sub_merchant: true }],
    })
    expect((await world.call('GET', '/v1/connectors', { key: 'stranger' })).body.code).toBe('forbidden')
    expect((await world.call('GET', '/v1/connectors/nobody')).body.code).toBe('connector_not_found')
    expect((await world.call('PUT', `/v1/connectors/${CODE}`, { key: 'reader', body: {} })).body.code).toBe('forbidden')
  })
})

describe('keys', () => {
  it('are staged, used once activated, and never shown', async () => {
    const staged = await stage('private', rsa.pkcs1)
    expect(staged.body).toMatchObject({ state: 'staged', format: 'PKCS1', bits: 2048, version: 1, active_from: null })
    expect(world.kit.connection(CODE)?.credential('private')).toBeNull()
    const { id } = staged.body as Credential
    expect((await activate(id)).body).toMatchObject({ state: 'active' })
    await until(() => world.kit.connection(CODE)?.credential('private') !== null)
    expect(world.kit.connection(CODE)?.credential('private')?.material).toBe(rsa.pkcs8)
    await use('secret', SECRET)
    const whole = JSON.stringify([await read(), world.logged])
    expect(whole).not.toContain(SECRET)
    expect(whole).not.toContain('PRIVATE KEY')
    const [row] = await database.db.query<{ n: bigint }>(
      sql(
        'test.kit_plain',
        `SELECT count(*) AS n FROM connectors.credentials AS c WHERE position($1::bytea IN sealed) > 0 OR c::text LIKE $2`,
      ),
      [Buffer.from(SECRET), `%${SECRET}%`],
    )
    expect(row?.n).toBe(0n)
    const leaves = (await database.db.query<{ action: string }>(sql('test.kit_leaves', 'SELECT action FROM audit.leaves'))).map(
      leaf => leaf.action,
    )
    expect(leaves).toEqual(expect.arrayContaining(['configureConnector', 'stageCredential', 'activateCredential']))
  })

  it('are refused when they cannot be what the role needs', async () => {
    const code = async (answer: ReturnType<typeof stage>) => (await answer).body.code
    expect(await code(stage('private', 'hello'))).toBe('credential_unreadable')
    expect(await code(stage('private', rsa.spki))).toBe('credential_kind_wrong')
    expect(await code(stage('private', makeRsa(1024).pkcs8))).toBe('credential_too_short')
    const locked = rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string
    expect(await code(stage('private', locked))).toBe('credential_encrypted')
    expect(await code(stage('secret', 'short'))).toBe('credential_length_wrong')
    expect(await code(stage('certificate', certificateOf('01', -1)))).toBe('credential_expired')
    expect(await code(stage('private', rsa.pkcs8))).toBe('credential_exists')
    expect(await code(stage('nothing', 'x'))).toBe('credential_role_unknown')
    expect(await code(stage('note', 'x', undefined, 'nobody'))).toBe('connector_not_found')
    const wrong = await stage('private', 'sensitive-material')
    expect(JSON.stringify(wrong.body)).not.toContain('sensitive-material')
  })

  it('follow one another in a role, and stand side by side where messages name them', async () => {
    const [first, second] = [makeRsa(), makeRsa()]
    await use('platform', first.spki, 'PUB_KEY_ID_1')
    await use('platform', second.spki, 'PUB_KEY_ID_2')
    await until(() => world.kit.connection(CODE)?.credentials('platform').length === 2)
    expect(world.kit.connection(CODE)?.credentialByKeyId('platform', 'PUB_KEY_ID_1')?.material).toBe(first.spki)
    expect(world.kit.connection(CODE)?.credential('platform')?.keyId).toBe('PUB_KEY_ID_2')
    const renewed = 'n'.repeat(32)
    await use('secret', renewed)
    await until(() => world.kit.connection(CODE)?.credential('secret')?.material === renewed)
    expect(world.kit.connection(CODE)?.credentials('secret')).toHaveLength(1)
    // Both for a while, when asked for; and one that begins tomorrow is not in use today.
    const third = (await stage('secret', 't'.repeat(32))).body as Credential
    await activate(third.id, { keep_previous: true })
    const fourth = (await stage('secret', 'f'.repeat(32))).body as Credential
    await activate(fourth.id, { from: new Date(world.clock.now().getTime() + DAY).toISOString() })
    await until(() => world.kit.connection(CODE)?.credentials('secret').length === 2)
    expect(world.kit.connection(CODE)?.credential('secret')?.material).toBe('t'.repeat(32))
  })

  it('are ended, but not the last of a role that is needed', async () => {
    const certificate = await use('certificate', certificateOf('0abc', 100))
    expect((await retire(certificate)).body).toMatchObject({ status: 409, code: 'credential_last' })
    const next = await use('certificate', certificateOf('0abd', 200))
    expect((await retire(certificate)).body).toMatchObject({ status: 409, code: 'credential_state_wrong' })
    expect((await activate(next)).body).toMatchObject({ code: 'credential_state_wrong' })
    const note = await use('note', 'anything')
    expect((await retire(note)).body).toMatchObject({ state: 'retired' })
    await until(() => world.kit.connection(CODE)?.credential('note') === null)
    const stranger = 'crd_01jd9w2m6te3rbq4c8v5xkz7fh'
    expect((await retire(stranger)).body.code).toBe('credential_not_found')
    expect((await activate(stranger)).body.code).toBe('credential_not_found')
  })

  it('cannot be activated after their end', async () => {
    const { id } = (await stage('certificate', certificateOf('0abe', 2))).body as Credential
    world.clock.advance(3 * DAY)
    expect((await activate(id)).body.code).toBe('credential_expired')
    expect((await retire(id)).body).toMatchObject({ state: 'retired' })
  })

  it('that come over the wire are stored once, and ended by their name', async () => {
    const theirs = makeRsa()
    const put = () => world.kit.storeCredential('other_rail', { role: 'platform', keyId: '00ff', material: theirs.spki })
    expect([await put(), await put()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ])
    expect((await read('other_rail')).credentials).toMatchObject([{ key_id: 'FF', state: 'active' }])
    await world.kit.retireCredential('other_rail', 'platform', 'ff')
    expect((await read('other_rail')).credentials).toEqual([])
    expect(await world.kit.storeCredential('other_rail', { role: 'nothing', keyId: null, material: 'x' })).toMatchObject({ ok: false })
  })

  it('come from configuration, however often it is read', async () => {
    const seed = {
      code: 'other_rail',
      baseUrl: server.url,
      settings: { mchid: '7' },
      credentials: [
        { role: 'private', keyId: null, material: rsa.pkcs8 },
        { role: 'secret', keyId: null, material: SECRET },
      ],
    }
    await world.kit.seed([seed])
    await world.kit.seed([seed, { ...seed, credentials: [{ role: 'secret', keyId: null, material: 'z'.repeat(32) }] }])
    expect(world.kit.connection('other_rail')?.credential('secret')?.material).toBe('z'.repeat(32))
    expect((await read('other_rail')).credentials.map(({ role, version }) => [role, version])).toEqual([
      ['private', 1],
      ['secret', 2],
    ])
    await expect(world.kit.seed([{ ...seed, settings: {} }])).rejects.toThrow('connector_setting_invalid')
    await expect(world.kit.seed([{ ...seed, credentials: [{ role: 'secret', keyId: null, material: 'x' }] }])).rejects.toThrow(
      'credential_length_wrong',
    )
  })
})

describe('the wrapping key', () => {
  it('is turned, and what it wrapped is wrapped again and still opens', async () => {
    const before = await database.db.query<{ sealed: Buffer }>(
      sql('test.kit_sealed', 'SELECT sealed FROM connectors.credentials ORDER BY id'),
    )
    const turned = await world.call('POST', '/v1/key_versions')
    expect(turned.body).toMatchObject({ object: 'key_version', version: 2 })
    const envelope = createEnvelope(world.kms)
    const deps = { db: database.db, envelope, logger: createLogger({ level: 'silent' }) }
    expect(await rewrapCredentials(deps)).toBe(before.length)
    expect(await rewrapCredentials(deps)).toBe(0)
    const after = await database.db.query<{ sealed: Buffer }>(
      sql('test.kit_sealed', 'SELECT sealed FROM connectors.credentials ORDER BY id'),
    )
    expect(after.every((row, at) => !row.sealed.equals(before[at]?.sealed ?? row.sealed))).toBe(true)
    const fresh = await world.another()
    expect(fresh.connection(CODE)?.credential('private')?.material).toBe(rsa.pkcs8)
  })

  it('is turned by itself once it is old enough', async () => {
    const added: string[] = []
    const policies = { require: () => ({ value: { turn_after_days: 90 } }) }
    const deps = {
      ...{ db: database.db, clock: world.clock, kms: world.kms, envelope: createEnvelope(world.kms), policies },
      logger: createLogger({ level: 'silent' }),
      audit: (_tx: unknown, _action: string, subject: string) => void added.push(subject),
    }
    const jobs = { add: (_tx: unknown, name: string) => void added.push(name) }
    await turnKeyWhenDue(deps, jobs)
    expect(added).toEqual([])
    world.clock.advance(91 * DAY)
    await turnKeyWhenDue(deps, jobs)
    expect(added).toEqual(['key_version_3', 'connectors.rewrap'])
  })
})

describe('the log of exchanges', () => {
  it('shows what was said without secrets, and the whole to whoever may see it', async () => {
    await world.kit.seed([{ code: 'other_rail', baseUrl: server.url, settings: { mchid: '7' }, credentials: [] }])
    const client = world.kit.createClient({ code: 'other_rail', sensitive: ['colour'] })
    server.answer = () => ({ status: 200, body: '{"result":"ok","openid":"oUpF8uMuAJO"}' })
    const said = await client.exchange(
      'POST',
      '/orders?access_token=abc',
      {
        amount: 100,
        name: '张三',
        id_card: '11010519491231002X',
        auth_code: '134567890123456789',
        colour: 'red',
        memo: 'call 13800000001',
      },
      { idempotent: true, reference: 'ins_1', headers: () => ({ authorization: 'SECRET-AUTH', 'wechatpay-serial': 'AB12' }) },
    )
    expect(said).toMatchObject({ spoke: true, status: 200 })
    world.kit.recordInbound({
      code: 'other_rail',
      method: 'POST',
      path: '/callbacks/other',
      headers: {},
      body: Buffer.from('out_trade_no=ins_1&sign=abc&buyer_id=2088'),
      reference: 'ins_1',
      status: 401,
      refusal: 'callback_signature_invalid',
    })
    const list = (await world.call('GET', '/v1/connectors/other_rail/exchanges?reference=ins_1')).body.data as { id: string }[]
    expect(list).toMatchObject([
      { direction: 'in', outcome: 'refused', status: 401, reason: 'callback_signature_invalid' },
      { direction: 'out', outcome: 'answered', status: 200, path: '/orders?access_token=[redacted]', reference: 'ins_1' },
    ])
    const id = list[1]?.id ?? ''
    const shown = (await world.call('GET', `/v1/connectors/other_rail/exchanges/${id}`)).body
    const text = JSON.stringify([shown.request, shown.answer])
    for (const hidden of ['张三', '11010519491231002X', '134567890123456789', 'SECRET-AUTH', 'oUpF8', 'red"', '13800000001'])
      expect(text).not.toContain(hidden)
    for (const seen of ['AB12', '\\"amount\\":100', '\\"result\\":\\"ok\\"', 'theirs-1']) expect(text).toContain(seen)
    expect(shown.raw).toBeNull()
    const inbound = (await world.call('GET', `/v1/connectors/other_rail/exchanges/${list[0]?.id}`)).body
    expect(inbound.request).toContain('out_trade_no=ins_1&sign=[redacted]&buyer_id=[redacted]')
    const raw = await world.call('GET', `/v1/connectors/other_rail/exchanges/${id}?raw=true`, { key: 'operator-raw' })
    expect(JSON.stringify(raw.body.raw)).toContain('张三')
    expect((await world.call('GET', `/v1/connectors/other_rail/exchanges/${id}?raw=true`)).body.code).toBe('forbidden')
    const [leaf] = await database.db.query<{ n: bigint }>(
      sql('test.kit_raw', `SELECT count(*) AS n FROM audit.leaves WHERE action = 'connectors.read_raw' AND result = 'ok'`),
    )
    expect(leaf?.n).toBe(1n)
  })

  it('keeps so many forged callbacks a minute, and every good one', async () => {
    const inbound = (reference: string, refusal: string | null) =>
      world.kit.recordInbound({
        ...{ code: CODE, method: 'POST', path: '/callbacks', headers: {}, body: Buffer.from('x'), status: refusal === null ? 200 : 401 },
        ...{ reference, refusal },
      })
    for (let at = 0; at < 300; at++) inbound('forged', 'callback_signature_invalid')
    for (let at = 0; at < 300; at++) inbound('good', null)
    await world.kit.flush()
    const rows = await database.db.query<{ reference: string; n: bigint }>(
      sql('test.kit_flood', 'SELECT reference, count(*) AS n FROM connectors.exchanges WHERE code = $1 GROUP BY 1 ORDER BY 1'),
      [CODE],
    )
    expect(rows).toEqual([
      { reference: 'forged', n: 120n },
      { reference: 'good', n: 300n },
    ])
  })

  it('is paged, filtered, and kept as long as the policy says', async () => {
    const client = world.kit.createClient({ code: 'other_rail' })
    server.answer = path => ({ status: path === '/bad' ? 500 : 200, body: '{}' })
    for (const path of ['/1', '/2', '/bad']) await client.exchange('GET', path, undefined, { idempotent: false, reference: 'page' })
    const list = async (query: string) =>
      (await world.call('GET', `/v1/connectors/other_rail/exchanges?reference=page${query}`)).body.data as {
        id: string
        path: string
        outcome: string
      }[]
    const all = await list('')
    expect(all.map(({ path }) => path)).toEqual(['/bad', '/2', '/1'])
    expect((await list('&outcome=unknown')).map(({ path }) => path)).toEqual(['/bad'])
    expect((await list(`&limit=1&starting_after=${all[0]?.id}`)).map(({ path }) => path)).toEqual(['/2'])
    expect((await list(`&limit=1&ending_before=${all[2]?.id}`)).map(({ path }) => path)).toEqual(['/2'])
    expect((await world.call('GET', '/v1/connectors/nobody/exchanges')).body.code).toBe('connector_not_found')
    expect((await world.call('GET', '/v1/connectors/other_rail/exchanges/exc_01jd9w2m6te3rbq4c8v5xkz7fh')).body.code).toBe(
      'exchange_not_found',
    )
    const policies = { require: () => ({ value: { days: 190 } }) }
    const pruned = (advance: number) =>
      pruneLog({ db: database.db, policies, clock: { now: () => new Date(Date.now() + advance), offsetMs: () => advance } })
    expect(await pruned(189 * DAY)).toBe(0)
    expect(await pruned(191 * DAY)).toBeGreaterThanOrEqual(5)
  })
})

describe('the key doctor', () => {
  type Doctor = {
    level: string
    findings: (Finding & { message: string })[]
    failures: { diagnosis: string; message: string; text: Record<string, string> | null }[]
  }
  const doctor = async (options: { key?: string; query?: string; code?: string; headers?: Record<string, string> } = {}) =>
    (await world.call('GET', `/v1/connectors/${options.code ?? CODE}/doctor${options.query ?? ''}`, options)).body as unknown as Doctor
  const codesOf = (found: Doctor, role: string | null) => found.findings.filter(finding => finding.role === role).map(({ code }) => code)

  it('names what is there, whether halves belong together, and what ends soon', async () => {
    const found = await doctor()
    expect(codesOf(found, 'private')).toEqual(['key_present', 'key_converted', 'pair_fits'])
    expect(codesOf(found, 'secret')).toEqual(['key_present', 'key_present', 'key_present'])
    expect(codesOf(found, 'note')).toEqual(['key_not_needed'])
    await use('private', makeRsa().pkcs8)
    await use('certificate', certificateOf('0abf', 110, makeRsa().pkcs8))
    const later = await doctor({ headers: { 'Accept-Language': 'zh' } })
    expect(codesOf(later, 'private')).toEqual(['key_present', 'pair_broken'])
    expect(codesOf(later, 'certificate')).toEqual(['key_present', 'key_expires_soon'])
    expect(later.findings.find(({ code }) => code === 'pair_broken')?.message).toContain('不配对')
    expect(later.level).toBe('error')
    expect((await world.call('GET', '/v1/connectors/nobody/doctor')).body.code).toBe('connector_not_found')
  })

  it('says what is missing, and asks the system when it is told to', async () => {
    const missing = await doctor({ code: 'other_rail' })
    expect(codesOf(missing, 'certificate')).toEqual(['key_missing'])
    expect(codesOf(missing, 'private')).toEqual(['key_present', 'pair_missing'])
    expect(missing.level).toBe('error')
    selfTests.push([{ role: null, level: 'ok', code: 'reachable', values: { ms: 3 } }], new TypeError('broken'))
    expect((await doctor({ query: '?live=true' })).findings.at(-1)).toMatchObject({
      code: 'reachable',
      message: expect.stringContaining('3 ms'),
    })
    expect(codesOf(await doctor({ query: '?live=true' }), null)).toEqual(['self_test_failed'])
  })

  it('explains what could not be verified, and shows the exact string to whoever may see it', async () => {
    const kit = world.kit
    const secret = kit.connection(CODE)?.credential('secret')?.material ?? ''
    const text = 'POST\n/v3/notify\n1700000000\nnonce\n{"name":"张三"}\n'
    kit.explain({
      kind: 'signature',
      code: CODE,
      role: 'secret',
      on: 'callback',
      reference: 'ins_9',
      algorithm: 'hmac_sha256',
      keyId: null,
      signedString: text,
      signature: createHmac('sha256', secret).update(text.replace(/\n$/, '')).digest('hex'),
    })
    await kit.flush()
    const found = await doctor()
    expect(codesOf(found, null)).toEqual(['verification_failures'])
    expect(found.failures[0]).toMatchObject({ diagnosis: 'string_differs', values: { how: 'no_line_end' }, reference: 'ins_9', text: null })
    expect(JSON.stringify(found)).not.toContain('张三')
    expect((await doctor({ key: 'operator-raw' })).failures[0]?.text).toMatchObject({ signed_string: text, algorithm: 'hmac_sha256' })
  })

  it('looks into so many a minute and keeps the latest', async () => {
    for (let at = 0; at < 40; at++)
      world.kit.explain({
        ...{ kind: 'signature', code: 'other_rail', role: 'secret', on: 'callback', reference: `ins_${at}`, algorithm: 'hmac_sha256' },
        ...{ keyId: null, signedString: 'x', signature: null },
      })
    await world.kit.flush()
    const [row] = await database.db.query<{ n: bigint }>(
      sql('test.kit_failures', `SELECT count(*) AS n FROM connectors.verification_failures WHERE code = 'other_rail'`),
    )
    expect(row?.n).toBe(20n)
  })
})

describe('what watches over connections', () => {
  it('sees circuits and the days that keys have left', async () => {
    const text = await world.metricsText()
    expect(text).toContain(`feiqian_connector_circuit_open{connector="${CODE}"} 0`)
    expect(text).toMatch(/feiqian_connector_key_days_left\{connector="test_rail"\} 1\d\.\d+/)
    expect(text).toContain('feiqian_connector_key_days_left{connector="other_rail"} +Inf')
  })
})

describe('health', () => {
  it('is added up over the nodes', async () => {
    const other = await world.another()
    world.kit.noteOrder('other_rail', 'paid')
    other.noteOrder('other_rail', 'paid')
    other.noteOrder('other_rail', 'lost')
    await other.flush()
    await world.kit.flush()
    const health = world.kit.health('other_rail')
    expect(health.succeeded).toBeCloseTo(2 / 3)
    expect(health).toMatchObject({ breaker: 'closed' })
    expect(world.kit.rails()).toMatchObject([
      { code: CODE, enabled: true },
      { code: 'other_rail', enabled: true },
    ])
  })
})
