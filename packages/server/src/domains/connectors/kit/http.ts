/** Routes of the connectors: connections, keys, the doctor, what was said, and the key that wraps the keys. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { AuditSink, CommandContext, CommandHandler, CommandReply } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zFlag, zId, zInstant, zInstantJson, zList, zLocalTextJson, zPublicId, zText } from '../../../platform/http/schemas.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { ActivateCredential, Configure, Registered, RetireCredential, StageCredential } from './change-connections.ts'
import type { Connections } from './connections.ts'
import type { Doctor, Examination } from './doctor.ts'
import { contextOf } from './exchange-log.ts'
import type { CredentialRow } from './store.ts'
import { type ExchangeRow, type ExchangeSummary, findExchange, listExchanges } from './store-exchanges.ts'
import type { NewCredential, RailHealth } from './types.ts'
import { sentenceOf } from './words.ts'

const zCode = zText(32)
  .regex(/^[a-z][a-z0-9_]*$/)
  .meta({ examples: ['wechat_pay'] })
const zWhole = z.int().meta({ description: 'What it counts, the label of the setting says.' })
const zSettingValue = z.union([zText(2_000), zWhole, z.boolean(), z.array(zText(500)).max(100)])
const zCodeParams = z.strictObject({ code: zCode })
const zAmountOrNone = z.int().min(0).meta({ description: 'Minor units of the currency.' })
const zValues = z.record(z.string(), z.union([z.string(), z.number().meta({ description: 'What it counts, its name says.' })]))

const zCostJson = z.object({ bps: z.int().meta({ description: 'Ten-thousandths of the amount.' }), fixed: zAmountOrNone })
const zMethodJson = z.object({
  method: z.string(),
  flows: z.array(z.string()),
  currency: z.string(),
  min: zAmountOrNone,
  max: zAmountOrNone,
  manual_capture: z.boolean(),
  partial_refund: z.boolean(),
  refund_window_days: z.int().meta({ description: 'Days after the payment within which it can be refunded.' }),
  async: z.boolean(),
  order_expiry_seconds: z.int().meta({ description: 'Seconds that an unpaid order stays open at most.' }),
  cost: zCostJson,
  needs_sub_merchant: z.boolean(),
  banks: z.array(z.string()).nullable(),
})
const zCredentialJson = z
  .object({
    id: zPublicId('crd'),
    object: z.literal('credential'),
    connector: z.string(),
    role: z.string(),
    key_id: z.string().nullable().meta({ description: 'Serial of a certificate, id of a public key.' }),
    version: z.int().meta({ description: 'Counts up within the role.' }),
    state: z.enum(['staged', 'active', 'retired']),
    format: z.string().meta({ description: 'How it was handed in: PKCS1, PKCS8, SEC1, SPKI, X509 or TEXT.' }),
    bits: z.int().nullable().meta({ description: 'Length of the key in bits.' }),
    fingerprint: z.string().meta({ description: 'SHA-256; of secrets keyed, so that it tells nothing of them.' }),
    subject: z.string().nullable(),
    not_before: zInstantJson.nullable(),
    not_after: zInstantJson.nullable(),
    active_from: zInstantJson.nullable(),
    retired_at: zInstantJson.nullable(),
    created_at: zInstantJson,
  })
  .meta({ id: 'Credential', description: 'A key for an outside system. What it consists of is never shown.' })
const zHealthJson = z.object({
  answered: z.number().nullable().meta({ description: 'Share of calls that were answered in the last five minutes.' }),
  succeeded: z
    .number()
    .nullable()
    .meta({ description: 'Share of orders that were paid, of those that failed otherwise than by the payer.' }),
  samples: z.int().meta({ description: 'Calls in the last five minutes.' }),
  breaker: z.enum(['closed', 'open', 'half_open']).meta({ description: 'Of the node that answers.' }),
  p50_ms: z.number().nullable().meta({ description: 'Median of the latest calls of the node that answers, in milliseconds.' }),
})
const zConnectorJson = z
  .object({
    object: z.literal('connector'),
    code: z.string(),
    name: zLocalTextJson,
    kind: z.enum(['wallet', 'clearing_house', 'bank', 'reserve_bank']),
    docs: z.string(),
    methods: z.array(zMethodJson),
    payouts: z.object({ min: zAmountOrNone, max: zAmountOrNone, cost: zCostJson }).nullable(),
    cut_off: z.string().nullable(),
    connected: z.boolean(),
    enabled: z.boolean().meta({ description: 'Whether new orders go there.' }),
    base_url: z.string().nullable(),
    settings: z.record(z.string(), z.union([z.string(), zWhole, z.boolean(), z.array(z.string()).readonly()])),
    setting_specs: z.array(
      z.object({
        name: z.string(),
        label: zLocalTextJson,
        required: z.boolean(),
        kind: z.string(),
        choices: z.array(z.string()).nullable(),
      }),
    ),
    keys: z.array(
      z.object({
        role: z.string(),
        name: zLocalTextJson,
        holder: z.enum(['us', 'them']),
        kind: z.string(),
        required: z.boolean(),
        pairs_with: z.string().nullable(),
        bytes: z.int().nullable().meta({ description: 'Length of a symmetric key in bytes.' }),
      }),
    ),
    credentials: z.array(zCredentialJson).meta({ description: 'Those that are staged or active.' }),
    health: zHealthJson,
  })
  .meta({ id: 'Connector' })
const zExchangeSummary = {
  id: zPublicId('exc'),
  object: z.literal('exchange'),
  connector: z.string(),
  direction: z.enum(['out', 'in']),
  method: z.string(),
  path: z.string(),
  reference: z.string().nullable(),
  outcome: z.string().meta({ description: 'answered, unknown (sent, no answer that counts), unsent; of callbacks taken or refused.' }),
  status: z.int().nullable().meta({ description: 'HTTP status.' }),
  reason: z.string().nullable(),
  duration_ms: z.int().meta({ description: 'Milliseconds from the request to the end of the answer.' }),
  request_bytes: z.int().meta({ description: 'Bytes of the request’s body.' }),
  answer_bytes: z.int().meta({ description: 'Bytes of the answer’s body.' }),
  created_at: zInstantJson,
}
const zExchangeJson = z.object(zExchangeSummary).meta({ id: 'Exchange' })
const zExchangeDetail = z
  .object({
    ...zExchangeSummary,
    request: z.string().nullable().meta({ description: 'Headers and body without secrets and personal data.' }),
    answer: z.string().nullable(),
    raw: z.json().meta({ description: 'The whole, when `raw=true` was asked for with the permission connectors:raw; otherwise null.' }),
  })
  .meta({ id: 'ExchangeDetail' })
const zLevel = z.enum(['ok', 'warning', 'error'])
const zDiagnosisJson = z
  .object({
    object: z.literal('connector_diagnosis'),
    connector: z.string(),
    level: zLevel,
    findings: z.array(
      z.object({
        role: z.string().nullable(),
        level: zLevel,
        code: z.string(),
        message: z.string(),
        values: zValues,
      }),
    ),
    failures: z
      .array(
        z.object({
          created_at: zInstantJson,
          role: z.string(),
          kind: z.enum(['signature', 'cipher']),
          arrived_as: z.enum(['answer', 'callback']),
          reference: z.string().nullable(),
          key_id: z.string().nullable(),
          diagnosis: z.string(),
          message: z.string(),
          values: zValues,
          text: z.record(z.string(), z.string().nullable()).nullable().meta({
            description: 'The exact string that was signed and its signature, with the permission connectors:raw; otherwise null.',
          }),
        }),
      )
      .meta({ description: 'The latest messages that could not be verified, and why.' }),
  })
  .meta({ id: 'ConnectorDiagnosis' })

export const presentCredential = (row: CredentialRow): z.input<typeof zCredentialJson> => ({
  id: formatId('crd', row.id),
  object: 'credential',
  connector: row.code,
  role: row.role,
  key_id: row.keyId,
  version: row.version,
  state: row.state,
  format: row.format,
  bits: row.bits,
  fingerprint: row.fingerprint,
  subject: row.subject,
  not_before: row.notBefore?.toISOString() ?? null,
  not_after: row.notAfter?.toISOString() ?? null,
  active_from: row.activeFrom?.toISOString() ?? null,
  retired_at: row.retiredAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
})

export type ConnectorView = {
  readonly clock: Clock
  readonly connections: Pick<Connections, 'connection' | 'live'>
  readonly health: (code: string) => RailHealth
}

const costJson = (cost: { readonly bps: number; readonly fixed: bigint }) => ({ bps: cost.bps, fixed: Number(cost.fixed) })

export function presentConnector(view: ConnectorView, { code, capabilities, keys, settings }: Registered): z.input<typeof zConnectorJson> {
  const connection = view.connections.connection(code)
  const health = view.health(code)
  return {
    object: 'connector',
    code,
    name: capabilities.name,
    kind: capabilities.kind,
    docs: capabilities.docs,
    methods: capabilities.methods.map(method => ({
      method: method.method,
      flows: [...method.flows],
      currency: method.currency,
      min: Number(method.min),
      max: Number(method.max),
      manual_capture: method.manualCapture,
      partial_refund: method.partialRefund,
      refund_window_days: method.refundWindowDays,
      async: method.async,
      order_expiry_seconds: method.orderExpirySeconds,
      cost: costJson(method.cost),
      needs_sub_merchant: method.needsSubMerchant,
      banks: method.banks === undefined ? null : [...method.banks],
    })),
    payouts:
      capabilities.payouts === null
        ? null
        : { min: Number(capabilities.payouts.min), max: Number(capabilities.payouts.max), cost: costJson(capabilities.payouts.cost) },
    cut_off: capabilities.cutOff ?? null,
    connected: connection !== null,
    enabled: connection?.enabled ?? false,
    base_url: connection?.baseUrl ?? null,
    settings: { ...connection?.settings },
    setting_specs: settings.map(({ name, label, required, kind, choices }) => ({
      name,
      label,
      required,
      kind,
      choices: choices === undefined ? null : [...choices],
    })),
    keys: keys.map(({ role, name, holder, kind, required, pairsWith, bytes }) => ({
      role,
      name,
      holder,
      kind,
      required,
      pairs_with: pairsWith ?? null,
      bytes: bytes ?? null,
    })),
    credentials: view.connections.live(code).map(presentCredential),
    health: {
      answered: health.answered,
      succeeded: health.succeeded,
      samples: health.samples,
      breaker: health.breaker,
      p50_ms: health.p50Ms,
    },
  }
}

const presentExchange = (row: ExchangeSummary): z.input<typeof zExchangeJson> => ({
  id: formatId('exc', row.id),
  object: 'exchange',
  connector: row.code,
  direction: row.direction,
  method: row.method,
  path: row.path,
  reference: row.reference,
  outcome: row.outcome,
  status: row.status,
  reason: row.reason,
  duration_ms: row.durationMs,
  request_bytes: row.requestBytes,
  answer_bytes: row.answerBytes,
  created_at: row.at.toISOString(),
})

const presentExamination = (code: string, examination: Examination, language: 'en' | 'zh'): z.input<typeof zDiagnosisJson> => ({
  object: 'connector_diagnosis',
  connector: code,
  level: examination.level,
  findings: examination.findings.map(finding => ({
    role: finding.role,
    level: finding.level,
    code: finding.code,
    message: sentenceOf(finding.code, finding.values, language),
    values: { ...finding.values },
  })),
  failures: examination.failures.map(failure => ({
    created_at: failure.at.toISOString(),
    role: failure.role,
    kind: failure.kind,
    arrived_as: failure.arrivedAs,
    reference: failure.reference,
    key_id: failure.keyId,
    diagnosis: failure.diagnosis,
    message: sentenceOf(failure.diagnosis, failure.diagnosisValues, language),
    values: { ...failure.diagnosisValues },
    text: failure.text === null ? null : { ...failure.text },
  })),
})

export type ConnectorsRouteDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly audit: AuditSink
  readonly envelope: Envelope
  readonly registered: ReadonlyMap<string, Registered>
  readonly view: ConnectorView
  readonly doctor: Doctor
  readonly sealCredential: (code: string, input: NewCredential) => Promise<Outcome<StageCredential>>
  readonly configure: CommandHandler<Configure>
  readonly stage: CommandHandler<StageCredential>
  readonly activate: CommandHandler<ActivateCredential>
  readonly retire: CommandHandler<RetireCredential>
  readonly turnKey: CommandHandler<null>
  /** Writes the exchanges that wait, so that a list is whole. */
  readonly flush: () => Promise<void>
  /** Reads connections again, so that whoever changed one meets it as it is. */
  readonly refresh: () => Promise<void>
}

