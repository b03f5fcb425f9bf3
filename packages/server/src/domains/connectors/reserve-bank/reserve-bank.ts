/**
 * The connector to the bank that holds the reserve account and the own-funds account: balances, transfers between them and to filed destinations,
 * statements. HMAC-SHA256 both ways, as the guide says. A transfer carries its own id, so that the bank makes it once.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { type BusinessDate, type Clock, parseBusinessDate } from '../../../kernel/time.ts'
import type { HouseAnswer, ReserveBank } from '../../clearing/ports.ts'
import type { BillFetchCode, BillSource } from '../../reconciliation/ports.ts'
import { inMemory } from '../kit/lines.ts'
import type { Connector, Finding, Kit, Method, Silent, Spoken } from '../kit/types.ts'
import { camt053 } from './camt053.ts'
import { capabilities, KEY_ROLE, KEYS, RESERVE_BANK, SETTINGS } from './capabilities.ts'
import { reserveText } from './text-statement.ts'

const HEADER = {
  customer: 'reserve-customer',
  timestamp: 'reserve-timestamp',
  nonce: 'reserve-nonce',
  signature: 'reserve-signature',
  digest: 'reserve-digest',
} as const

const WINDOW_SECONDS = 300
const STATEMENT_MAX_BYTES = 64 * 1024 * 1024

/** Whose statements are fetched: the reserve account is what reconciliation proves. */
const ACCOUNT = 'reserve'

const zBalances = z.object({ accounts: z.array(z.object({ account: z.string(), balance: z.int() })) })
const zDestinations = z.object({ destinations: z.array(z.object({ account: z.string(), name: z.string(), kind: z.string() })) })
const zTransfer = z.object({
  transfer_id: z.string(),
  status: z.string().max(64),
  failure_code: z.string().max(64).nullable(),
  amount: z.int(),
  booking_date: z.string(),
})

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const mac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')

