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
import { listQuery, zFlag, zId, zInstant, zInstantJson, zList, zText } from '../../../platform/http/schemas.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { ActivateCredential, Configure, Registered, RetireCredential, StageCredential } from './change-connections.ts'
import type { Doctor } from './doctor.ts'
import { contextOf } from './exchange-log.ts'
import {
  type ConnectorView,
  presentConnector,
  presentExamination,
  presentExchange,
  zCode,
  zCodeParams,
  zConnectorJson,
  zCredentialJson,
  zDiagnosisJson,
  zExchangeDetail,
  zExchangeJson,
  zSettingValue,
} from './http/present.ts'
import { type ExchangeRow, findExchange, listExchanges } from './store-exchanges.ts'
import type { NewCredential } from './types.ts'

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
