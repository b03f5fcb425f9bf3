/** What is published about the bank-grade API: its limits, and how available and how fast each endpoint was, for anybody to read. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import { addDays, parseBusinessDate } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import { html, page } from '../../../platform/http/html.ts'
import type { RateLimit } from '../../../platform/http/rate-limit.ts'
import { defineRoute, type Language, type Route } from '../../../platform/http/route.ts'
import { zDate, zDateJson } from '../../../platform/http/schemas.ts'
import { availabilityOf, percentileOf } from './rules.ts'
import * as store from './store.ts'

type Deps = {
  readonly db: Db
  readonly clock: Clock
  readonly limits: { readonly caller: RateLimit | null; readonly address: RateLimit | null }
  /** Method and path of every operation that is counted. */
  readonly operations: ReadonlyMap<string, { readonly method: string; readonly path: string }>
}

const DAYS_MAX = 92
const DAYS_DEFAULT = 7
const MINUTES_A_DAY = 1440

const zCount = (what: string) => z.int().min(0).meta({ description: what })
const zMs = (what: string) =>
  z
    .number()
    .min(0)
    .nullable()
    .meta({ description: `${what}, in milliseconds; null when there is none.` })
const zShare = (what: string) => z.number().min(0).max(1).meta({ description: what })

const zLimitJson = z
  .object({ per_second: z.number().meta({ description: 'Requests a second.' }), burst: z.int().meta({ description: 'Requests at once.' }) })
  .nullable()

