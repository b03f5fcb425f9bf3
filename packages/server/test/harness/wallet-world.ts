/**
 * Wallets and consents on a test file's database, served over HTTP. The clearing port only keeps what it is handed; a test
 * says how each bank leg ended, in the two steps in which clearing tells it.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { createAudit } from '../../src/domains/audit/audit.ts'
import { clearingCatalogue } from '../../src/domains/clearing/clearing.ts'
import { consentsCatalogue, createConsents } from '../../src/domains/consents/consents.ts'
import { createIdentity, createSmsInbox, identityCatalogue, OPERATOR_SCOPES, oauthCatalogue } from '../../src/domains/identity/identity.ts'
import { createLedger, type LedgerFace, ledgerCatalogue } from '../../src/domains/ledger/ledger.ts'
import { createMerchants, merchantsCatalogue } from '../../src/domains/merchants/merchants.ts'
import { createPolicies, policiesCatalogue } from '../../src/domains/policies/policies.ts'
import type { BankLeg, ClearingPort, LegResult } from '../../src/domains/wallets/ports.ts'
import type { HolderClass } from '../../src/domains/wallets/types.ts'
import { createWallets, walletsCatalogue } from '../../src/domains/wallets/wallets.ts'
import { formatId, type Id, newId, parseId } from '../../src/kernel/ids.ts'
import { ok, refuse } from '../../src/kernel/outcome.ts'
import { createMovableClock } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import type { Commands } from '../../src/platform/commands.ts'
import { createCommands } from '../../src/platform/create-commands.ts'
import { type Row, sql } from '../../src/platform/db.ts'
import { createProblems } from '../../src/platform/http/problems.ts'
import { createHttpServer, type HttpServer } from '../../src/platform/http/server.ts'
import type { NewEvent } from '../../src/platform/outbox.ts'
import { createOutbox } from '../../src/platform/outbox.ts'
import { createSeal } from '../../src/platform/seal.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import type { TestDatabase } from './database.ts'
import { noteExercised } from './exercised.ts'
import { oauthOptions } from './oauth-options.ts'

export type Answer = { readonly status: number; readonly body: Record<string, unknown> }
export type Person = {
  readonly id: Id<'hld'>
  readonly publicId: string
  readonly token: string
  readonly name: string
  readonly idNumber: string
}

const EVENTS = sql(
  'test.events',
  `SELECT e.type, n.topics, e.object::text AS object
   FROM (SELECT unnest(event_ids) AS id, unnest(topics) AS topics FROM platform.outbox) n JOIN platform.events e USING (id) ORDER BY id`,
)

/** Builds the clearing port on the world's own parts. */
export type ClearingOf = (
  parts: { readonly clock: ReturnType<typeof createMovableClock>; readonly ledger: LedgerFace } & Pick<TestDatabase, 'db'> & {
      readonly commands: Commands
    },
) => ClearingPort

/** A port that keeps what it is handed and refuses card numbers that end in 0000 and codes other than 123456. */
const keeping = (legs: BankLeg[], unbound: string[]): ClearingPort => ({
  submit(tx, submitted) {
    tx.afterCommit(() => legs.push(...submitted))
  },
  bindCard: async (_house, _requestId, card) =>
    card.cardNumber.endsWith('0000')
      ? refuse('bank_card_refused', undefined, { reason: 'test' })
      : ok({ bindingId: newId<'req'>(), bank: '中国工商银行', bankCode: 'ICBC', last4: card.cardNumber.slice(-4) }),
  verifyBinding: async (_house, bindingId, code) =>
    code === '123456'
      ? ok({ agreementNumber: `agreement-${bindingId}`, accountToken: `token-${bindingId}` })
      : refuse('bank_card_code_wrong'),
  unbind: async (_house, agreementNumber) => {
    unbound.push(agreementNumber)
    return ok(null)
  },
})

