/** What operations people and their machines ask: is it alive, is it ready, how is it doing. */
import { hash, timingSafeEqual } from 'node:crypto'
import { refuse } from '../../kernel/outcome.ts'
import type { Metrics } from '../telemetry.ts'
import { htmlPage } from './html.ts'
import { defineRoute, type Reply, type Route } from './route.ts'

/** One condition of readiness: resolves when it holds, rejects (or answers false) when not. */
export type ReadinessCheck = () => Promise<boolean>

const CHECK_TIMEOUT_MS = 2_000

export type OperationsDeps = {
  /** By name: `database`, `migrations`, … */
  readonly checks: Readonly<Record<string, ReadinessCheck>>
  readonly draining: () => boolean
  readonly metrics: Metrics
  /** When set, GET /metrics needs `Authorization: Bearer` with it. */
  readonly metricsToken: string | null
}

/** GET /livez, /readyz, /metrics and the page at /. */
export function createOperationsRoutes(deps: OperationsDeps): Route[] {
  const page = {
    method: 'GET',
    tag: 'operations',
    access: 'public',
    hidden: true,
    refusals: [],
    response: { status: 200, schema: null },
  } as const
  return [
    defineRoute({
      ...page,
      path: '/livez',
      operationId: 'operations.livez',
      summary: 'The process answers',
      handle: () => ({ kind: 'json', status: 200, body: { status: 'ok' } }),
    }),
    defineRoute({
      ...page,
      path: '/readyz',
      operationId: 'operations.readyz',
      summary: 'The process may be sent requests',
      handle: async (): Promise<Reply> => {
        const names = Object.keys(deps.checks)
        const results = await Promise.all(names.map(name => holds(deps.checks[name])))
        const checks = Object.fromEntries([
          ...names.map((name, at) => [name, results[at] === true ? 'ok' : 'failing']),
          ['draining', deps.draining() ? 'yes' : 'no'],
        ])
        const ready = results.every(result => result) && !deps.draining()
        return { kind: 'json', status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not_ready', checks } }
      },
    }),
    defineRoute({
      ...page,
      path: '/metrics',
      operationId: 'operations.metrics',
      summary: 'Prometheus metrics',
      handle: async (request): Promise<Reply> => {
        if (deps.metricsToken !== null && !equal(request.header('authorization') ?? '', `Bearer ${deps.metricsToken}`))
          return refuse('unauthenticated')
        return { kind: 'raw', status: 200, contentType: deps.metrics.contentType, body: await deps.metrics.text() }
      },
    }),
    defineRoute({
      ...page,
      path: '/',
      operationId: 'operations.index',
      summary: 'Where to look',
      handle: () => htmlPage(200, 'Feiqian 飞钱', INDEX),
    }),
  ]
}

async function holds(check: ReadinessCheck | undefined): Promise<boolean> {
  if (check === undefined) return false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS)
  })
  try {
    return await Promise.race([check(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

const equal = (a: string, b: string): boolean => timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))

const INDEX = `<h1>Feiqian <span lang="zh">飞钱</span></h1>
<ul>
<li><a href="/shop">Shop <span lang="zh">商店</span></a></li>
<li><a href="/wallet">Wallet <span lang="zh">钱包</span></a> · <a href="/consents">My consents <span lang="zh">我的授权</span></a></li>
<li><a href="/docs">API reference <span lang="zh">接口文档</span></a> · <a href="/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/errors">Problem codes <span lang="zh">错误代码</span></a></li>
</ul>`
