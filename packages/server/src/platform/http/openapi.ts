/**
 * The OpenAPI 3.1 document, made from the declared routes: nothing is described by hand a second time. Every operation lists
 * the stable codes it can be refused with, in `x-refusals` and as examples.
 */
import { z } from 'zod'
import { invariant } from '../../kernel/outcome.ts'
import type { DialectDocument } from './dialect.ts'
import { fill, type Problems, titleOf, wordsOf } from './problems.ts'
import { API_VERSION } from './respond.ts'
import type { Route } from './route.ts'

type Json = { [key: string]: unknown }

export type OpenApiDocument = Json & {
  readonly paths: Record<string, Record<string, Json>>
  readonly components: { readonly schemas: Record<string, Json> } & Json
}

export type OpenApiOptions = {
  readonly routes: readonly Route[]
  readonly problems: Problems
  /** What each tag is about. */
  readonly tags?: Readonly<Record<string, string>>
  /** What is published under a prefix of their own is described in their words. */
  readonly dialects?: readonly DialectDocument[]
}

/** Builds the document; hidden routes are left out. Throws a defect when two schemas share a name, or two routes an operationId. */
export function createOpenApi(options: OpenApiOptions): OpenApiDocument {
  const schemas: Record<string, Json> = { Problem: PROBLEM }
  const toJson = (schema: z.ZodType): Json => describe(schema, schemas)
  const paths: Record<string, Record<string, Json>> = {}
  const dialects = options.dialects ?? []
  for (const { error } of dialects) schemas[error.name] = { ...error.schema }
  const operationIds = new Set<string>()
  const tags = new Set<string>()
  for (const route of options.routes) {
    if (route.hidden === true) continue
    invariant(!operationIds.has(route.operationId), `two routes are called ${route.operationId}`)
    operationIds.add(route.operationId)
    tags.add(route.tag)
    const path = route.path.replaceAll(/:(\w+)(?:\([^)]*\))?/g, '{$1}')
    const operations = paths[path] ?? {}
    paths[path] = operations
    const dialect = dialects.find(each => route.path.startsWith(each.prefix)) ?? null
    operations[route.method.toLowerCase()] = operationOf(route, options.problems, toJson, schemas, dialect)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Feiqian',
      version: API_VERSION,
      summary: 'Payments, wallets, ledger and clearing of a payment institution.',
      description:
        'Amounts are integers in minor units. Lists are cursor pages. Errors are RFC 9457 problem details with a stable `code`, each explained at `/errors`. Requests that move money need an `Idempotency-Key`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...tags].map(name => {
      const description = options.tags?.[name]
      return description === undefined ? { name } : { name, description }
    }),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: Object.assign({}, PARAMETERS, ...dialects.map(each => each.parameters)) as Json,
      headers: HEADERS,
      securitySchemes: {
        merchantKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A merchant’s secret key, `fq_test_…` or `fq_live_…`, with the scopes that each operation names.',
        },
        operatorKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An operator’s secret key with the scopes that each operation names. A session of the console works too, with the permissions of the operator’s roles.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'feiqian_session',
          description: 'A wallet holder’s session in a browser; writes must be JSON from the same origin.',
        },
        operatorSession: {
          type: 'apiKey',
          in: 'cookie',
          name: 'feiqian_operator',
          description: 'An operator’s session of the console in a browser; writes must be JSON from the same origin.',
        },
        operatorSessionToken: { type: 'http', scheme: 'bearer', description: 'The same session as a token, `fq_operator_…`.' },
        sessionToken: { type: 'http', scheme: 'bearer', description: 'The same session as a token, `fq_session_…`.' },
        ...(Object.assign({}, ...dialects.map(each => each.securitySchemes)) as Json),
      },
    },
  }
}

/** The codes that an operation can be refused with: those every operation of its kind has, and its own. */
export function refusalsOf(route: Route, schemas: readonly unknown[] = []): string[] {
  const codes = new Set<string>()
  const add = (...more: string[]): void => {
    for (const code of more) codes.add(code)
  }
  if (route.access !== 'public') add('unauthenticated', 'forbidden')
  add('parameter_unknown', 'parameter_invalid')
  if (route.query !== undefined || route.body !== undefined) add('parameter_missing')
  if (route.method !== 'GET') add('body_too_large')
  if (route.method !== 'GET' && route.callback !== true) add('invalid_json', 'unsupported_media_type')
  if (route.command !== undefined) add('idempotency_key_invalid', 'idempotency_in_flight', 'idempotency_mismatch', 'overloaded')
  if (route.command === 'money') add('idempotency_key_missing')
  if (route.response.contentType === 'text/event-stream') add('overloaded')
  for (const schema of schemas) collectRefusals(schema, codes)
  add(...route.refusals, 'rate_limited', 'internal', 'not_ready')
  return [...codes]
}

