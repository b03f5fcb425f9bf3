/** Where WeChat Pay's bills come from: asks for the bill of a day, downloads it as a stream and checks the digest that was signed for it. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { addDays, type BusinessDate, type Clock } from '../../../kernel/time.ts'
import type { BillFetchCode, BillSource, FetchedBill } from '../../reconciliation/ports.ts'
import { emptyBill, wechatFundFlow, wechatTrade } from './bills.ts'
import { WECHAT_PAY } from './capabilities.ts'
import type { Wechat } from './exchange.ts'

const zOffer = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url().max(2_048),
})

/** Thrown where the bytes end: what was downloaded is not what the platform signed for. */
export class BillDigestError extends Error {
  override name = 'BillDigestError'
}

async function* checked(bytes: AsyncIterable<Uint8Array>, sha1: string): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha1')
  for await (const chunk of bytes) {
    digest.update(chunk)
    yield chunk
  }
  if (digest.digest('hex') !== sha1.toLowerCase()) throw new BillDigestError('the digest of the bill is not the one that was signed for it')
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** The bill of a day is there by this time of the next, China's time, unless the connection says another (`bill_ready_at`). */
const READY_AT = '10:00'

const PATHS: Readonly<Record<string, string>> = {
  [wechatTrade.code]: '/v3/bill/tradebill?bill_type=ALL&bill_date=',
  [wechatFundFlow.code]: '/v3/bill/fundflowbill?account_type=BASIC&bill_date=',
}

export function createBillSource({ wechat, clock }: { readonly wechat: Wechat; readonly clock: Clock }): BillSource {
  /** From when on a missing bill means a day without trades; the simulator says it of days that are over only, whatever our clock. */
  function readyAt(date: BusinessDate): number {
    const set = wechat.connection()?.settings.bill_ready_at
    if (set === 'stated') return Number.NEGATIVE_INFINITY
    const time = typeof set === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(set) ? set : READY_AT
    return Date.parse(`${addDays(date, 1)}T${time}:00+08:00`)
  }

  async function download(offer: z.output<typeof zOffer>, name: string, format: string): Promise<Outcome<FetchedBill, BillFetchCode>> {
    const base = wechat.connection()?.baseUrl
    const url = new URL(offer.download_url)
    // The address is the platform's word, signed; the credentials go to the platform's own host alone.
    if (base === undefined || url.origin !== new URL(base).origin) return refuse('bill_invalid')
    const path = `${url.pathname}${url.search}`
    const said = await wechat.client.download(path, {
      idempotent: true,
      reference: null,
      headers: () => wechat.headers('GET', path, '', null),
    })
    if (!said.spoke) return refuse('bill_unavailable')
    if (said.status !== 200) return refuse(said.status >= 500 || said.status === 429 ? 'bill_unavailable' : 'bill_invalid')
    return ok({ format, name, bytes: checked(said.bytes, offer.hash_value) })
  }

  return {
    code: WECHAT_PAY,
    formats: [wechatTrade, wechatFundFlow],
    async fetch(format, date) {
      const path = PATHS[format]
      if (path === undefined) return refuse('bill_invalid')
      const name = `${format}_${date}.csv`
      const reply = await wechat.call('GET', `${path}${date}`, undefined, { reference: null, idempotent: true })
      if (reply.kind === 'silent') return refuse('bill_unavailable')
      if (reply.kind === 'refused') {
        if (reply.code === 'STATEMENT_CREATING') return refuse('bill_not_ready')
        // Also the answer for a day without trades; before the bills are made it says nothing.
        if (reply.code === 'NO_STATEMENT_EXIST')
          return clock.now().getTime() < readyAt(date) ? refuse('bill_not_ready') : ok({ format, name, bytes: once(emptyBill(format)) })
        return refuse(reply.status >= 500 || reply.status === 429 ? 'bill_unavailable' : 'bill_invalid')
      }
      const offer = zOffer.safeParse(reply.body)
      return offer.success ? download(offer.data, name, format) : refuse('bill_invalid')
    },
  }
}
