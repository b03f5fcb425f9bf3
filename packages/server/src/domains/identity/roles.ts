/**
 * The roles of operators and what each may do: the one table that sign-in, the API and the pages read. A session may what any of its
 * operator's roles may; a secret key names its permissions itself. Duties are kept apart: who runs the platform moves no money, who
 * looks after others changes nothing.
 */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { OPERATOR_SCOPES, type OperatorScope } from './types.ts'

export const ROLE_NAMES = [
  'administrator',
  'operations',
  'finance',
  'risk',
  'compliance',
  'partner_manager',
  'merchant_manager',
  'auditor',
  'regulator',
] as const
export type RoleName = (typeof ROLE_NAMES)[number]

export type Role = {
  readonly name: { readonly en: string; readonly zh: string }
  /** What it is for, in a sentence. */
  readonly purpose: { readonly en: string; readonly zh: string }
  /** In the order of `OPERATOR_SCOPES`. */
  readonly permissions: readonly OperatorScope[]
}

/** A permission to write includes none to read: a role names both. */
const inOrder = (scopes: readonly OperatorScope[]): readonly OperatorScope[] => OPERATOR_SCOPES.filter(scope => scopes.includes(scope))
const READS = OPERATOR_SCOPES.filter(scope => scope.endsWith(':read'))
/** Whoever can cause an approval can follow it, and see the rules that ask for it. */
const STAFF = ['approvals:read', 'policies:read'] as const satisfies readonly OperatorScope[]

export const ROLES: Readonly<Record<RoleName, Role>> = {
  administrator: {
    name: { en: 'Administrator', zh: '系统管理员' },
    purpose: {
      en: 'Looks after operators, keys, third parties and policies; moves no money.',
      zh: '管理运营人员、密钥、第三方与政策；不经手资金。',
    },
    permissions: inOrder([
      ...READS,
      'operators:write',
      'keys:write',
      'policies:write',
      'third_parties:write',
      'consents:write',
      'approvals:decide',
      'connectors:write',
    ]),
  },
  operations: {
    name: { en: 'Operations', zh: '业务运营' },
    purpose: {
      en: 'Runs the business day: holders, clearing, routing, day cut.',
      zh: '负责日常运营：持有人、清算、路由与日切。',
    },
    permissions: inOrder([
      ...STAFF,
      'ledger:read',
      'merchants:read',
      'holders:read',
      'holders:write',
      'days:read',
      'days:write',
      'clearing:read',
      'clearing:write',
      'reconciliation:read',
      'reconciliation:write',
      'webhooks:read',
      'third_parties:read',
      'consents:read',
      'consents:write',
      'approvals:decide',
      'connectors:read',
      'routing:read',
      'routing:write',
    ]),
  },
  finance: {
    name: { en: 'Finance', zh: '财务' },
    purpose: { en: 'Keeps the books: entries by hand, closes, settlements.', zh: '负责账务：手工记账、关账与结算。' },
    permissions: inOrder([
      ...STAFF,
      'ledger:read',
      'ledger:write',
      'merchants:read',
      'agreements:read',
      'days:read',
      'days:write',
      'clearing:read',
      'clearing:write',
      'reconciliation:read',
      'reconciliation:write',
      'approvals:decide',
      'connectors:read',
      'routing:read',
    ]),
  },
  risk: {
    name: { en: 'Risk', zh: '风险管理' },
    purpose: { en: 'Watches for fraud, orders freezes, sets limits.', zh: '监测欺诈，执行冻结，设定限额。' },
    permissions: inOrder([
      ...STAFF,
      'policies:write',
      'ledger:read',
      'merchants:read',
      'merchants:review',
      'holders:read',
      'holders:write',
      'third_parties:read',
      'consents:read',
      'consents:write',
      'risk_signals:read',
      'risk_signals:write',
      'approvals:decide',
    ]),
  },
  compliance: {
    name: { en: 'Compliance', zh: '合规' },
    purpose: {
      en: 'Answers for the rules: authorities’ orders, third parties, consents, policies.',
      zh: '负责合规：有权机关指令、第三方、授权与政策。',
    },
    permissions: inOrder([
      ...STAFF,
      'policies:write',
      'ledger:read',
      'merchants:read',
      'merchants:review',
      'agreements:read',
      'holders:read',
      'holders:write',
      'audit:read',
      'third_parties:read',
      'third_parties:write',
      'consents:read',
      'consents:write',
      'risk_signals:read',
      'approvals:decide',
      'connectors:read',
      'connectors:raw',
      'routing:read',
    ]),
  },
  partner_manager: {
    name: { en: 'Partner manager', zh: '合作方经理' },
    purpose: { en: 'Looks after partners, their agreements and third parties.', zh: '管理合作方、合作协议与第三方。' },
    permissions: inOrder([
      ...STAFF,
      'merchants:read',
      'agreements:read',
      'agreements:write',
      'third_parties:read',
      'third_parties:write',
      'consents:read',
      'approvals:decide',
    ]),
  },
  merchant_manager: {
    name: { en: 'Merchant manager', zh: '商户经理' },
    purpose: { en: 'Looks after merchants, their agreements and keys.', zh: '管理商户、商户协议与密钥。' },
    permissions: inOrder([
      ...STAFF,
      'merchants:read',
      'merchants:write',
      'agreements:read',
      'agreements:write',
      'keys:write',
      'webhooks:read',
      'approvals:decide',
      'connectors:read',
      'routing:read',
    ]),
  },
  auditor: {
    name: { en: 'Auditor', zh: '审计' },
    purpose: { en: 'Reads everything, changes nothing.', zh: '可查阅全部内容，不可变更。' },
    permissions: inOrder(READS),
  },
  regulator: {
    name: { en: 'Regulator', zh: '监管机构' },
    purpose: { en: 'The supervisor’s view: reads business and audit, changes nothing.', zh: '监管视图：查阅业务与审计记录，不可变更。' },
    permissions: inOrder(READS.filter(scope => scope !== 'operators:read' && scope !== 'webhooks:read' && scope !== 'connectors:read')),
  },
}

