/** Operators' routes of risk signals: file, read, withdraw. */
import { z } from 'zod'
import { formatId, type Id } from '../../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../../kernel/outcome.ts'
import { iso } from '../../../../kernel/time.ts'
import type { CommandHandler } from '../../../../platform/commands.ts'
import type { Db } from '../../../../platform/db.ts'
import { listJson, pageOf } from '../../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../../platform/http/route.ts'
import { listQuery, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../../../platform/http/schemas.ts'
import type { FileSignal, RiskSignalsDeps, ToldSignal, WithdrawSignal } from '../risk-signals.ts'
import * as store from '../store.ts'
import { type Recipient, type RiskSignal, SEVERITIES, SIGNAL_KINDS } from '../types.ts'

type RouteDeps = Pick<RiskSignalsDeps, 'db' | 'wallets' | 'thirdParties'> & {
  readonly file: CommandHandler<FileSignal>
  readonly withdraw: CommandHandler<WithdrawSignal>
  readonly consented: (holderId: Id<'hld'>) => Promise<Recipient[]>
}

const TAG = 'Risk signals'

const zSignalJson = z
  .object({
    id: zPublicId('sig'),
    object: z.literal('risk_signal'),
    holder: zPublicId('hld'),
    kind: z.enum(SIGNAL_KINDS),
    severity: z.enum(SEVERITIES),
    occurred_at: zInstantJson,
    summary: z.string(),
    basis: z.object({ type: z.enum(['consent', 'statutory']), statute: z.string().nullable(), document: z.string().nullable() }),
    recipients: z.array(
      z.object({ third_party: zPublicId('tpp'), consent: zPublicId('cns').nullable(), read_at: zInstantJson.nullable() }),
    ),
    withdrawn_at: zInstantJson.nullable(),
    withdrawal_reason: z.string().nullable(),
    created_at: zInstantJson,
  })
  .meta({ id: 'RiskSignal' })

export const signalJson = ({ signal, recipients }: ToldSignal): z.input<typeof zSignalJson> => ({
  id: formatId('sig', signal.id),
  object: 'risk_signal',
  holder: formatId('hld', signal.holderId),
  kind: signal.kind,
  severity: signal.severity,
  occurred_at: signal.occurredAt.toISOString(),
  summary: signal.summary,
  basis: {
    type: signal.basis.kind,
    statute: signal.basis.kind === 'statutory' ? signal.basis.statute : null,
    document: signal.basis.kind === 'statutory' ? signal.basis.document : null,
  },
  recipients: recipients.map(({ thirdPartyId, consentId, readAt }) => ({
    third_party: formatId('tpp', thirdPartyId),
    consent: consentId === null ? null : formatId('cns', consentId),
    read_at: iso(readAt),
  })),
  withdrawn_at: iso(signal.withdrawnAt),
  withdrawal_reason: signal.withdrawalReason,
  created_at: signal.createdAt.toISOString(),
})

const zNewSignal = z
  .strictObject({
    holder: zId('hld'),
    kind: z.enum(SIGNAL_KINDS),
    severity: z.enum(SEVERITIES),
    occurred_at: zInstant,
    summary: zText(500).meta({ description: 'What the bank reads. No names, numbers or addresses of other people.' }),
    basis: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('consent') }),
        z.strictObject({
          type: z.literal('statutory'),
          statute: zText(200).meta({ description: 'Statute and article, e.g. 反电信网络诈骗法 Art. 32.' }),
          document: zText(200).optional(),
          recipients: z.array(zId('tpp')).min(1).max(50),
        }),
      ])
      .meta({ description: 'Why it may be shared. consent: with every bank that the holder lets have risk signals now.' }),
  })
  .meta({ id: 'NewRiskSignal' })

type NewSignal = z.output<typeof zNewSignal>

/** Whom the signal goes to. Refuses: third_party_not_found, risk_recipient_unfit. */
async function recipientsOf(deps: RouteDeps, body: NewSignal): Promise<Outcome<Recipient[]>> {
  if (body.basis.type === 'consent') return ok(await deps.consented(body.holder))
  const named = [...new Set(body.basis.recipients)]
  for (const id of named) {
    const party = await deps.thirdParties.find(id)
    if (party === null) return refuse('third_party_not_found', 'basis.recipients')
    if (!party.roles.includes('risk_information')) return refuse('risk_recipient_unfit', 'basis.recipients')
  }
  return ok(named.map(thirdPartyId => ({ thirdPartyId, consentId: null })))
}

