/**
 * Who may do what: every operation of operators with the key of every role, through the server. The table of roles says which are let
 * in; what is let in gets past the door (whatever it then finds), everything else is told 403 and which permission is missing.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { OPERATOR_SCOPES, permissionsOf, ROLE_NAMES, ROLES, type RoleName } from '../../src/domains/identity/identity.ts'
import { type Caller, must, useApp } from '../harness/app.ts'
import { settledContents } from '../harness/contents.ts'
import { useDatabase } from '../harness/database.ts'
import { clerk } from '../harness/desk.ts'

const database = useDatabase()
const world = useApp(database)

type Parameter = {
  readonly name?: string
  readonly in?: string
  readonly schema?: { readonly examples?: readonly unknown[]; readonly type?: string }
}
type Operation = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Parameter[]
}

let operations: Operation[] = []
const callers = new Map<RoleName, Caller>()

beforeAll(async () => {
  const document = (await (await fetch(`${world.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, Operation>> }
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]) => ({ ...about, method: method.toUpperCase(), path })),
  )
  for (const role of ROLE_NAMES) callers.set(role, (await clerk(world, role)).call)
})

/** The permission that operators need for it; null when it is not theirs. */
const permissionOf = ({ security }: Operation): string | null =>
  security.find(way => way.operatorKey !== undefined)?.operatorKey?.[0] ?? null

const operatorOperations = (): (Operation & { readonly permission: string })[] =>
  operations.flatMap(operation => {
    const permission = permissionOf(operation)
    return permission === null ? [] : [{ ...operation, permission }]
  })

/** A path with ids of the right form that name nothing. */
const pathOf = ({ path, parameters }: Operation): string =>
  parameters
    .filter(parameter => parameter.in === 'path')
    .reduce((text, { name, schema }) => {
      return text.replace(`{${name}}`, String(schema?.examples?.[0] ?? (schema?.type === 'integer' ? 1 : 'nothing')))
    }, path)

/** An unknown parameter is refused by whoever is let in, before anything happens, and never seen by whoever is not. */
const knock = (call: Caller, operation: Operation) =>
  operation.method === 'GET'
    ? call('GET', `${pathOf(operation)}?nonsense=1`)
    : call(operation.method, pathOf(operation), { body: { nonsense: 1 } })

describe('the table of roles', () => {
  it('is published as the program has it', async () => {
    const { data } = await must(world.nobody('GET', '/v1/roles'))
    expect(data).toEqual(
      ROLE_NAMES.map(role => ({
        object: 'role',
        role,
        name: ROLES[role].name,
        purpose: ROLES[role].purpose,
        permissions: ROLES[role].permissions,
      })),
    )
  })

  it('names permissions that operations need, and every one that they need', () => {
    const needed = new Set(operatorOperations().map(({ permission }) => permission))
    // A signed-in operator's own affairs need no role.
    needed.delete('self')
    expect([...needed].filter(permission => !OPERATOR_SCOPES.some(scope => scope === permission))).toEqual([])
  })
})

describe('every operation of operators', () => {
  for (const role of ROLE_NAMES)
    it(`lets in or refuses the ${role} exactly as the table says`, async () => {
      const call = callers.get(role)
      if (call === undefined) throw new Error(`no caller for ${role}`)
      const permissions = new Set<string>(permissionsOf([role]))
      const before = await settledContents(database)
      const wrong: string[] = []
      let refused = 0
      for (const operation of operatorOperations()) {
        const { status, body } = await knock(call, operation)
        const isIn = permissions.has(operation.permission)
        if (!isIn) refused += 1
        const fits = isIn
          ? status === 400
          : status === 403 && body.code === 'forbidden' && String(body.detail).includes(operation.permission)
        if (!fits) wrong.push(`${operation.operationId} (${operation.permission}): ${status} ${String(body.code)}`)
      }
      expect(wrong).toEqual([])
      expect(operatorOperations().length - refused).toBeGreaterThan(0)
      expect(await settledContents(database)).toEqual(before)
    })

  it('lets nobody in who is no operator', async () => {
    const shop = await world.shop()
    const person = await world.person()
    for (const operation of operatorOperations()) {
      const kinds = operation.security.flatMap(way => Object.keys(way))
      if (!kinds.includes('merchantKey')) expect((await knock(shop.call, operation)).status, operation.operationId).toBe(403)
      if (!kinds.includes('session')) expect((await knock(person.call, operation)).status, operation.operationId).toBe(403)
      expect((await knock(world.nobody, operation)).status, operation.operationId).toBe(401)
    }
  })
})

describe('two roles', () => {
  it('may what either may', async () => {
    const both = await clerk(world, 'finance', 'merchant_manager')
    const permissions = new Set<string>(permissionsOf(['finance', 'merchant_manager']))
    for (const operation of operatorOperations().filter(({ method }) => method === 'GET')) {
      const { status } = await knock(both.call, operation)
      expect(status, operation.operationId).toBe(permissions.has(operation.permission) ? 400 : 403)
    }
  })
})
