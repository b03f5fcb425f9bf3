/** GET /v1/roles: the table of roles and permissions as the program has it, for the console's pages and for whoever asks. */
import { z } from 'zod'
import { ok } from '../../../kernel/outcome.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zLocalTextJson } from '../../../platform/http/schemas.ts'
import { ROLE_NAMES, ROLES } from '../roles.ts'
import { OPERATOR_SCOPES } from '../types.ts'

const zRoleJson = z
  .object({
    object: z.literal('role'),
    role: z.enum(ROLE_NAMES),
    name: zLocalTextJson,
    purpose: zLocalTextJson,
    permissions: z.array(z.enum(OPERATOR_SCOPES)).meta({ description: 'What each operation names under its security.' }),
  })
  .meta({ id: 'Role' })

const LIST = {
  object: 'list' as const,
  data: ROLE_NAMES.map(role => ({ object: 'role' as const, role, ...ROLES[role], permissions: [...ROLES[role].permissions] })),
  has_more: false,
}

export function roleRoutes(): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/roles',
      operationId: 'listRoles',
      tag: 'Operators',
      summary: 'List the roles of operators',
      description:
        'What each role may do. A session of an operator may what any of their roles may; a secret key names its permissions itself.',
      access: 'public',
      response: { status: 200, schema: z.object({ object: z.literal('list'), data: z.array(zRoleJson), has_more: z.boolean() }) },
      refusals: [],
      handle: () => ok(LIST),
    }),
  ]
}
