/** Statements of one account and of all of them, as far as the consent covers their period. */
import { z } from 'zod'
import type { Id } from '../../../../kernel/ids.ts'
import { ok, refuse } from '../../../../kernel/outcome.ts'
import { defineRoute, type Route } from '../../../../platform/http/route.ts'
import { zObFilter } from '../../http/schemas.ts'
import type { Statement } from '../../ports.ts'
import type { ApiVersion } from '../../versions.ts'
import { ACCESS_REFUSALS, type Granted, type Needs } from '../access.ts'
import { statementJson } from '../present.ts'
import { type AccountDeps, accountParams, addressOf, BANK_REFUSALS, bulk, records, single, viewOf } from './resources.ts'
import { zStatements } from './schemas.ts'

export const STATEMENT_NEEDS: Needs = [['ReadStatementsBasic', 'ReadStatementsDetail']]

/** Statements of whose period the consent covers a part. */
export const isCovered = (granted: Granted, statement: Statement): boolean =>
  (granted.transactionsFrom === null || statement.to > granted.transactionsFrom) &&
  (granted.transactionsTo === null || statement.from <= granted.transactionsTo)

export function statementRoutes(deps: AccountDeps, version: ApiVersion): Route[] {
  const base = `${version.path}/aisp`
  const query = z.strictObject({
    fromStatementDateTime: zObFilter.optional().meta({ description: 'Only statements whose period ends at or after it; UTC.' }),
    toStatementDateTime: zObFilter.optional().meta({ description: 'Only statements whose period ends at or before it; UTC.' }),
  })
  const common = {
    method: 'GET',
    tag: 'Account information',
    access: { thirdParty: 'accounts', grant: 'consent' },
    response: { status: 200, schema: zStatements },
  } as const
  type Query = z.output<typeof query>
  const read = async (granted: Granted, ids: readonly Id<'bac'>[], keep: (statement: Statement) => boolean) => {
    deps.access.note(granted.consentId, 'statements')
    const found = await deps.bank.statements(ids)
    const view = viewOf(granted, 'Statements')
    const kept = new Map(
      [...found].map(([id, each]) => [id, each.ok ? ok(each.value.filter(one => isCovered(granted, one) && keep(one))) : each] as const),
    )
    return records(Promise.resolve(kept), statement => statementJson(statement, view))
  }
  const within = (asked: Query) => (statement: Statement) =>
    (asked.fromStatementDateTime === undefined || statement.to >= asked.fromStatementDateTime) &&
    (asked.toStatementDateTime === undefined || statement.to <= asked.toStatementDateTime)
  return [
    defineRoute({
      ...common,
      path: `${base}/statements`,
      operationId: version.operation('getStatements'),
      summary: 'Read the statements of every account of the consent',
      query,
      refusals: [...ACCESS_REFUSALS, 'bank_account_unavailable'],
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', STATEMENT_NEEDS)
        if (!granted.ok) return granted
        return bulk(deps, await read(granted.value, granted.value.accounts, within(request.query)), addressOf(request), 'Statement')
      },
    }),
    defineRoute({
      ...common,
      path: `${base}/accounts/:AccountId/statements`,
      operationId: version.operation('getAccountStatements'),
      summary: 'Read the statements of one account',
      params: accountParams,
      query,
      refusals: [...ACCESS_REFUSALS, ...BANK_REFUSALS],
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', STATEMENT_NEEDS)
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        if (!account.ok) return account
        const found = await read(granted.value, [account.value], within(request.query))
        return single(deps, found, account.value, addressOf(request), 'Statement')
      },
    }),
    defineRoute({
      ...common,
      path: `${base}/accounts/:AccountId/statements/:StatementId`,
      operationId: version.operation('getAccountStatement'),
      summary: 'Read one statement',
      params: z.strictObject({ AccountId: z.string(), StatementId: z.string() }),
      refusals: [...ACCESS_REFUSALS, ...BANK_REFUSALS],
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', STATEMENT_NEEDS)
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        if (!account.ok) return account
        const found = await read(granted.value, [account.value], statement => statement.id === request.params.StatementId)
        const outcome = found.get(account.value)
        if (outcome?.ok === true && outcome.value.length === 0) return refuse('ob_resource_not_found', 'StatementId')
        return single(deps, found, account.value, addressOf(request), 'Statement')
      },
    }),
  ]
}
