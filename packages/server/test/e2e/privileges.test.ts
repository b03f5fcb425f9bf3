/** Nobody gains rights by their own hand, one administrator always remains, and every privileged act is in the audit trail. */
import { describe, expect, it } from 'vitest'
import { permissionsOf, type RoleName } from '../../src/domains/identity/identity.ts'
import { formatId } from '../../src/kernel/ids.ts'
import { useAdmin } from '../harness/admin.ts'
import { type Answer, type Caller, type Json, must, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { type Clerk, clerk } from '../harness/desk.ts'

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)

const problem = ({ status, body }: Answer) => ({ status, code: body.code })
const change = (call: Caller, { id }: Pick<Clerk, 'id'>, body: Json) => call('PATCH', `/v1/operators/${formatId('opr', id)}`, { body })
const administrators = async (): Promise<number> => {
  const { rows } = await admin.run(
    `SELECT count(*)::int AS count FROM identity.operator_roles AS r JOIN identity.operators AS o ON o.id = r.operator_id
     WHERE r.role = 'administrator' AND o.disabled_at IS NULL`,
  )
  return (rows[0] as { count: number }).count
}

describe('giving roles', () => {
  it('takes effect at the next request of a session, both ways', async () => {
    const boss = await clerk(world, 'administrator')
    const other = await clerk(world, 'auditor')
    const session = await other.session()
    expect((await session('GET', '/v1/approvals')).status).toBe(200)
    expect((await session('POST', '/v1/policies', { body: { nonsense: 1 } })).status).toBe(403)
    await must(change(boss.call, other, { roles: ['auditor', 'risk'] }))
    expect((await session('POST', '/v1/policies', { body: { nonsense: 1 } })).status).toBe(400)
    await must(change(boss.call, other, { roles: [] }))
    expect((await session('GET', '/v1/approvals')).status).toBe(403)
  })

  it('is refused for oneself, with a key and with a session', async () => {
    const boss = await clerk(world, 'administrator')
    for (const call of [boss.call, await boss.session()])
      expect(problem(await change(call, boss, { roles: ['administrator', 'finance'] }))).toEqual({ status: 403, code: 'roles_own' })
  })

  it('is refused for roles that one does not hold, whatever the key may do', async () => {
    const finance = await clerk(world, 'finance')
    const call = await finance.another([...permissionsOf(['finance']), 'operators:write'])
    const other = await clerk(world)
    expect((await change(call, other, { roles: ['finance'] })).status).toBe(200)
    for (const roles of [['administrator'], ['finance', 'risk']])
      expect(problem(await change(call, other, { roles }))).toEqual({ status: 403, code: 'role_not_held' })
    const compliance = await clerk(world, 'compliance')
    expect(problem(await change(call, compliance, { roles: [] }))).toEqual({ status: 403, code: 'role_not_held' })
    expect(problem(await change(call, compliance, { disabled: true }))).toEqual({ status: 403, code: 'role_not_held' })
    const body = { name: { en: 'New', zh: '新人' }, login: 'new.one', roles: ['administrator'] }
    expect(problem(await call('POST', '/v1/operators', { body }))).toEqual({ status: 403, code: 'role_not_held' })
  })

  it('is audited, refusals too', async () => {
    const boss = await clerk(world, 'administrator')
    const other = await clerk(world)
    await must(change(boss.call, other, { roles: ['auditor'] }))
    await change(boss.call, boss, { roles: [] })
    const leaves = (await must(world.operator('GET', `/v1/audit/leaves?actor=opr:${boss.id}`))).data as Json[]
    expect(leaves.map(({ action, result }) => `${String(action)} ${String(result)}`)).toEqual(
      expect.arrayContaining(['updateOperator ok', expect.stringMatching(/^updateOperator (roles_own|administrator_last)$/)]),
    )
  })
})

describe('the last administrator', () => {
  it('cannot be removed, disabled, or remove themselves', async () => {
    const boss = await clerk(world, 'administrator')
    await admin.run(`DELETE FROM identity.operator_roles WHERE role = 'administrator' AND operator_id <> $1`, [boss.id])
    const call = await (await clerk(world, 'finance')).another(['operators:write'])
    const last = { status: 409, code: 'administrator_last' }
    expect(problem(await change(boss.call, boss, { roles: [] }))).toEqual(last)
    expect(problem(await change(call, boss, { roles: ['finance'] }))).toEqual(last)
    expect(problem(await change(call, boss, { disabled: true }))).toEqual(last)
    expect(await administrators()).toBe(1)
  })

  it('remains when administrators remove each other at the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      await admin.run(`DELETE FROM identity.operator_roles WHERE role = 'administrator'`)
      const [first, second] = [await clerk(world, 'administrator' as RoleName), await clerk(world, 'administrator')]
      const answers = await Promise.all([change(first.call, second, { roles: [] }), change(second.call, first, { disabled: true })])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(await administrators()).toBe(1)
    }
  })
})
