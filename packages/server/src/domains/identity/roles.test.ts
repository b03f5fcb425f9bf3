import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRoleChange, permissionsOf, ROLE_NAMES, ROLES, type RoleName } from './roles.ts'
import { OPERATOR_SCOPES } from './types.ts'

describe('ROLES', () => {
  it('give every permission to somebody', () => {
    expect(OPERATOR_SCOPES.filter(scope => !ROLE_NAMES.some(role => ROLES[role].permissions.includes(scope)))).toEqual([])
  })

  it('let nobody write what they cannot read', () => {
    const blind = ROLE_NAMES.flatMap(role =>
      ROLES[role].permissions
        .filter(scope => scope.endsWith(':write'))
        .map(scope => scope.replace(':write', ':read'))
        .filter(read => OPERATOR_SCOPES.some(scope => scope === read) && !ROLES[role].permissions.some(scope => scope === read))
        .map(read => `${role} lacks ${read}`),
    )
    expect(blind).toEqual([])
  })

  it('keep the auditor and the regulator from changing anything', () => {
    for (const role of ['auditor', 'regulator'] as const)
      expect(ROLES[role].permissions.filter(scope => !scope.endsWith(':read'))).toEqual([])
  })

  it('keep the administrator from moving money', () => {
    for (const scope of ['ledger:write', 'clearing:write', 'days:write', 'holders:write'] as const)
      expect(ROLES.administrator.permissions).not.toContain(scope)
  })

  it('have every sensitive action within reach of two who may decide', () => {
    for (const scope of ['ledger:write', 'policies:write', 'holders:write', 'third_parties:write'] as const) {
      const able = ROLE_NAMES.filter(role => ROLES[role].permissions.includes(scope))
      expect(able.filter(role => !ROLES[role].permissions.includes('approvals:decide'))).toEqual([])
    }
  })
})

describe('permissionsOf', () => {
  it('is the union of the roles, each permission once, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ROLE_NAMES)), roles => {
        const permissions = permissionsOf(roles)
        expect(new Set(permissions)).toEqual(new Set(roles.flatMap(role => ROLES[role].permissions)))
        expect(permissions).toEqual(OPERATOR_SCOPES.filter(scope => permissions.includes(scope)))
        expect(permissionsOf([...roles].reverse())).toEqual(permissions)
      }),
    )
  })
})

describe('checkRoleChange', () => {
  const change = (roles: readonly RoleName[], before: readonly RoleName[], after: readonly RoleName[], otherAdministrator = true) =>
    checkRoleChange({ actor: { operatorId: 'a', roles }, operatorId: 'b', before, after, otherAdministrator })
  const codeOf = (outcome: ReturnType<typeof change>) => (outcome.ok ? 'ok' : outcome.error.code)

  it('lets an administrator give and take any role', () => {
    for (const role of ROLE_NAMES) {
      expect(codeOf(change(['administrator'], [], [role]))).toBe('ok')
      expect(codeOf(change(['administrator'], [role], []))).toBe('ok')
    }
  })

  it('refuses to give or take a role that the operator does not hold', () => {
    expect(codeOf(change(['finance'], [], ['finance']))).toBe('ok')
    expect(change(['finance'], ['finance'], ['finance', 'risk'])).toEqual({
      ok: false,
      error: { code: 'role_not_held', param: 'roles', values: { role: 'risk' } },
    })
    expect(codeOf(change(['finance'], ['administrator'], []))).toBe('role_not_held')
    expect(codeOf(change([], [], ['auditor']))).toBe('role_not_held')
  })

  it('refuses to change one’s own roles', () => {
    const own = { actor: { operatorId: 'a', roles: ['administrator'] }, operatorId: 'a', otherAdministrator: true } as const
    expect(codeOf(checkRoleChange({ ...own, before: ['administrator'], after: ['administrator', 'finance'] }))).toBe('roles_own')
    expect(codeOf(checkRoleChange({ ...own, before: ['administrator'], after: ['administrator'] }))).toBe('ok')
  })

  it('refuses to remove the last administrator, whoever asks', () => {
    expect(codeOf(change(['administrator'], ['administrator'], ['finance'], false))).toBe('administrator_last')
    expect(codeOf(change(['administrator'], ['administrator'], ['finance'], true))).toBe('ok')
    expect(codeOf(change(['administrator'], ['administrator'], ['administrator', 'risk'], false))).toBe('ok')
  })

  it('never lets somebody gain what they could not do themselves, unless they are an administrator', () => {
    const roles = fc.subarray([...ROLE_NAMES])
    fc.assert(
      fc.property(roles, roles, roles, fc.boolean(), (held, before, after, otherAdministrator) => {
        if (!change(held, before, after, otherAdministrator).ok || held.includes('administrator')) return
        for (const role of after) expect(before.includes(role) || held.includes(role)).toBe(true)
      }),
    )
  })
})