function isMac(secret: string, text: string, given: string): boolean {
  const [left, right] = [Buffer.from(mac(secret, text)), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function read<T>(schema: z.ZodType<T>, { body }: Spoken): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body.toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const NOT_SET_UP: Silent = { spoke: false, sent: false, reason: 'not connected' }

export type ReserveBankConnector = ReserveBank & Connector & { readonly bills: BillSource; close(): Promise<void> }

export type ReserveBankDeps = {
  readonly kit: Pick<Kit, 'connection' | 'createClient' | 'explain'>
  /** Must tell the real time: signatures are good for 300 s. */
  readonly clock: Clock
}

export function createReserveBank({ kit, clock }: ReserveBankDeps): ReserveBankConnector {
  const client = kit.createClient({ code: RESERVE_BANK, sensitive: ['number', 'account', 'name'] })

  function access(): { readonly customer: string; readonly secrets: readonly string[] } | null {
    const connection = kit.connection(RESERVE_BANK)
    const customer = connection?.settings.customer
    const secrets = connection?.credentials(KEY_ROLE).map(({ material }) => material) ?? []
    return typeof customer === 'string' && secrets.length > 0 ? { customer, secrets } : null
  }

  async function signedBy(
    customer: string,
    secret: string,
    method: Method,
    path: string,
    body: unknown,
    reference: string | null,
    isFile: boolean,
  ) {
    let nonce = ''
    const now = (): number => Math.floor(clock.now().getTime() / 1000)
    return client.exchange(method, path, body, {
      idempotent: true,
      reference,
      ...(isFile ? { bodyMaxBytes: STATEMENT_MAX_BYTES, withoutBodies: true } : {}),
      headers(text) {
        nonce = randomBytes(16).toString('hex')
        const timestamp = String(now())
        return {
          [HEADER.customer]: customer,
          [HEADER.timestamp]: timestamp,
          [HEADER.nonce]: nonce,
          [HEADER.signature]: mac(secret, `${[method, path, timestamp, nonce, sha256(text)].join('\n')}\n`),
        }
      },
      verify(answer) {
        const timestamp = answer.header(HEADER.timestamp) ?? ''
        const signature = answer.header(HEADER.signature)
        const covered = `${['response', String(answer.status), timestamp, nonce, sha256(answer.body)].join('\n')}\n`
        const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(now() - Number(timestamp)) <= WINDOW_SECONDS
        if (isFresh && isMac(secret, covered, signature ?? '')) return null
        if (answer.status !== 401)
          kit.explain({
            kind: 'signature',
            code: RESERVE_BANK,
            role: KEY_ROLE,
            on: 'answer',
            reference,
            algorithm: 'hmac_sha256',
            keyId: null,
            signedString: covered,
            signature,
            ...(signature === null ? { reason: 'header_missing' } : isFresh ? {} : { reason: 'timestamp_outside_window' }),
          })
        return `answer ${answer.status} is not signed by the bank`
      },
    })
  }

  /** Of several keys the newest is tried first, and the next when the bank does not know it. */
  async function exchange(
    method: Method,
    path: string,
    body?: unknown,
    reference: string | null = null,
    isFile = false,
  ): Promise<Spoken | Silent> {
    const who = access()
    let said: Spoken | Silent = NOT_SET_UP
    for (const secret of who?.secrets ?? []) {
      said = await signedBy(who?.customer ?? '', secret, method, path, body, reference, isFile)
      if (said.spoke || said.answer?.status !== 401) break
    }
    return said
  }

  function transferAnswer(said: Spoken, id: string): HouseAnswer {
    if (said.status === 400) return { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
    const done = said.status === 200 ? read(zTransfer, said) : null
    if (done === null || done.transfer_id !== id) return { result: 'unknown', reason: `answer ${said.status}`, retry: 'safe' }
    const settlementDate = parseBusinessDate(done.booking_date)
    if (done.status === 'failed') return { result: 'failed', code: done.failure_code ?? 'declined', retry: 'pointless' }
    if (done.status !== 'succeeded' || settlementDate === null)
      return { result: 'unknown', reason: 'a status that we do not know', unrecognised: done.status, retry: 'safe' }
    return { result: 'succeeded', houseReference: id, settlementDate, amount: BigInt(done.amount), retry: 'pointless' }
  }

  class StatementDigestError extends Error {
    override name = 'StatementDigestError'
  }
  async function* checked(bytes: Buffer, isRight: boolean): AsyncGenerator<Uint8Array> {
    yield* inMemory(bytes)
    if (!isRight) throw new StatementDigestError('the digest of the statement is not the one that the bank gave')
  }

  async function selfTest(): Promise<readonly Finding[]> {
    if (access() === null) return [{ role: null, level: 'error', code: 'not_set_up', values: { missing: KEY_ROLE } }]
    const said = await exchange('GET', '/balances')
    return said.spoke
      ? [{ role: null, level: 'ok', code: 'understood', values: { answer: said.status } }]
      : [{ role: null, level: 'error', code: 'not_understood', values: { reason: said.reason } }]
  }

  return {
    code: RESERVE_BANK,
    capabilities,
    keys: KEYS,
    settings: SETTINGS,
    selfTest,
    connected: () => access() !== null,
    async balances() {
      const said = await exchange('GET', '/balances')
      const accounts = said.spoke && said.status === 200 ? read(zBalances, said)?.accounts : undefined
      const of = (name: string): number | undefined => accounts?.find(({ account }) => account === name)?.balance
      const [reserve, own] = [of('reserve'), of('own')]
      return reserve === undefined || own === undefined
        ? refuse('clearing_unavailable')
        : ok({ reserve: BigInt(reserve), own: BigInt(own), currency: 'CNY' })
    },
    async transfer({ id, from, to, amount, currency, purpose }) {
      const destination = typeof to === 'string' ? to : to.account
      const body = { transfer_id: id, from, to: destination, amount: Number(amount), currency, purpose }
      const said = await exchange('POST', '/transfers', body, id)
      if (said.spoke) return transferAnswer(said, id)
      return said.sent
        ? { result: 'unknown', reason: said.reason, retry: 'safe' }
        : { result: 'not_sent', reason: said.reason, retry: 'safe' }
    },
    async destinations() {
      const said = await exchange('GET', '/destinations')
      const body = said.spoke && said.status === 200 ? read(zDestinations, said) : null
      return body === null ? refuse('clearing_unavailable') : ok(body.destinations)
    },
    bills: {
      code: 'reserve',
      formats: [reserveText, camt053],
      async fetch(format, date: BusinessDate) {
        const wanted = format === reserveText.code ? 'text' : format === camt053.code ? 'camt053' : null
        if (wanted === null) return refuse<BillFetchCode>('bill_invalid')
        const said = await exchange('GET', `/statements/${ACCOUNT}/${date}?format=${wanted}`, undefined, null, true)
        if (!said.spoke) return refuse('bill_unavailable')
        if (said.status === 404) return refuse('bill_not_ready')
        if (said.status !== 200) return refuse('bill_invalid')
        const isRight = said.header(HEADER.digest) === `sha-256=${sha256(said.body)}`
        const name = `${ACCOUNT}_${date}.${wanted === 'text' ? 'csv' : 'xml'}`
        return ok({ format, name, bytes: checked(said.body, isRight) })
      },
    },
    close: () => client.close(),
  }
}