function operationOf(
  route: Route,
  problems: Problems,
  toJson: (schema: z.ZodType) => Json,
  components: Record<string, Json>,
  dialect: DialectDocument | null,
): Json {
  const inputs = [route.params, route.query, route.body].flatMap(schema => (schema === undefined ? [] : [toJson(schema)]))
  const codes = [...new Set([...refusalsOf(route, inputs), ...(dialect?.refusalsOf(route) ?? [])])]
  const headers = (dialect?.parametersOf(route) ?? headersOf(route)).map(name => ({ $ref: `#/components/parameters/${name}` }))
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.access === 'public' ? { security: [] } : { security: securityOf(route.access) }),
    parameters: [...parametersOf('path', route, toJson), ...parametersOf('query', route, toJson), ...headers],
    ...(route.callback === true ? { requestBody: { required: true, content: { '*/*': { schema: {} } } } } : {}),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: isRequired(toJson(route.body), components),
            content: { 'application/json': { schema: named(toJson(route.body), `${pascal(route.operationId)}Request`, components) } },
          },
        }),
    responses: responsesOf(route, codes, problems, toJson, components, dialect),
    'x-refusals': codes,
  }
}

const headersOf = (route: Route): string[] => [
  ...(route.command === 'money' ? ['IdempotencyKeyRequired'] : route.command === 'plain' ? ['IdempotencyKey'] : []),
  'FeiqianVersion',
  'AcceptLanguage',
]

function securityOf(access: Exclude<Route['access'], 'public'>): Json[] {
  return [
    ...(access.merchant === undefined ? [] : [{ merchantKey: [access.merchant] }]),
    ...(access.operator === undefined
      ? []
      : access.operator === 'self'
        ? [{ operatorSession: [] }, { operatorSessionToken: [] }]
        : [{ operatorKey: [access.operator] }]),
    ...(access.holder === undefined ? [] : [{ session: [] }, { sessionToken: [] }]),
    ...(access.thirdParty === undefined ? [] : [{ thirdParty: [access.thirdParty] }]),
  ]
}

function parametersOf(place: 'path' | 'query', route: Route, toJson: (schema: z.ZodType) => Json): Json[] {
  const schema = place === 'path' ? route.params : route.query
  const json = schema === undefined ? {} : toJson(schema)
  const properties = (json.properties ?? {}) as Record<string, Json>
  const required = (json.required ?? []) as readonly string[]
  const inPath = place === 'path' ? [...route.path.matchAll(/:(\w+)/g)].map(match => match[1] ?? '') : Object.keys(properties)
  return inPath.map(name => {
    const { description, ...rest } = properties[name] ?? { type: 'string' }
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

const REFERENCE = '#/components/schemas/'

function isRequired(body: Json, components: Readonly<Record<string, Json>>): boolean {
  const schema = typeof body.$ref === 'string' ? components[body.$ref.slice(REFERENCE.length)] : body
  return Array.isArray(schema?.required) && schema.required.length > 0
}

/** `orders.pay` is `OrdersPay`. */
const pascal = (operationId: string): string => operationId.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Gives a body without a name one: that of its items for a page of a list, else `name`. Generated clients then have a type to speak of. */
function named(schema: Json, name: string, components: Record<string, Json>): Json {
  if (schema.type !== 'object' && schema.anyOf === undefined && schema.oneOf === undefined) return schema
  const { data } = (schema.properties ?? {}) as { data?: { items?: { $ref?: unknown } } }
  const item = data?.items?.$ref
  const chosen = typeof item === 'string' ? `${item.slice(REFERENCE.length)}List` : name
  const known = components[chosen]
  invariant(known === undefined || JSON.stringify(known) === JSON.stringify(schema), `two different schemas are called ${chosen}`)
  components[chosen] = schema
  return { $ref: REFERENCE + chosen }
}

function responsesOf(
  route: Route,
  codes: readonly string[],
  problems: Problems,
  toJson: (schema: z.ZodType) => Json,
  components: Record<string, Json>,
  dialect: DialectDocument | null,
): Json {
  const { status, schema, contentType } = route.response
  const wordOf = (code: string): { status: number; body: Json } => {
    const example = exampleOf(code, problems)
    const worded = dialect?.word({ status: Number(example.status), code, param: null, detail: String(example.detail) }, EXAMPLE_ABOUT)
    return worded === undefined ? { status: Number(example.status), body: example } : { ...worded, body: JSON.parse(worded.body) as Json }
  }
  const responses: Json = {
    [status]: {
      description: status === 201 ? 'Created.' : status === 204 ? 'Done; nothing to say.' : 'Success.',
      headers: {
        'X-Request-Id': { $ref: '#/components/headers/RequestId' },
        ...(route.command === undefined || dialect !== null
          ? {}
          : { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } }),
      },
      ...(schema !== null
        ? {
            content: {
              [contentType ?? 'application/json']: { schema: named(toJson(schema), `${pascal(route.operationId)}Response`, components) },
            },
          }
        : contentType === undefined
          ? {}
          : { content: { [contentType]: { schema: { type: 'string' } } } }),
    },
  }
  for (const other of route.also ?? []) {
    responses[other.status] = {
      description: other.description,
      headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
      content: { 'application/json': { schema: named(toJson(other.schema), `${pascal(route.operationId)}${other.status}`, components) } },
    }
  }
  const byStatus = new Map<number, string[]>()
  for (const code of codes) {
    invariant(problems.catalogue.has(code), `${route.operationId} declares the refusal ${code}, which is in no catalogue`)
    const refused = wordOf(code).status
    byStatus.set(refused, [...(byStatus.get(refused) ?? []), code])
  }
  for (const [refused, group] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[refused] = {
      description: group.map(code => `\`${code}\``).join(', '),
      headers: {
        'X-Request-Id': { $ref: '#/components/headers/RequestId' },
        ...(refused === 429 || refused === 503 || refused === 409 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
      },
      content: {
        [dialect === null ? 'application/problem+json' : 'application/json']: {
          schema: { $ref: `${REFERENCE}${dialect?.error.name ?? 'Problem'}` },
          examples: Object.fromEntries(group.map(code => [code, { value: wordOf(code).body }])),
        },
      },
    }
  }
  return responses
}

const EXAMPLE_ABOUT = { requestId: 'req_01jd9w2m6te3rbq4c8v5xkz7fh', baseUrl: '' }

function exampleOf(code: string, problems: Problems): Json {
  const spec = problems.catalogue.get(code)
  invariant(spec !== undefined, `${code} is in no catalogue`)
  const words = wordsOf(spec, 'en')
  const detail = fill(words.sentence, undefined)
  return {
    type: `/errors/${code}`,
    title: titleOf(words.sentence),
    status: spec.status,
    code,
    detail,
    fix: fill(words.fix, undefined),
    request_id: EXAMPLE_ABOUT.requestId,
  }
}

/** JSON Schema of what travels: the input side of request schemas, and of response schemas, which parse what is answered. Named schemas become components. */
function describe(schema: z.ZodType, components: Record<string, Json>): Json {
  // Wrapped, so that a schema with a name of its own becomes a reference too.
  const whole = z.toJSONSchema(z.object({ it: schema }), {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The format says it; the pattern that implements it is noise.
      if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date' || jsonSchema.format === 'uri' || jsonSchema.format === 'email')
        delete jsonSchema.pattern
    },
  }) as Json
  for (const [name, definition] of Object.entries((whole.$defs ?? {}) as Record<string, Json>)) {
    const { id: _, ...rest } = definition
    const rewritten = withComponentRefs(rest) as Json
    const component = componentName(name)
    const known = components[component]
    invariant(known === undefined || JSON.stringify(known) === JSON.stringify(rewritten), `two different schemas are called ${component}`)
    components[component] = rewritten
  }
  return withComponentRefs((whole.properties as Json).it) as Json
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace(/^#\/\$defs\/(.*)$/, (_, name: string) => REFERENCE + componentName(name))
        : withComponentRefs(inner),
    ]),
  )
}

