/**
 * Logs and metrics. Logs are JSON lines without secrets: names that hold them are redacted, and whatever looks like a key or
 * a card or identity number is scrubbed from every line. Metrics are Prometheus text; the HTTP counters are plain arrays,
 * because they run on every request.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type { Logger } from 'pino'

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'password_hash',
  'passwordHash',
  'secret',
  'token',
  'client_token',
  'clientToken',
  'card_number',
  'cardNumber',
  'id_number',
  'idNumber',
  'phone',
  'code_sent',
  'connectionString',
  'idempotency-key',
]

const REDACTED = SECRET_NAMES.flatMap(name => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/** Removes keys, card numbers (15 to 19 digits) and Chinese identity numbers (17 digits and a digit or X) from a line of text. */
export function scrub(text: string): string {
  return text
    .replaceAll(/\b(fq_[a-z]+|whsec|ct)_[\w+/=-]{6,}/g, '$1_[redacted]')
    .replaceAll(/(postgres(?:ql)?:\/\/[^:@/\s]*:)[^@\s]*@/g, '$1[redacted]@')
    .replaceAll(/(?<![\w.])\d{15,18}[\dXx](?!\w)/g, '[redacted]')
}

/** Errors in logs: PostgreSQL's `detail` and `where` quote rows, so only what locates the fault is kept. */
function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, constraint, table, query } = error as { code?: unknown; constraint?: unknown; table?: unknown; query?: unknown }
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(typeof query === 'string' ? { statement: query } : {}),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
  }
}

/** `destination` is standard output unless given. */
export function createLogger(options: { readonly level: string; readonly destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { err: errorForLog, error: errorForLog },
    hooks: { streamWrite: scrub },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}

/** Records answered requests of one operation. */
export type HttpRecorder = { record(status: number, durationMs: number): void }

/** Records the batches of one use case. */
export type BatchRecorder = { record(size: number, durationMs: number): void }

export type Metrics = {
  /** `feiqian_http_requests_total` and `feiqian_http_request_duration_seconds` of an operation. */
  http(operation: string): HttpRecorder
  /** `feiqian_batch_size` and `feiqian_batch_duration_seconds` of a use case. */
  batch(useCase: string): BatchRecorder
  /** A value that is read when the metrics are asked for: queue depth, pool, lag. A failing read shows as `Nan`. */
  gauge(name: string, help: string, read: () => number | Promise<number>, labels?: Readonly<Record<string, string>>): void
  /** Prometheus text exposition format 0.0.4. */
  text(): Promise<string>
  readonly contentType: string
}

const DURATION_BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] as const

type Operation = { readonly byStatus: Map<number, number>; readonly buckets: number[]; sumMs: number; count: number }

export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.processMetrics !== false) collectDefaultMetrics({ register: registry })
  const operations = new Map<string, Operation>()
  const batchSize = new Histogram({
    name: 'feiqian_batch_size',
    help: 'Commands in one transaction.',
    labelNames: ['use_case'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 300, 500],
    registers: [registry],
  })
  const batchDuration = new Histogram({
    name: 'feiqian_batch_duration_seconds',
    help: 'Time from taking a batch to its commit.',
    labelNames: ['use_case'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const gauges = new Map<
    string,
    { help: string; readings: { labels: Readonly<Record<string, string>>; read: () => number | Promise<number> }[] }
  >()

  return {
    http(operation) {
      const state = operations.get(operation) ?? { byStatus: new Map(), buckets: DURATION_BUCKETS_MS.map(() => 0), sumMs: 0, count: 0 }
      operations.set(operation, state)
      return {
        record(status, durationMs) {
          state.byStatus.set(status, (state.byStatus.get(status) ?? 0) + 1)
          state.sumMs += durationMs
          state.count += 1
          for (let at = 0; at < DURATION_BUCKETS_MS.length; at++) {
            if (durationMs <= (DURATION_BUCKETS_MS[at] as number)) {
              state.buckets[at] = (state.buckets[at] as number) + 1
              break
            }
          }
        },
      }
    },
    batch(useCase) {
      const size = batchSize.labels({ use_case: useCase })
      const duration = batchDuration.labels({ use_case: useCase })
      return {
        record(commands, durationMs) {
          size.observe(commands)
          duration.observe(durationMs / 1000)
        },
      }
    },
    gauge(name, help, read, labels = {}) {
      const known = gauges.get(name)
      if (known !== undefined) {
        known.readings.push({ labels, read })
        return
      }
      const readings = [{ labels, read }]
      gauges.set(name, { help, readings })
      new Gauge({
        name,
        help,
        labelNames: Object.keys(labels),
        registers: [registry],
        async collect() {
          this.reset()
          for (const reading of readings) {
            // When it cannot be read (the database is away) the scrape must still answer; NaN says that the value is not known.
            const value = await Promise.resolve()
              .then(reading.read)
              .catch(() => Number.NaN)
            this.set({ ...reading.labels }, value)
          }
        },
      })
    },
    async text() {
      return httpText(operations) + (await registry.metrics())
    },
    contentType: registry.contentType,
  }
}

function httpText(operations: ReadonlyMap<string, Operation>): string {
  const totals: string[] = ['# HELP feiqian_http_requests_total Answered requests.', '# TYPE feiqian_http_requests_total counter']
  const durations: string[] = [
    '# HELP feiqian_http_request_duration_seconds Time from the request to the end of its answer.',
    '# TYPE feiqian_http_request_duration_seconds histogram',
  ]
  for (const [name, operation] of operations) {
    if (operation.count === 0) continue
    for (const [status, count] of operation.byStatus)
      totals.push(`feiqian_http_requests_total{operation="${name}",status="${status}"} ${count}`)
    let below = 0
    for (const [at, bound] of DURATION_BUCKETS_MS.entries()) {
      below += operation.buckets[at] ?? 0
      durations.push(`feiqian_http_request_duration_seconds_bucket{operation="${name}",le="${bound / 1000}"} ${below}`)
    }
    durations.push(
      `feiqian_http_request_duration_seconds_bucket{operation="${name}",le="+Inf"} ${operation.count}`,
      `feiqian_http_request_duration_seconds_sum{operation="${name}"} ${operation.sumMs / 1000}`,
      `feiqian_http_request_duration_seconds_count{operation="${name}"} ${operation.count}`,
    )
  }
  return `${[...totals, ...durations].join('\n')}\n\n`
}
