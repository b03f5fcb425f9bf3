/** What the routes of connectors show: connectors, keys, exchanges and what the doctor found; their schemas beside the functions that fill them. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import type { Clock } from '../../../../kernel/time.ts'
import { zInstantJson, zLocalTextJson, zPublicId, zText } from '../../../../platform/http/schemas.ts'
import type { Registered } from '../change-connections.ts'
import type { Connections } from '../connections.ts'
import type { Examination } from '../doctor.ts'
import type { CredentialRow } from '../store.ts'
import type { ExchangeSummary } from '../store-exchanges.ts'
import type { RailHealth } from '../types.ts'
import { sentenceOf } from '../words.ts'

export const zCode = zText(32)
  .regex(/^[a-z][a-z0-9_]*$/)
  .meta({ examples: ['wechat_pay'] })
const zWhole = z.int().meta({ description: 'What it counts, the label of the setting says.' })
export const zSettingValue = z.union([zText(2_000), zWhole, z.boolean(), z.array(zText(500)).max(100)])
export const zCodeParams = z.strictObject({ code: zCode })
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
export const zCredentialJson = z
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
export const zConnectorJson = z
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
export const zExchangeJson = z.object(zExchangeSummary).meta({ id: 'Exchange' })
export const zExchangeDetail = z
  .object({
    ...zExchangeSummary,
    request: z.string().nullable().meta({ description: 'Headers and body without secrets and personal data.' }),
    answer: z.string().nullable(),
    raw: z.json().meta({ description: 'The whole, when `raw=true` was asked for with the permission connectors:raw; otherwise null.' }),
  })
  .meta({ id: 'ExchangeDetail' })
const zLevel = z.enum(['ok', 'warning', 'error'])
export const zDiagnosisJson = z
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

export const presentExchange = (row: ExchangeSummary): z.input<typeof zExchangeJson> => ({
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

export const presentExamination = (code: string, examination: Examination, language: 'en' | 'zh'): z.input<typeof zDiagnosisJson> => ({
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