/** What zod numbers because it contains itself is any JSON. */
const componentName = (name: string): string => name.replace(/^__schema0$/, 'AnyJson')

function collectRefusals(value: unknown, codes: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'x-refusals' && Array.isArray(inner)) for (const code of inner) codes.add(String(code))
    else collectRefusals(inner, codes)
  }
}

const PROBLEM: Json = {
  type: 'object',
  description:
    'Problem details (RFC 9457). `code` is stable; `title`, `detail` and `fix` are for people, in the language of Accept-Language.',
  required: ['type', 'title', 'status', 'code', 'detail', 'fix', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page that explains the code.' },
    title: { type: 'string' },
    status: { type: 'integer', description: 'The HTTP status again.' },
    code: { type: 'string' },
    detail: { type: 'string' },
    fix: { type: 'string', description: 'What to do next.' },
    param: { type: 'string', description: 'The parameter that is wrong, e.g. `payment_method.mandate`.' },
    decline_code: { type: 'string', description: 'Why an instrument was declined.' },
    request_id: { type: 'string' },
  },
}

const KEY_SCHEMA: Json = { type: 'string', minLength: 1, maxLength: 255 }
const PARAMETERS: Json = {
  IdempotencyKeyRequired: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Unique for each new request, the same when it is retried; kept for at least 24 hours.',
    schema: KEY_SCHEMA,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Makes a retry harmless when sent.',
    schema: KEY_SCHEMA,
  },
  FeiqianVersion: {
    name: 'Feiqian-Version',
    in: 'header',
    required: false,
    description: 'The version of the API that the caller was written for.',
    schema: { type: 'string', enum: [API_VERSION] },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'The language of problem details: en or zh.',
    schema: { type: 'string', examples: ['zh-CN'] },
  },
}
const HEADERS: Json = {
  RequestId: { description: 'Names this request in logs, audit and support.', schema: { type: 'string' } },
  IdempotentReplayed: {
    description: '`true` when the answer was stored by an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
  RetryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer', minimum: 1 } },
}