/** Runs a command; what is asked directly is answered once this node follows it, what an approval runs commits later. */
async function followed<C>(
  deps: ConnectorsRouteDeps,
  handler: CommandHandler<C>,
  input: C,
  command: CommandContext,
): Promise<CommandReply> {
  const reply = await handler.execute(input, command)
  if (command.within === undefined) await deps.refresh().catch(() => {})
  return reply
}

const RAW = 'connectors:raw'

export function connectorsRoutes(deps: ConnectorsRouteDeps): readonly Route[] {
  return [...connectionRoutes(deps), ...credentialRoutes(deps), ...exchangeRoutes(deps)]
}

function connectionRoutes(deps: ConnectorsRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/connectors',
      operationId: 'listConnectors',
      tag: 'Connectors',
      summary: 'List the outside systems',
      description: 'What each can do, how we are connected to it, its keys without what they consist of, and how it has been doing.',
      access: { operator: 'connectors:read' },
      response: { status: 200, schema: zList(zConnectorJson) },
      refusals: [],
      handle: () =>
        ok({
          object: 'list',
          data: [...deps.registered.values()].map(connector => presentConnector(deps.view, connector)),
          has_more: false,
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/connectors/:code',
      operationId: 'getConnector',
      tag: 'Connectors',
      summary: 'Read an outside system',
      access: { operator: 'connectors:read' },
      params: zCodeParams,
      response: { status: 200, schema: zConnectorJson },
      refusals: ['connector_not_found'],
      handle: ({ params }) => {
        const connector = deps.registered.get(params.code)
        return connector === undefined ? refuse('connector_not_found', 'code') : ok(presentConnector(deps.view, connector))
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/v1/connectors/:code',
      operationId: 'configureConnector',
      tag: 'Connectors',
      summary: 'Set where an outside system is, and its settings',
      description:
        'All settings are replaced. `enabled: false` keeps new orders away; refunds, queries and callbacks go on. Every node follows at once.',
      access: { operator: 'connectors:write' },
      params: zCodeParams,
      body: z
        .strictObject({
          base_url: zText(500),
          settings: z.record(zText(64), zSettingValue).meta({ description: 'See `setting_specs` of the connector.' }),
          enabled: z.boolean(),
        })
        .meta({ id: 'ConnectionInput' }),
      response: { status: 200, schema: z.object({ object: z.literal('connection'), code: z.string() }) },
      refusals: ['connector_not_found', 'connector_address_refused', 'connector_setting_unknown', 'connector_setting_invalid'],
      command: 'plain',
      approval: {
        action: 'connectors.connections',
        summary: ({ params, body }) => ({
          en: `Connect ${params.code} to ${body.base_url}${body.enabled ? '' : ', disabled'}`,
          zh: `将 ${params.code} 连接至 ${body.base_url}${body.enabled ? '' : '（停用）'}`,
        }),
      },
      handle: ({ params, body, command }) =>
        followed(
          deps,
          deps.configure,
          { code: params.code, baseUrl: body.base_url, settings: body.settings, enabled: body.enabled },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/connectors/:code/doctor',
      operationId: 'diagnoseConnector',
      tag: 'Connectors',
      summary: 'Examine the keys of an outside system',
      description:
        'Per key: whether it is there, its format, whether its halves belong together, when it ends. With `live=true` the system is asked, too. ' +
        'The latest messages that could not be verified come with the reason; the exact string that was signed is shown with the permission ' +
        'connectors:raw, which is audited.',
      access: { operator: 'connectors:read' },
      params: zCodeParams,
      query: z.strictObject({ live: zFlag.optional() }),
      response: { status: 200, schema: zDiagnosisJson },
      refusals: ['connector_not_found'],
      async handle({ params, query, principal, language, requestId }) {
        if (!deps.registered.has(params.code)) return refuse('connector_not_found', 'code')
        const exact = principal.kind === 'operator' && principal.scopes.has(RAW)
        const examination = await deps.doctor.examine(params.code, { live: query.live === true, exact })
        if (exact && examination.failures.length > 0)
          await deps.db.transaction(async tx =>
            deps.audit(tx, [
              {
                actor: principalKey(principal),
                action: 'connectors.read_signed_strings',
                subject: params.code,
                result: 'ok',
                requestId,
                requestHash: null,
              },
            ]),
          )
        return ok(presentExamination(params.code, examination, language))
      },
    }),
  ]
}

function credentialRoutes(deps: ConnectorsRouteDeps): readonly Route[] {
  const zCredentialParams = z.strictObject({ id: zId('crd') })
  /** Whoever approves compares the fingerprint with what they were told another way. */
  const named = (id: Id<'crd'>): string => {
    const row = [...deps.registered.keys()].flatMap(code => deps.view.connections.live(code)).find(one => one.id === id)
    const facts =
      row === undefined ? '' : ` (${row.code}, ${row.role}${row.keyId === null ? '' : `, ${row.keyId}`}, SHA-256 ${row.fingerprint})`
    return `${formatId('crd', id)}${facts}`
  }
  return [
    defineRoute({
      method: 'PUT',
      path: '/v1/connectors/:code/credentials/:role',
      operationId: 'stageCredential',
      tag: 'Connectors',
      summary: 'Hand in a key for an outside system',
      description:
        'PEM, or base64 without its first and last line; PKCS #1, PKCS #8, a public key or an X.509 certificate are told apart by their bytes. ' +
        'It is sealed at once, never shown again, and used only once it is activated.',
      access: { operator: 'connectors:write' },
      params: z.strictObject({ code: zCode, role: zText(64) }),
      body: z
        .strictObject({
          material: zText(20_000),
          key_id: zText(200).optional().meta({ description: 'What messages name it by; certificates bring their own.' }),
        })
        .meta({ id: 'CredentialInput' }),
      response: { status: 201, schema: zCredentialJson },
      refusals: [
        'connector_not_found',
        'credential_role_unknown',
        'credential_unreadable',
        'credential_encrypted',
        'credential_kind_wrong',
        'credential_too_short',
        'credential_length_wrong',
        'credential_expired',
        'credential_exists',
      ],
      command: 'plain',
      async handle({ params, body, command }) {
        if (!deps.registered.has(params.code)) return refuse('connector_not_found', 'code')
        const sealed = await deps.sealCredential(params.code, { role: params.role, keyId: body.key_id ?? null, material: body.material })
        return sealed.ok ? followed(deps, deps.stage, sealed.value, command) : sealed
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/connector_credentials/:id/activate',
      operationId: 'activateCredential',
      tag: 'Connectors',
      summary: 'Use a key that was handed in',
      description:
        'The one in use before it ends, unless `keep_previous`, a later start, or the role holds several side by side (platform certificates).',
      access: { operator: 'connectors:write' },
      params: zCredentialParams,
      body: z
        .strictObject({
          from: zInstant.optional().meta({ description: 'Now unless said.' }),
          keep_previous: z.boolean().optional(),
        })
        .meta({ id: 'CredentialActivation' }),
      response: { status: 200, schema: zCredentialJson },
      refusals: ['credential_not_found', 'credential_state_wrong', 'credential_expired'],
      command: 'plain',
      approval: {
        action: 'connectors.credentials',
        summary: ({ params }) => ({ en: `Use the key ${named(params.id)}`, zh: `启用密钥 ${named(params.id)}` }),
      },
      handle: ({ params, body, command }) =>
        followed(deps, deps.activate, { id: params.id, from: body.from ?? null, keepPrevious: body.keep_previous === true }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/connector_credentials/:id/retire',
      operationId: 'retireCredential',
      tag: 'Connectors',
      summary: 'End a key',
      access: { operator: 'connectors:write' },
      params: zCredentialParams,
      response: { status: 200, schema: zCredentialJson },
      refusals: ['credential_not_found', 'credential_state_wrong', 'credential_last'],
      command: 'plain',
      approval: {
        action: 'connectors.credentials',
        summary: ({ params }) => ({ en: `End the key ${named(params.id)}`, zh: `停用密钥 ${named(params.id)}` }),
      },
      handle: ({ params, command }) => followed(deps, deps.retire, { id: params.id }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/key_versions',
      operationId: 'turnKey',
      tag: 'Connectors',
      summary: 'Turn the key that wraps the keys',
      description: 'A new version wraps from now on; a job wraps what is sealed again. It also happens by itself, as the policy says.',
      access: { operator: 'connectors:write' },
      response: {
        status: 201,
        schema: z
          .object({ object: z.literal('key_version'), version: z.int().meta({ description: 'Counts up.' }), created_at: zInstantJson })
          .meta({ id: 'KeyVersion' }),
      },
      refusals: [],
      command: 'plain',
      handle: ({ command }) => deps.turnKey.execute(null, command),
    }),
  ]
}

function exchangeRoutes(deps: ConnectorsRouteDeps): readonly Route[] {
  async function rawOf(row: ExchangeRow): Promise<z.output<ReturnType<typeof z.json>>> {
    if (row.sealed === null) return null
    return JSON.parse(await deps.envelope.openText(row.sealed, contextOf(row.id)))
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/connectors/:code/exchanges',
      operationId: 'listExchanges',
      tag: 'Connectors',
      summary: 'List what was said to an outside system and by it',
      access: { operator: 'connectors:read' },
      params: zCodeParams,
      query: z.strictObject({
        ...listQuery('exc'),
        reference: zText(100).optional().meta({ description: 'Public id of what it was about, e.g. `ins_…`.' }),
        outcome: z.enum(['answered', 'unknown', 'unsent', 'taken', 'refused']).optional(),
      }),
      response: { status: 200, schema: zList(zExchangeJson) },
      refusals: ['connector_not_found'],
      async handle({ params, query }) {
        if (!deps.registered.has(params.code)) return refuse('connector_not_found', 'code')
        await deps.flush().catch(() => {})
        const filter = { code: params.code, reference: query.reference ?? null, outcome: query.outcome ?? null }
        const rows = await listExchanges(deps.db, filter, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentExchange))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/connectors/:code/exchanges/:id',
      operationId: 'getExchange',
      tag: 'Connectors',
      summary: 'Read one exchange',
      description: 'Without secrets and personal data; the whole with `raw=true` and the permission connectors:raw, which is audited.',
      access: { operator: 'connectors:read' },
      params: z.strictObject({ code: zCode, id: zId('exc') }),
      query: z.strictObject({ raw: zFlag.optional() }),
      response: { status: 200, schema: zExchangeDetail },
      refusals: ['exchange_not_found', 'forbidden'],
      async handle({ params, query, principal, requestId }) {
        const wantsRaw = query.raw === true
        if (wantsRaw && !(principal.kind === 'operator' && principal.scopes.has(RAW))) return refuse('forbidden', 'raw')
        const row = await findExchange(deps.db, params.code, params.id as Id<'exc'>)
        if (row === null) return refuse('exchange_not_found', 'id')
        if (wantsRaw)
          await deps.db.transaction(async tx =>
            deps.audit(tx, [
              {
                actor: principalKey(principal),
                action: 'connectors.read_raw',
                subject: formatId('exc', row.id),
                result: 'ok',
                requestId,
                requestHash: null,
              },
            ]),
          )
        return ok({ ...presentExchange(row), request: row.requestText, answer: row.answerText, raw: wantsRaw ? await rawOf(row) : null })
      },
    }),
  ]
}
