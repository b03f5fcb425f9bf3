/**
 * The benchmark of open banking: tokens, pages of transactions with every check, the same pages with none, and how long news take to
 * reach a third party. Absolute figures belong to the machine and the moment.
 */

import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatId } from '../../src/kernel/ids.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { callerOf } from '../harness/callers.ts'
import { makeDataFolder } from '../harness/data-folder.ts'
import { newKeyPair, publicJwk } from '../harness/fapi.ts'
import { bankCustomer, createObClient } from '../harness/openbanking.ts'
import { BARE } from './bare-transactions.ts'
import { database, file, json, type RunningServer, silent, startServer } from './core.ts'
import type { LoadResult } from './http-load.ts'
import { median, quantile, round } from './quantiles.ts'
import { compact, seedHolder } from './seed.ts'
import type { Area } from './targets.ts'
import type { ThirdPartyPlan } from './third-party-load.ts'

export type OpenBankingFigures = {
  tokensPerSecond: number
  transactionPagesPerSecond: number
  barePagesPerSecond: number
  securedOverBare: number
  eventP50Ms: number
  eventP99Ms: number
}

const CONNECTIONS = 64
const PAGE = 100

export const openBankingArea: Area<OpenBankingFigures> = {
  targets: [
    { figure: 'tokensPerSecond', text: '>= 500', met: f => f.tokensPerSecond >= 500 },
    { figure: 'transactionPagesPerSecond', text: '>= 1200', met: f => f.transactionPagesPerSecond >= 1200 },
    { figure: 'securedOverBare', text: '>= 0.4', met: f => f.securedOverBare >= 0.4 },
    { figure: 'eventP99Ms', text: '<= 1000', met: f => f.eventP99Ms <= 1000 },
  ],
  async run({ smoke, say }) {
    const folder = await makeDataFolder('bench')
    const postgres = await startEmbeddedPostgres({ dataDir: folder, logger: silent })
    try {
      const url = await database(postgres.connectionString, 'bench_openbanking')
      const receiver = await createReceiver()
      const seed = await seedThirdParty(url, receiver.url)
      say(`seeded: ${seed.accounts.length} accounts, pages of ${PAGE} transactions`)
      const server = await startServer(url)
      try {
        return await measure(server, seed, receiver, smoke, say)
      } finally {
        await server.stop()
        await receiver.close()
      }
    } finally {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Seed = Pick<ThirdPartyPlan, 'clientId' | 'accessToken' | 'clientKey' | 'proofKey'> & { readonly accounts: readonly string[] }

/** A third party with a token for somebody's accounts, that wants to hear of news; through the server's own API. */
async function seedThirdParty(connectionString: string, callback: string): Promise<Seed> {
  const app = compact(connectionString)
  const url = await app.start()
  const person = { uuid: await seedHolder(app) }
  const world = { url, app, nobody: callerOf(url, null) }
  const accounts = await bankCustomer(world, { holder: formatId('hld', person.uuid) })
  // Messages are signed by PS256; for tokens a second key is quicker, as a busy client would choose.
  const messages = newKeyPair('PS256')
  const quick = newKeyPair('ES256')
  const client = await createObClient(world, { key: messages, jwks: { keys: [publicJwk(messages), publicJwk(quick)] } })
  const linked = await client.link(person, {
    accounts,
    permissions: ['ReadAccountsDetail', 'ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
  })
  const first = await linked.call('GET', `/open-banking/v4.0/aisp/accounts/${accounts[0]}/transactions`)
  const shown = (first.body.Data as { Transaction: unknown[] }).Transaction.length
  if (shown !== PAGE) throw new Error(`a page holds ${shown} transactions`)
  const subscription = { Data: { CallbackUrl: callback, Version: '4.0', EventTypes: ['urn:cn:feiqian:openbanking:events:account-posted'] } }
  const subscribed = await (await client.own('events'))('POST', '/open-banking/v4.0/event-subscriptions', {
    body: subscription,
    signed: true,
    unjudged: true,
  })
  if (subscribed.status !== 201) throw new Error(subscribed.text)
  const { tpp } = client
  await app.stop()
  return {
    accounts,
    clientId: client.clientId,
    accessToken: linked.token,
    clientKey: { ...quick.privateKey.export({ format: 'jwk' }), kid: quick.kid },
    proofKey: tpp.dpopKey.privateKey.export({ format: 'jwk' }),
  }
}

type Receiver = Awaited<ReturnType<typeof createReceiver>>

/** Takes signed events as a third party would and tells who waits for news of an account. */
async function createReceiver() {
  const waiting = new Map<string, () => void>()
  const server = createServer((request, response) => {
    let token = ''
    request.setEncoding('utf8').on('data', chunk => {
      token += String(chunk)
    })
    request.on('end', () => {
      response.writeHead(202).end()
      const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
      for (const account of payload.match(/bac_[0-9a-z]{26}/g) ?? []) {
        waiting.get(account)?.()
        waiting.delete(account)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    heard: (account: string) => new Promise<void>(resolve => waiting.set(account, resolve)),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function measure(
  server: RunningServer,
  seed: Seed,
  receiver: Receiver,
  smoke: boolean,
  say: (line: string) => void,
): Promise<OpenBankingFigures> {
  const seconds = smoke ? 1 : 10
  const page = `/aisp/accounts/${seed.accounts[0]}/transactions`
  const { accounts: _, ...party } = seed
  const load = async (what: ThirdPartyPlan['what'], path: string, time = seconds): Promise<number> => {
    const plan: ThirdPartyPlan = {
      ...party,
      host: server.url.hostname,
      port: Number(server.url.port),
      what,
      path,
      seconds: time,
      connections: CONNECTIONS,
    }
    const { statuses, latencies, elapsedMs } = await json<LoadResult>(file('./third-party-load.ts'), [], JSON.stringify(plan))
    const refused = Object.keys(statuses).filter(status => status !== '200')
    if (refused.length > 0) throw new Error(`${path} was answered with ${JSON.stringify(statuses)}`)
    return latencies.length / (elapsedMs / 1000)
  }
  const runs = { token: [] as number[], page: [] as number[], bare: [] as number[] }
  for (const what of ['token', 'page', 'bare'] as const) await load(what, pathOf(what, page), seconds / 3)
  for (let round = 0; round < (smoke ? 1 : 3); round++) {
    for (const what of ['token', 'page', 'bare'] as const) runs[what].push(await load(what, pathOf(what, page)))
    say(
      `round ${round + 1}: ${Object.entries(runs)
        .map(([what, rates]) => `${what} ${Math.round(rates.at(-1) ?? 0)}/s`)
        .join(', ')}`,
    )
  }
  const news = (await Promise.all(seed.accounts.map(account => hearNews(server, receiver, account, smoke ? 2 : 60)))).flat()
  return {
    tokensPerSecond: round(median(runs.token), 0),
    transactionPagesPerSecond: round(median(runs.page), 0),
    barePagesPerSecond: round(median(runs.bare), 0),
    securedOverBare: round(median(runs.page.map((rate, at) => rate / (runs.bare[at] ?? rate)))),
    eventP50Ms: round(quantile(news, 0.5), 0),
    eventP99Ms: round(quantile(news, 0.99), 0),
  }
}

const pathOf = (what: ThirdPartyPlan['what'], page: string): string =>
  what === 'token' ? '/oauth/token' : what === 'page' ? `/open-banking/v4.0${page}` : `${BARE}${page}`

/** From ordering a posting to hearing of it, one after the other; in milliseconds. */
async function hearNews(server: RunningServer, receiver: Receiver, account: string, count: number): Promise<number[]> {
  const bank = callerOf(server.url.origin, null)
  const times: number[] = []
  for (let at = 0; at < count; at++) {
    const startedAt = performance.now()
    const heard = receiver.heard(account)
    const body = { amount: 100, direction: 'credit', information: `bench ${at}` }
    const posted = await bank('POST', `/v1/sandbox/bank/accounts/${account}/transactions`, { body })
    if (posted.status !== 201) throw new Error(JSON.stringify(posted.body))
    await heard
    times.push(performance.now() - startedAt)
  }
  return times
}
