/** SQL of operators' roles. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import { isRoleName, type RoleName } from '../roles.ts'

type Reader = Pick<Db, 'query'>

const ROLES_OF = sql(
  'identity.roles_of',
  `SELECT operator_id AS "operatorId", role FROM identity.operator_roles WHERE operator_id = ANY ($1::uuid[]) ORDER BY operator_id, role`,
)

const LOCK_ROLES = sql(
  'identity.lock_roles',
  `SELECT operator_id AS "operatorId", role FROM identity.operator_roles
   WHERE operator_id = ANY ($1::uuid[]) OR role = 'administrator' ORDER BY operator_id, role FOR UPDATE`,
)

const GRANT_ROLES = sql(
  'identity.grant_roles',
  `INSERT INTO identity.operator_roles (operator_id, role, granted_at, granted_by)
   SELECT $1, role, $3, $4 FROM unnest($2::text[]) AS t (role) ORDER BY role ON CONFLICT (operator_id, role) DO NOTHING`,
)

const TAKE_ROLES = sql('identity.take_roles', 'DELETE FROM identity.operator_roles WHERE operator_id = $1 AND role = ANY ($2::text[])')

type RoleRow = { operatorId: Id<'opr'>; role: string }

function byOperator(rows: readonly RoleRow[]): Map<Id<'opr'>, RoleName[]> {
  const roles = new Map<Id<'opr'>, RoleName[]>()
  for (const { operatorId, role } of rows) {
    // A role that this version of the program no longer knows gives nothing.
    if (!isRoleName(role)) continue
    const held = roles.get(operatorId)
    if (held === undefined) roles.set(operatorId, [role])
    else held.push(role)
  }
  return roles
}

/** Operators without a role are missing. */
export const rolesOf = async (db: Reader, operatorIds: readonly Id<'opr'>[]): Promise<Map<Id<'opr'>, RoleName[]>> =>
  byOperator(await db.query<RoleRow>(ROLES_OF, [pgArray(operatorIds)]))

/**
 * Locks and reads the roles of the operators and of every administrator, so that of two administrators who remove each other one is
 * left. Rank `keys`.
 */
export async function lockRoles(tx: Tx, operatorIds: readonly Id<'opr'>[]): Promise<Map<Id<'opr'>, RoleName[]>> {
  tx.lock('keys')
  return byOperator(await tx.query<RoleRow>(LOCK_ROLES, [pgArray(operatorIds)]))
}

/** Writes the difference. `by` is the principal: `opr:<uuid>` or `sys:<name>`. */
export function writeRoles(
  tx: Tx,
  operatorId: Id<'opr'>,
  change: { readonly before: readonly RoleName[]; readonly after: readonly RoleName[]; readonly by: string; readonly at: Date },
): void {
  const given = change.after.filter(role => !change.before.includes(role))
  const taken = change.before.filter(role => !change.after.includes(role))
  if (given.length > 0) tx.send(GRANT_ROLES, [operatorId, pgArray(given), change.at, change.by])
  if (taken.length > 0) tx.send(TAKE_ROLES, [operatorId, pgArray(taken)])
}
