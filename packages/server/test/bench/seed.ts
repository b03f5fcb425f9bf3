/** What the benchmarks need in the database before anything is measured. */
import pg from 'pg'
import { compose } from '../../src/app/compose.ts'
import type { AccountId } from '../../src/domains/ledger/types.ts'
import type { Clause } from '../../src/domains/partners/partners.ts'
import { formatId, type Id, newId, parseId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'

export type PaymentsSeed = { readonly secret: string; readonly mandates: readonly string[] }

const HOUSE = 'sim'
const CHUNK = 500

export const compact = (connectionString: string) =>
  compose({
    config: loadConfig({ PORT: '0' }, []),
    connectionString,
    clock: systemClock,
    logger: createLogger({ level: 'error', destination: process.stderr }),
    metrics: createMetrics({ processMetrics: false }),
    masterKey: Buffer.alloc(32, 7),
    clearing: { url: 'http://127.0.0.1:9', secret: 'no bank leg in this benchmark' },
    pagesFolder: 'packages/web/dist',
  })

type Composed = ReturnType<typeof compose>

/** Gives accounts money, as top-ups that were settled would. */
async function credit(app: Composed, accounts: readonly AccountId[], amount: bigint): Promise<void> {
  for (let at = 0; at < accounts.length; at += CHUNK) {
    const chunk = accounts.slice(at, at + CHUNK)
    await app.db.transaction(async tx => {
      const undo = createUndo()
      const work = await app.ledger.open(tx, { accounts: chunk, undo })
      const debit = app.ledger.institutionAccount('clearing_receivable', HOUSE)
      for (const account of chunk) {
        const tried = work.try([
          { kind: 'posted', id: newId<'trf'>(), debit, credit: account, amount, reference: 'bench', reason: { kind: 'seed' } },
        ])
        if (!tried.ok) throw new Error(`seeding was refused: ${tried.error.code}`)
        undo.accept()
      }
      work.flush()
    })
  }
}

/** Wallet accounts for the ledger's own benchmark. */
export async function seedLedger(connectionString: string, count: number): Promise<void> {
  const app = compact(connectionString)
  await app.ledger.ensureInstitution(app.db, [HOUSE])
  const ids = Array.from({ length: count }, () => newId<'acc'>())
  for (let at = 0; at < count; at += CHUNK) {
    await app.db.transaction(tx =>
      app.ledger.createAccounts(
        tx,
        ids.slice(at, at + CHUNK).map((id, index) => ({ id, code: 'wallet_balance', currency: 'CNY', owner: `bench-${at + index}` })),
      ),
    )
  }
  await credit(app, ids, 1_000_000_000n)
  await app.db.close()
  await analyze(connectionString)
}

const CLAUSES: readonly Clause[] = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basisPoints: 38n, fixed: 0n, min: 1n, max: null },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

type Operator = (path: string, body: unknown) => Promise<Record<string, unknown>>

async function operatorOf(app: Composed, url: string): Promise<Operator> {
  const operatorKey = await app.db.transaction(async tx => {
    const operatorId = app.identity.createOperator(tx, { en: 'Bench', zh: '压测' })
    return app.identity.createApiKey(tx, {
      owner: { kind: 'operator', operatorId },
      name: 'bench',
      scopes: ['merchants:write', 'keys:write', 'agreements:write'],
      expiresAt: null,
    }).secret
  })
  return async (path, body) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`seeding failed: ${JSON.stringify(answer)}`)
    return answer
  }
}

/** A merchant with an agreement that prices every method, and a key. */
async function seedMerchant(call: Operator): Promise<{ readonly id: string; readonly secret: string }> {
  const merchant = await call('/v1/merchants', {
    name: { en: 'Bench', zh: '压测' },
    settlement_cycle: 'T1',
    bank_account: { holder_name: 'Bench', bank_code: 'ICBC', number: '6222021234567890' },
  })
  const agreement = await call('/v1/agreements', {
    merchant: merchant.id,
    title: 'Bench',
    clauses: CLAUSES.map(clause =>
      clause.kind === 'payment_fee'
        ? { number: clause.number, kind: clause.kind, method: clause.method, basis_points: 38, min: 1 }
        : clause,
    ),
  })
  await call(`/v1/agreements/${String(agreement.id)}/versions/1/activate`, {})
  const key = await call(`/v1/merchants/${String(merchant.id)}/api_keys`, { name: 'bench', scopes: ['payments:write'] })
  return { id: String(merchant.id), secret: String(key.secret) }
}