function wire(database: TestDatabase, clearingOf?: ClearingOf) {
  const { db } = database
  const clock = createMovableClock()
  const audit = createAudit({ db, clock })
  const problems = createProblems([
    identityCatalogue,
    oauthCatalogue,
    ledgerCatalogue,
    merchantsCatalogue,
    policiesCatalogue,
    consentsCatalogue,
    walletsCatalogue,
    clearingCatalogue,
  ])
  const defects: unknown[] = []
  const onError = (error: unknown): void => {
    defects.push(error)
  }
  const commands = createCommands({
    db,
    clock,
    audit: audit.append,
    problems: problems.render,
    batchMax: 300,
    queueMax: 1000,
    onDefect: (_name, _requestId, error) => onError(error),
  })
  const policies = createPolicies({ db, clock, commands })
  const ledger = createLedger({ clock, timeZone: 'Asia/Shanghai' })
  const seal = createSeal(randomBytes(32))
  const merchants = createMerchants({ db, clock, commands, ledger, seal })
  const identity = createIdentity({
    db,
    clock,
    commands,
    audit,
    policies,
    mode: 'test',
    merchantExists: async id => (await merchants.get(id)) !== null,
    presentHolder: id => wallets.presentHolder(id),
    seal,
    key: randomBytes(32),
    timeZone: 'Asia/Shanghai',
    sms: createSmsInbox({ db, clock }),
    bootstrapSecret: null,
    oauth: oauthOptions(),
    onError,
  })
  const outbox = createOutbox({ clock, wake: () => {} })
  const legs: BankLeg[] = []
  const unbound: string[] = []
  const clearing = clearingOf === undefined ? keeping(legs, unbound) : clearingOf({ db, clock, ledger, commands })
  const consents = createConsents({
    db,
    clock,
    timeZone: 'Asia/Shanghai',
    commands,
    outbox,
    policies,
    merchants,
    async unbind(card) {
      if (card.agreementNumber !== null) await clearing.unbind(card.house, card.agreementNumber)
    },
    onError,
  })
  const heard = new Map<string, Set<() => void>>()
  const wallets = createWallets({
    db,
    clock,
    timeZone: 'Asia/Shanghai',
    commands,
    outbox,
    ledger,
    policies,
    consents,
    identity,
    clearing,
    house: 'sim',
    subscribe(topic, listener) {
      const listeners = heard.get(topic) ?? new Set()
      heard.set(topic, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    describeReferences: async () => new Map(),
    seal,
    fingerprintKey: randomBytes(32),
    onUnbindFailed: (_card, code) => onError(new Error(code)),
  })
  return {
    db,
    clock,
    problems,
    defects,
    audit,
    commands,
    policies,
    ledger,
    merchants,
    identity,
    outbox,
    consents,
    wallets,
    legs,
    unbound,
    heard,
  }
}

type Core = ReturnType<typeof wire>

export type WalletWorld = Core & {
  readonly operatorKey: string
  readonly merchantId: Id<'mer'>
  call(method: string, path: string, options?: { readonly key?: string; readonly body?: unknown; readonly once?: string }): Promise<Answer>
  /** Opens a wallet over HTTP, signs in, and gives it money from nowhere but the reserve. */
  person(holderClass?: HolderClass, fen?: bigint): Promise<Person>
  /** Binds a card of the person; its public id. */
  card(person: Person): Promise<string>
  /** Tells the owner of a bank leg how it ended, as clearing does. */
  end(leg: BankLeg, result: LegResult): Promise<void>
  /** The posted balance of the person, fen. */
  balance(person: Person): Promise<bigint>
  events(): Promise<Pick<NewEvent, 'type' | 'topics' | 'object'>[]>
}

const url = (server: HttpServer): Promise<string> => server.listen({ host: '127.0.0.1', port: 0 })

function serverOf(core: Core): HttpServer {
  return createHttpServer({
    routes: [core.identity, core.consents, core.wallets, core.audit].flatMap(domain => domain.routes),
    problems: core.problems,
    authenticate: core.identity.authenticate,
    config: {
      publicUrl: null,
      proxyHops: 0,
      rateLimits: { credential: null, address: null, strict: null },
      streamsMax: 10,
      drainTimeoutMs: 1000,
      drainDelayMs: 0,
    },
    logger: createLogger({ level: 'error', destination: { write: (line: string) => core.defects.push(line) } }),
    metrics: createMetrics({ processMetrics: false }),
    validateResponses: true,
    observe: noteExercised,
  })
}

/** Call at the top of a test file, after `useDatabase`; usable while tests run. A defect that was logged fails the file. */
export function useWalletWorld(database: TestDatabase, clearingOf?: ClearingOf): WalletWorld {
  const world = {} as { -readonly [K in keyof WalletWorld]: WalletWorld[K] }
  let stop: (() => Promise<void>) | null = null

  beforeAll(async () => {
    const core = wire(database, clearingOf)
    await core.ledger.ensureInstitution(core.db, ['sim'])
    await core.policies.load()
    await core.identity.start()
    const server = serverOf(core)
    const base = await url(server)
    const seeded = await core.db.transaction(async tx => {
      const operatorId = core.identity.createOperator(tx, { en: 'Operator', zh: '运营' })
      const owner = { kind: 'operator', operatorId } as const
      const key = core.identity.createApiKey(tx, { owner, name: 'operator', scopes: OPERATOR_SCOPES, expiresAt: null })
      const merchantId = newId<'mer'>()
      const bankAccount = { holderName: '茶馆有限公司', bankCode: 'ICBC', number: '6222021234567890' }
      const name = { en: 'Tea House', zh: '茶馆' }
      await core.merchants.create(tx, [
        { id: merchantId, name, settlementCycle: 'T1', bankAccount, advanceLimit: 0n, refundAdvanceLimit: 0n },
      ])
      return { operatorKey: key.secret, merchantId }
    })
    Object.assign(world, core, seeded, actions(world, base))
    stop = async () => {
      await server.close()
      await core.identity.stop()
      await core.policies.stop()
      if (core.defects.length > 0) throw new Error(`defects were logged: ${core.defects.map(String).join('\n')}`)
    }
  }, 60_000)

  afterAll(async () => {
    await stop?.()
  })
  return world
}

let people = 0

function actions(world: WalletWorld, base: string): Pick<WalletWorld, 'call' | 'person' | 'card' | 'end' | 'balance' | 'events'> {
  return {
    async call(method, path, { key, body, once } = {}) {
      const response = await fetch(base + path, {
        method,
        headers: {
          ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(once === undefined ? {} : { 'Idempotency-Key': once }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
    },

    async person(holderClass = 'III', fen = 0n) {
      const number = ++people
      const phone = `138${String(number).padStart(8, '0')}`
      const idNumber = `1101011990${String(number).padStart(8, '0')}`
      const name = `客户${number}`
      const created = await world.call('POST', '/v1/holders', {
        key: world.operatorKey,
        body: { name: { en: `Customer ${number}`, zh: name }, phone, id_number: idNumber, class: holderClass, password: 'correct horse' },
      })
      const publicId = String(created.body.id)
      const id = parseId('hld', publicId)
      if (id === null) throw new Error(`the wallet was not opened: ${JSON.stringify(created.body)}`)
      const token = await world.db.transaction(async tx => world.identity.createSession(tx, id).token)
      if (fen > 0n) {
        await world.db.transaction(async tx => {
          const account = parseId('acc', String(created.body.account))
          if (account === null) throw new Error('the wallet has no account')
          const ledger = await world.ledger.open(tx, { accounts: [account], undo: createUndo() })
          const debit = world.ledger.institutionAccount('reserve_cash')
          const base = { id: newId<'trf'>(), reference: 'test', reason: { kind: 'test' } }
          ledger.try([{ ...base, kind: 'posted', debit, credit: account, amount: fen }])
          ledger.flush()
        })
      }
      return { id, publicId, token, name, idNumber }
    },

    async card(person) {
      const { name, idNumber: id_number, token: key } = person
      const body = { name, id_number, card_number: '6222021234561234', phone: '13900000000' }
      const started = await world.call('POST', '/v1/wallet/cards', { key, body })
      const bound = await world.call('POST', `/v1/wallet/cards/${started.body.id}/verify`, { key, body: { code: '123456' } })
      if (bound.body.state !== 'bound') throw new Error(`the card was not bound: ${JSON.stringify(bound.body)}`)
      return String(bound.body.id)
    },

    async end(leg, result) {
      await world.db.transaction(async tx => {
        const work = await world.wallets.sinks[leg.purpose].open(tx, [leg])
        work.apply(leg, result)
        await work.flush()
      })
    },

    async balance(person) {
      const view = await world.wallets.view(person.id, { kinds: 1, certificate: false })
      if (view === null) throw new Error(`there is no ${formatId('hld', person.id)}`)
      const balance = await world.ledger.readBalance(world.db, view.holder.account)
      if (!balance.ok) throw new Error('the wallet has no account')
      return balance.value.posted
    },

    async events() {
      const rows = await world.db.query<Row & { type: string; topics: string; object: string }>(EVENTS)
      return rows.map(row => ({ ...row, topics: row.topics.split(' ') }))
    },
  }
}
