/** The one model takes over mandates as they were: the same people, merchants, cards and limits under the same ids, and their history. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { newId } from '../../kernel/ids.ts'
import { MIGRATIONS_FOLDER, migrate } from '../../platform/migrate.ts'

const database = useDatabase()
const logger = { info() {}, warn() {}, error() {} }
let folder = ''
let client: pg.Client | null = null

afterAll(async () => {
  await client?.end()
  await rm(folder, { recursive: true, force: true })
})

async function databaseBefore(): Promise<{ readonly connectionString: string; readonly client: pg.Client }> {
  const admin = new pg.Client({ connectionString: database.connectionString })
  await admin.connect()
  const name = `${new URL(database.connectionString).pathname.slice(1)}_before`
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const url = new URL(database.connectionString)
  url.pathname = `/${name}`
  folder = await mkdtemp(join(tmpdir(), 'feiqian-before-'))
  for (const file of await readdir(MIGRATIONS_FOLDER)) if (file < '0100') await cp(join(MIGRATIONS_FOLDER, file), join(folder, file))
  await migrate({ connectionString: url.href, logger, folder })
  client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return { connectionString: url.href, client }
}

it('keeps every mandate with its holder, merchant, card, limit, end and history', async () => {
  const { connectionString, client: before } = await databaseBefore()
  const [card, waiting, bare, onCard, revoked] = [newId<'mdt'>(), newId<'mdt'>(), newId<'mdt'>(), newId<'mdt'>(), newId<'mdt'>()]
  const [holder, merchant] = [newId<'hld'>(), newId<'mer'>()]
  const at = '2026-01-02T03:04:05Z'
  const bank = `'sim', 'bind', $3::text, 'tok', 'ICBC', '中国工商银行', '0018'`
  const insertCard = `INSERT INTO consents.mandates (id, kind, method, state, holder_id, house, binding_reference, agreement_number, account_token,
    bank_code, bank, last4, created_at) VALUES ($1, 'card_agreement', 'bank_card', $4, $2, ${bank}, $5)`
  await before.query(insertCard, [card, holder, 'agr', 'active', at])
  await before.query(insertCard, [waiting, holder, null, 'pending', at])
  const insertMandate = `INSERT INTO consents.mandates (id, kind, method, state, holder_id, merchant_id, card_id, limit_per_payment, valid_to, created_at,
    revoked_at) VALUES ($1, 'wallet_auto_debit', $4, $5, $2, $3, $6, 500, $7, $8, $9)`
  await before.query(insertMandate, [bare, holder, merchant, 'wallet_balance', 'active', null, '2030-01-01T00:00:00Z', at, null])
  await before.query(insertMandate, [onCard, holder, merchant, 'bank_card', 'active', card, null, at, null])
  await before.query(insertMandate, [revoked, holder, merchant, 'wallet_balance', 'revoked', null, null, at, '2026-02-01T00:00:00Z'])
  const recordChange = `INSERT INTO consents.mandate_history (mandate_id, change, actor, request_id, changed_at) VALUES ($1, $2, 'hld:1', 'req', $3)`
  for (const change of ['proposed', 'activated', 'revoked']) await before.query(recordChange, [revoked, change, at])

  expect(await migrate({ connectionString, logger })).toBeGreaterThan(0)

  const { rows } = await before.query('SELECT * FROM consents.consents ORDER BY id')
  const of = (id: string) => rows.find(row => row.id === id)
  expect(rows.length).toBe(5)
  expect(of(card)).toMatchObject({
    kind: 'card_agreement',
    state: 'authorised',
    grantee_kind: 'institution',
    grantee_id: null,
    agreement_number: 'agr',
    counted: false,
  })
  expect(of(card).confirmed_at).toEqual(new Date(at))
  expect(of(waiting)).toMatchObject({ state: 'awaiting_authorisation', authorised_at: null, authorise_by: null })
  expect(of(bare)).toMatchObject({
    state: 'authorised',
    holder_id: holder,
    grantee_kind: 'merchant',
    grantee_id: merchant,
    limit_per_payment: '500',
    valid_to: new Date('2030-01-01T00:00:00Z'),
    limits: null,
    currency: 'CNY',
  })
  expect(of(onCard)).toMatchObject({ method: 'bank_card', card_id: card })
  expect(of(revoked)).toMatchObject({ state: 'cancelled', ended_at: new Date('2026-02-01T00:00:00Z'), ended_by: 'person' })
  const history = await before.query('SELECT consent_id, change FROM consents.history ORDER BY id')
  expect(history.rows).toEqual(['proposed', 'authorised', 'cancelled'].map(change => ({ consent_id: revoked, change })))
})