/** One merchant, and holders with money who have given it mandates. */
export async function seedPayments(connectionString: string, holders: number): Promise<PaymentsSeed> {
  const app = compact(connectionString)
  const merchant = await seedMerchant(await operatorOf(app, await app.start()))
  const mandates = await seedHolders(app, connectionString, merchant.id, holders)
  await app.stop()
  await analyze(connectionString)
  return { secret: merchant.secret, mandates }
}

/** One merchant with a number at each channel of the sandbox; returns its key. */
export async function seedChannels(connectionString: string): Promise<string> {
  const app = compact(connectionString)
  const merchant = await seedMerchant(await operatorOf(app, await app.start()))
  const merchantId = parseId('mer', merchant.id)
  if (merchantId === null) throw new Error('a merchant has an id')
  const numbers = { wechat_pay: '1900000011', alipay: '2088600000000011' }
  await app.db.transaction(async tx => {
    tx.lock('merchants')
    const channels = Object.entries(numbers).map(
      ([channel, subMerchant]) => ({ merchantId, channel, subMerchant, subAppId: null, status: 'active', flows: [] }) as const,
    )
    app.merchants.putChannels(tx, channels)
  })
  await app.stop()
  await analyze(connectionString)
  return merchant.secret
}

/** One holder of a wallet, without money. */
export async function seedHolder(app: Composed): Promise<Id<'hld'>> {
  const hash = await app.identity.hashPassword('bench password')
  if (!hash.ok) throw new Error('no password hash')
  const name = { en: 'Bench', zh: '压测' }
  const holder = { name, phone: '13900000000', idNumber: '110101199001010000', class: 'III' as const, passwordHash: hash.value }
  const [made] = await app.db.transaction(tx => app.wallets.createHolders(tx, [holder]))
  if (made === undefined || !made.ok) throw new Error('no holder was made')
  return made.value.id
}

/** Passwords cost what they should, so the holders share one hash. */
async function seedHolders(app: Composed, connectionString: string, merchant: string, count: number): Promise<string[]> {
  const hash = await app.identity.hashPassword('bench password')
  if (!hash.ok) throw new Error('no password hash')
  const ids: Id<'hld'>[] = []
  for (let at = 0; at < count; at += 100) {
    const made = await app.db.transaction(tx =>
      app.wallets.createHolders(
        tx,
        Array.from({ length: Math.min(100, count - at) }, (_, index) => ({
          name: { en: 'Bench', zh: '压测' },
          phone: `1390${String(at + index).padStart(7, '0')}`,
          idNumber: `11010119900101${String(at + index).padStart(4, '0')}`,
          class: 'III' as const,
          passwordHash: hash.value,
        })),
      ),
    )
    for (const outcome of made) if (outcome.ok) ids.push(outcome.value.id)
  }
  const client = new pg.Client({ connectionString })
  await client.connect()
  const accounts = await client.query<{ id: AccountId }>(
    `SELECT id FROM ledger.accounts WHERE code = 'wallet_balance' AND owner = ANY ($1)`,
    [ids.map(String)],
  )
  await credit(
    app,
    accounts.rows.map(row => row.id),
    1_000_000_000n,
  )
  // Straight into the table: the payer's consent is not what is measured here.
  const mandates = ids.map(() => newId<'mdt'>())
  await client.query(
    `INSERT INTO consents.consents (id, kind, method, state, holder_id, grantee_kind, grantee_id, limit_per_payment, created_at, authorised_at, confirmed_at)
     SELECT m, 'wallet_auto_debit', 'wallet_balance', 'authorised', h, 'merchant', $3, 1000000, now(), now(), now()
     FROM unnest($1::uuid[], $2::uuid[]) AS t (m, h)`,
    [mandates, ids, (await client.query<{ id: string }>('SELECT id FROM merchants.merchants LIMIT 1')).rows[0]?.id ?? merchant],
  )
  await client.end()
  return mandates.map(mandate => formatId('mdt', mandate))
}

async function analyze(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('VACUUM ANALYZE')
  await client.query('CHECKPOINT')
  await client.end()
}