export function signalRoutes(deps: RouteDeps): Route[] {
  return [fileRoute(deps), ...readRoutes(deps), withdrawRoute(deps)]
}

const fileRoute = (deps: RouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/v1/risk_signals',
    operationId: 'fileRiskSignal',
    tag: TAG,
    summary: 'File a risk signal about a holder',
    description:
      'A fraud report, a takeover, … It is shared with the banks that the holder named in a consent that includes risk signals, or on a statutory basis with the banks that are named here. The answer says with whom.',
    access: { operator: 'risk_signals:write' },
    body: zNewSignal,
    response: { status: 201, schema: zSignalJson },
    refusals: ['holder_not_found', 'third_party_not_found', 'risk_recipient_unfit'],
    command: 'plain',
    async handle({ body, command }) {
      const [holder] = await deps.wallets.findHolders(deps.db, [body.holder])
      if (holder === undefined) return refuse('holder_not_found', 'holder')
      const recipients = await recipientsOf(deps, body)
      if (!recipients.ok) return recipients
      const basis =
        body.basis.type === 'consent'
          ? ({ kind: 'consent' } as const)
          : ({ kind: 'statutory', statute: body.basis.statute, document: body.basis.document ?? null } as const)
      const { kind, severity, summary, occurred_at: occurredAt } = body
      return deps.file.execute({ holderId: holder.id, kind, severity, summary, occurredAt, basis, recipients: recipients.value }, command)
    },
  })

/** Signals with whom they were shared. */
async function told(db: Db, signals: readonly RiskSignal[]): Promise<ToldSignal[]> {
  const recipients = Map.groupBy(
    await store.recipientsOf(
      db,
      signals.map(signal => signal.id),
    ),
    recipient => recipient.signalId,
  )
  return signals.map(signal => ({ signal, recipients: recipients.get(signal.id) ?? [] }))
}

const readRoutes = (deps: RouteDeps): Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v1/risk_signals',
    operationId: 'listRiskSignals',
    tag: TAG,
    summary: 'List risk signals',
    access: { operator: 'risk_signals:read' },
    query: z.strictObject({ ...listQuery('sig'), holder: zId('hld').optional() }),
    response: { status: 200, schema: zList(zSignalJson) },
    refusals: [],
    async handle({ query }) {
      const { limit, starting_after: after = null, ending_before: before = null } = query
      const page = pageOf(
        await store.listSignals(deps.db, query.holder ?? null, { after, before, limit: limit + 1 }),
        limit,
        before !== null,
      )
      return ok(listJson({ ...page, rows: await told(deps.db, page.rows) }, signalJson))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/risk_signals/:id',
    operationId: 'getRiskSignal',
    tag: TAG,
    summary: 'Read a risk signal',
    access: { operator: 'risk_signals:read' },
    params: z.strictObject({ id: zId('sig') }),
    response: { status: 200, schema: zSignalJson },
    refusals: ['risk_signal_not_found'],
    async handle({ params }) {
      const signal = (await store.findSignals(deps.db, [params.id])).get(params.id)
      if (signal === undefined) return refuse('risk_signal_not_found', 'id')
      const [found] = await told(deps.db, [signal])
      return ok(signalJson(found ?? { signal, recipients: [] }))
    },
  }),
]

const withdrawRoute = (deps: RouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/v1/risk_signals/:id/withdraw',
    operationId: 'withdrawRiskSignal',
    tag: TAG,
    summary: 'Withdraw a risk signal',
    description: 'Whoever was told is told of it: it appears in their feeds once more, as withdrawn.',
    access: { operator: 'risk_signals:write' },
    params: z.strictObject({ id: zId('sig') }),
    body: z.strictObject({ reason: zText(500) }),
    response: { status: 200, schema: zSignalJson },
    refusals: ['risk_signal_not_found', 'risk_signal_withdrawn'],
    command: 'plain',
    handle: ({ params, body, command }) => deps.withdraw.execute({ id: params.id, reason: body.reason }, command),
  })