const zStatistics = z
  .object({
    object: z.literal('open_banking_statistics'),
    from: zDateJson,
    to: zDateJson,
    limits: z.object({ third_party: zLimitJson, address: zLimitJson }),
    days: z.array(
      z.object({
        date: zDateJson,
        uptime: z.object({
          minutes_up: zCount('Minutes of the day in which requests could be answered.'),
          minutes: zCount('Minutes of the day so far, from the first one on that was observed.'),
          share: zShare('Share of these minutes.'),
        }),
        endpoints: z.array(
          z.object({
            operation: z.string(),
            method: z.string(),
            path: z.string(),
            requests: zCount('All answered requests.'),
            succeeded: zCount('Answered with 2xx.'),
            refused: zCount('Answered with 4xx: the request was at fault.'),
            failed: zCount('Answered with 5xx: this server was.'),
            availability: zShare('Share of the requests that this server did not fail.'),
            error_rate: zShare('Share of the requests that this server failed.'),
            response_time_ms: z.object({
              mean: zMs('Mean'),
              p50: zMs('Half of the requests took at most this'),
              p95: zMs('95 % of the requests took at most this'),
              p99: zMs('99 % of the requests took at most this'),
            }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'OpenBankingStatistics' })

const today = (clock: Clock): string => clock.now().toISOString().slice(0, 10)

export function statisticsRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/open-banking/statistics',
      operationId: 'getOpenBankingStatistics',
      tag: 'Open banking',
      summary: 'Read limits, availability and response times',
      description: 'Per endpoint and day (UTC), over all nodes; some seconds behind.',
      access: 'public',
      query: z.strictObject({
        from: zDate.optional().meta({ description: 'First day; a week back unless sent.' }),
        to: zDate.optional().meta({ description: 'Last day; today unless sent.' }),
      }),
      response: { status: 200, schema: zStatistics },
      refusals: [],
      async handle(request) {
        const to = request.query.to ?? parseBusinessDate(today(deps.clock))
        if (to === null) return refuse('parameter_invalid', 'to', { reason: 'a date is needed' })
        const from = request.query.from ?? addDays(to, 1 - DAYS_DEFAULT)
        if (from > to || addDays(from, DAYS_MAX) <= to)
          return refuse('parameter_invalid', 'from', { reason: `1 to ${DAYS_MAX} days up to ${to} can be read` })
        return ok(await readStatistics(deps, from, to))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/open-banking',
      operationId: 'pages.open_banking_statistics',
      tag: 'pages',
      summary: 'The page of limits, availability and response times',
      access: 'public',
      hidden: true,
      response: { status: 200, schema: null },
      refusals: [],
      async handle(request) {
        const to = parseBusinessDate(today(deps.clock))
        if (to === null) return refuse('internal')
        return statisticsPage(await readStatistics(deps, addDays(to, 1 - DAYS_DEFAULT), to), request.language)
      },
    }),
  ]
}

type Statistics = z.output<typeof zStatistics>

async function readStatistics(deps: Deps, from: string, to: string): Promise<Statistics> {
  const [counted, uptime] = await Promise.all([store.readDays(deps.db, from, to), store.readUptime(deps.db, from, to)])
  const now = deps.clock.now()
  const limit = (each: RateLimit | null) => (each === null ? null : { per_second: each.perSecond, burst: each.burst })
  const dates = [...new Set([...uptime.keys(), ...counted.map(each => each.day)])].sort().reverse()
  return {
    object: 'open_banking_statistics',
    from,
    to,
    limits: { third_party: limit(deps.limits.caller), address: limit(deps.limits.address) },
    days: dates.map(date => {
      const observed = uptime.get(date) ?? { minutes: 0, firstMinute: 0 }
      const past = date === now.toISOString().slice(0, 10) ? now.getUTCHours() * 60 + now.getUTCMinutes() + 1 : MINUTES_A_DAY
      const minutes = Math.max(observed.minutes, past - observed.firstMinute)
      return {
        date,
        uptime: { minutes_up: observed.minutes, minutes, share: Math.floor((observed.minutes / minutes) * 10_000) / 10_000 },
        endpoints: counted.flatMap(each => {
          const about = deps.operations.get(each.endpoint)
          return each.day === date && about !== undefined ? [endpointJson(each, about)] : []
        }),
      }
    }),
  }
}

function endpointJson(day: store.CountedDay, about: { readonly method: string; readonly path: string }) {
  const requests = day.succeeded + day.refused + day.failed
  const availability = availabilityOf(day)
  return {
    operation: day.endpoint,
    ...about,
    requests,
    succeeded: day.succeeded,
    refused: day.refused,
    failed: day.failed,
    availability,
    error_rate: Math.round((1 - availability) * 10_000) / 10_000,
    response_time_ms: {
      mean: requests === 0 ? null : Math.round((day.durationMsSum / requests) * 10) / 10,
      p50: percentileOf(day.buckets, 0.5),
      p95: percentileOf(day.buckets, 0.95),
      p99: percentileOf(day.buckets, 0.99),
    },
  }
}

const WORDS = {
  en: {
    title: 'Open banking: limits, availability and response times',
    lead: 'Per endpoint and day (UTC), over all nodes of this server, some seconds behind.',
    limits: 'Limits',
    perThirdParty: 'Requests of one third party',
    perAddress: 'Requests without a valid token, per address',
    none: 'no limit',
    rate: (each: { per_second: number; burst: number }) => `${each.per_second} a second, ${each.burst} at once`,
    uptime: 'Minutes up',
    endpoint: 'Endpoint',
    requests: 'Requests',
    failed: 'Failed',
    availability: 'Availability',
    mean: 'Mean, ms',
    p95: '95 %, ms',
    p99: '99 %, ms',
    nothing: 'Nothing has been asked yet.',
    json: 'The same as JSON',
  },
  zh: {
    title: '开放银行：限额、可用性与响应时间',
    lead: '按接口与日期（UTC）统计，涵盖全部节点，延迟数秒。',
    limits: '限额',
    perThirdParty: '单个第三方的请求',
    perAddress: '无有效令牌的请求（按地址）',
    none: '不限',
    rate: (each: { per_second: number; burst: number }) => `每秒 ${each.per_second} 次，瞬时 ${each.burst} 次`,
    uptime: '可用分钟数',
    endpoint: '接口',
    requests: '请求数',
    failed: '失败',
    availability: '可用率',
    mean: '平均（毫秒）',
    p95: '95%（毫秒）',
    p99: '99%（毫秒）',
    nothing: '暂无请求。',
    json: '查看 JSON',
  },
} as const

function statisticsPage(statistics: Statistics, language: Language) {
  const words = WORDS[language]
  const limit = (each: { per_second: number; burst: number } | null) => (each === null ? words.none : words.rate(each))
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  return page({
    title: words.title,
    language,
    languageSwitch: '/open-banking',
    width: 'document',
    body: html`<h1>${words.title}</h1>
<p>${words.lead} <a href="/open-banking/statistics">${words.json}</a></p>
<h2 id="limits">${words.limits}</h2>
<dl class="facts"><dt>${words.perThirdParty}</dt><dd>${limit(statistics.limits.third_party)}</dd>
<dt>${words.perAddress}</dt><dd>${limit(statistics.limits.address)}</dd></dl>
${statistics.days.length === 0 ? html`<p>${words.nothing}</p>` : null}
${statistics.days.map(
  day => html`<h2 id="day-${day.date}">${day.date}</h2>
<p>${words.uptime}: ${day.uptime.minutes_up} / ${day.uptime.minutes} (${percent(day.uptime.share)})</p>
${
  day.endpoints.length === 0
    ? html`<p>${words.nothing}</p>`
    : html`<table><thead><tr><th scope="col">${words.endpoint}</th><th scope="col">${words.requests}</th><th scope="col">${words.failed}</th>
<th scope="col">${words.availability}</th><th scope="col">${words.mean}</th><th scope="col">${words.p95}</th><th scope="col">${words.p99}</th></tr></thead>
<tbody>${day.endpoints.map(
        each => html`<tr><th scope="row"><code>${each.method} ${each.path}</code></th><td>${each.requests}</td><td>${each.failed}</td>
<td>${percent(each.availability)}</td><td>${each.response_time_ms.mean ?? '–'}</td><td>${each.response_time_ms.p95 ?? '–'}</td>
<td>${each.response_time_ms.p99 ?? '–'}</td></tr>`,
      )}</tbody></table>`
}`,
)}`,
  })
}
