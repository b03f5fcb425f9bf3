/** Rules that hold for every operation of the API alike, read from its own description: each bad request has its code. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, callerOf, type Person, type Shop, useApp } from '../harness/app.ts'
import { type Contents, settledContents } from '../harness/contents.ts'
import { useDatabase } from '../harness/database.ts'
import { clerk } from '../harness/desk.ts'

type Operation = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly $ref?: string; readonly schema?: Schema }[]
  readonly requestBody?: unknown
  readonly refusals: readonly string[]
}
type Schema = { readonly examples?: readonly unknown[]; readonly pattern?: string; readonly type?: string; readonly format?: string }

const database = useDatabase()
const world = useApp(database)

/** Operations that take more than the others, and what is too much for them. */
const LARGE_BODIES: Readonly<Record<string, number>> = {
  addMerchantDocument: 8_000_000,
  addRuleSet: 600_000,
  dryRunRouting: 600_000,
  sendReconciliationPart: 8_000_000,
}

/** Open banking has a dialect of its own, which its own tests hold to the standard. */
const DIALECT = '/open-banking/'

let operations: Operation[] = []
let shop: Shop
/** An operator signed in at the console, for what keys cannot do. */
let signedIn: Caller
let person: Person
let before: Contents

beforeAll(async () => {
  const document = (await (await fetch(`${world.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation & { 'x-refusals': string[] }>>
  }
  operations = Object.entries(document.paths)
    .filter(([path]) => !path.startsWith(DIALECT))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, about]) => ({ ...about, method: method.toUpperCase(), path, refusals: about['x-refusals'] })),
    )
  signedIn = await (await clerk(world, 'administrator')).session()
  shop = await world.shop()
  person = await world.person()
  before = await settledContents(database)
})

const writes = (): Operation[] => operations.filter(operation => operation.method !== 'GET')
const guarded = (): Operation[] => operations.filter(operation => operation.security.length > 0)

/** A path with an id of the right form that names nothing. */
const pathOf = (operation: Operation, wrong?: string): string =>
  operation.parameters
    .filter(parameter => parameter.in === 'path')
    .reduce((path, { name, schema }) => {
      const value = schema?.examples?.[0] ?? (schema?.type === 'integer' ? 1 : 'nothing')
      return path.replace(`{${name}}`, String(wrong ?? value))
    }, operation.path)

const isFor = (operation: Operation, kind: string): boolean => operation.security.some(way => Object.hasOwn(way, kind))

/** Somebody who may. */
function allowed(operation: Operation) {
  if (operation.security.length === 0) return world.nobody
  if (isFor(operation, 'merchantKey')) return shop.call
  if (isFor(operation, 'operatorKey')) return world.operator
  return isFor(operation, 'operatorSession') ? signedIn : person.call
}

/** Sends a request to each operation and lists those that answered otherwise. */
async function others(
  chosen: readonly Operation[],
  expected: readonly (readonly [number, string])[],
  send: (operation: Operation) => Promise<Answer>,
): Promise<string[]> {
  expect(chosen.length).toBeGreaterThan(5)
  const found: string[] = []
  for (const operation of chosen) {
    const { status, body } = await send(operation)
    const fits = expected.some(([wanted, code]) => status === wanted && body.code === code)
    if (!fits) found.push(`${operation.operationId}: ${status} ${String(body.code)} ${String(body.param ?? '')}`)
  }
  return found
}

describe('every operation', () => {
  it('that needs a credential refuses to answer without one', async () => {
    expect(await others(guarded(), [[401, 'unauthenticated']], each => world.nobody(each.method, pathOf(each)))).toEqual([])
  })

  it('refuses the credential of somebody that it is not for', async () => {
    const stranger = (each: Operation) => (isFor(each, 'session') ? world.operator : person.call)
    const chosen = guarded().filter(each => !(isFor(each, 'session') && isFor(each, 'operatorKey')))
    expect(await others(chosen, [[403, 'forbidden']], each => stranger(each)(each.method, pathOf(each)))).toEqual([])
  })

  it('refuses a key without its scope', async () => {
    const { secret } = await world.app.db.transaction(async tx => ({
      secret: world.app.identity.createApiKey(tx, {
        owner: { kind: 'merchant', merchantId: shop.uuid },
        name: 'nothing',
        scopes: [],
        expiresAt: null,
      }).secret,
    }))
    const chosen = operations.filter(each => isFor(each, 'merchantKey'))
    expect(await others(chosen, [[403, 'forbidden']], each => callerOf(world.url, secret)(each.method, pathOf(each)))).toEqual([])
  })

  it('names an unknown query parameter', async () => {
    const chosen = operations.filter(each => each.method === 'GET')
    const send = (each: Operation) => allowed(each)('GET', `${pathOf(each)}?nonsense=1`)
    expect(await others(chosen, [[400, 'parameter_unknown']], send)).toEqual([])
  })

  it('names an id in its path that has not the form of one', async () => {
    const chosen = operations.filter(each =>
      each.parameters.some(({ in: place, schema }) => place === 'path' && schema?.pattern !== undefined),
    )
    const send = (each: Operation) => allowed(each)(each.method, pathOf(each, 'NON%20SENSE'))
    expect(await others(chosen, [[400, 'parameter_invalid']], send)).toEqual([])
  })

  it('refuses methods that its address does not answer, and says which it does', async () => {
    const paths = [...new Map(operations.map(each => [each.path, each])).values()]
    const send = async (each: Operation): Promise<Answer> => {
      const methods = operations.filter(other => other.path === each.path).map(other => other.method)
      const unanswered = ['PUT', 'PATCH', 'DELETE'].find(method => !methods.includes(method)) ?? 'PUT'
      const answer = await world.operator(unanswered, pathOf(each))
      for (const method of methods) expect(answer.headers.get('Allow')).toContain(method)
      return answer
    }
    expect(await others(paths, [[405, 'method_not_allowed']], send)).toEqual([])
  })

  it('answers lists within the bounds of limit only', async () => {
    const lists = operations.filter(each => each.parameters.some(parameter => parameter.name === 'limit'))
    for (const limit of ['0', '101', '-1', '1.5', 'many']) {
      const send = (each: Operation) => allowed(each)('GET', `${pathOf(each)}?limit=${limit}`)
      expect(await others(lists, [[400, 'parameter_invalid']], send)).toEqual([])
    }
  })
})

describe('every operation that changes something', () => {
  /** What outside systems call takes whatever they send, and believes it for its signature only. */
  const withBody = () => writes().filter(each => each.requestBody !== undefined && !each.path.startsWith('/callbacks/'))
  const raw = (each: Operation, body: string, contentType = 'application/json') =>
    allowed(each)(each.method, pathOf(each), { body, headers: { 'Content-Type': contentType } })

  it('refuses a body that is not JSON', async () => {
    for (const body of ['{"amount":', 'amount=1', '{"a":1}}'])
      expect(await others(withBody(), [[400, 'invalid_json']], each => raw(each, body))).toEqual([])
  })

  it('refuses a body of another media type', async () => {
    const send = (each: Operation) => raw(each, 'amount=1', 'application/x-www-form-urlencoded')
    expect(await others(withBody(), [[415, 'unsupported_media_type']], send)).toEqual([])
  })

  it('refuses a body over the limit', async () => {
    const send = (each: Operation) => raw(each, JSON.stringify({ text: 'x'.repeat(LARGE_BODIES[each.operationId] ?? 70_000) }))
    expect(await others(withBody(), [[413, 'body_too_large']], send)).toEqual([])
  })

  it('refuses JSON that is no object', async () => {
    for (const body of ['[]', '"text"', '17', 'null', 'true'])
      expect(await others(withBody(), [[400, 'parameter_invalid']], each => raw(each, body))).toEqual([])
  })

  it('names an unknown field', async () => {
    // A body of several kinds is told apart by its `kind` first.
    const expected = [
      [400, 'parameter_unknown'],
      [400, 'parameter_missing'],
    ] as const
    const send = (each: Operation) => raw(each, '{"nonsense":1}')
    expect(await others(withBody(), expected, send)).toEqual([])
    const named = await others(withBody(), [[400, 'parameter_unknown']], send)
    expect(named.map(text => text.split(':')[0]).sort()).toEqual([
      'createHolderOrder',
      'proveOperatorAuthentication',
      'proveWalletAuthentication',
      'requestMerchantChange',
      'requestOwnMerchantChange',
    ])
  })

  it('refuses to move money without an Idempotency-Key', async () => {
    const chosen = writes().filter(each => each.refusals.includes('idempotency_key_missing'))
    const send = (each: Operation) => allowed(each)(each.method, pathOf(each), { key: null })
    expect(await others(chosen, [[400, 'idempotency_key_missing']], send)).toEqual([])
  })

  it('refuses a version of the API that is not known', async () => {
    const send = (each: Operation) => allowed(each)(each.method, pathOf(each), { headers: { 'Feiqian-Version': '1999-01-01' } })
    expect(await others(writes(), [[400, 'parameter_invalid']], send)).toEqual([])
  })
})

describe('nothing', () => {
  it('is at an unknown address', async () => {
    for (const path of ['/v1/nothing', '/v1/payments/x/y/z', '/v2/payments'])
      expect((await world.operator('GET', path)).body).toMatchObject({ status: 404, code: 'unknown_route' })
  })

  it('was changed by any of these requests', async () => {
    expect(await settledContents(database)).toEqual(before)
  })
})