export const isRoleName = (text: string): text is RoleName => Object.hasOwn(ROLES, text)

/** What the holder of these roles may do: the union, in the order of `OPERATOR_SCOPES`. */
export const permissionsOf = (roles: readonly RoleName[]): readonly OperatorScope[] =>
  inOrder(roles.flatMap(role => ROLES[role].permissions))

export type RoleChange = {
  /** The operator who asks, with the roles that they have, however they signed in. */
  readonly actor: { readonly operatorId: string; readonly roles: readonly RoleName[] }
  readonly operatorId: string
  readonly before: readonly RoleName[]
  /** Empty when the operator is to be disabled. */
  readonly after: readonly RoleName[]
  /** Whether another operator remains who is an administrator and can sign in. */
  readonly otherAdministrator: boolean
}

/**
 * Whether roles may change so. Refuses: `roles_own` (nobody changes their own), `role_not_held` (only an administrator gives or takes
 * a role that they do not have), `administrator_last` (somebody must remain who can put things right). Pure.
 */
export function checkRoleChange(change: RoleChange): Outcome<null, 'roles_own' | 'role_not_held' | 'administrator_last'> {
  const { actor, before, after } = change
  const touched = [...after.filter(role => !before.includes(role)), ...before.filter(role => !after.includes(role))]
  if (touched.length === 0) return ok(null)
  if (before.includes('administrator') && !after.includes('administrator') && !change.otherAdministrator)
    return refuse('administrator_last', 'roles')
  if (actor.operatorId === change.operatorId) return refuse('roles_own', 'roles')
  if (actor.roles.includes('administrator')) return ok(null)
  const missing = touched.find(role => !actor.roles.includes(role))
  return missing === undefined ? ok(null) : refuse('role_not_held', 'roles', { role: missing })
}
