/** The OpenAPI document as the whole server publishes it, judged by an independent linter, and the SDK measured against it. */
import { readFile } from 'node:fs/promises'
import { exponentOf, Feiqian } from '@feiqian/sdk'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { generate, TARGET } from '../../../sdk/scripts/generate.ts'
import { CURRENCIES, exponentOf as kernelExponentOf } from '../../src/kernel/currencies.ts'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'

const database = useDatabase()
const world = useApp(database)

type Parameter = { readonly $ref?: string; readonly name?: string; readonly description?: string; readonly schema?: Schema }
type Schema = { readonly [key: string]: unknown }
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Parameter[]
}
type Document = {
  readonly openapi: string
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, unknown>>
  }
}

let text = ''
let document: Document
let operations: (Operation & { readonly method: string; readonly path: string })[] = []

beforeAll(async () => {
  text = await (await fetch(`${world.url}/openapi.json`)).text()
  document = JSON.parse(text) as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
})

describe('the OpenAPI document', () => {
  it('is valid 3.1 and passes every recommended rule of an independent linter', async () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    const config = await createConfig({ extends: ['recommended-strict'] })
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
    expect(problems.map(problem => `${problem.ruleId} ${problem.location[0]?.pointer}: ${problem.message}`)).toEqual([])
  })

  it('says of every operation what it does, and of every tag what it is about', () => {
    const described = new Set(document.tags.filter(tag => tag.description !== undefined).map(tag => tag.name))
    expect(operations.length).toBeGreaterThan(80)
    expect(operations.filter(each => each.summary === '' || !each.tags.every(tag => described.has(tag)))).toEqual([])
    expect(new Set(operations.map(each => each.operationId)).size).toBe(operations.length)
  })

  it('asks for an Idempotency-Key exactly where money moves', () => {
    const required = operations.filter(each => each.parameters.some(parameter => parameter.$ref?.endsWith('/IdempotencyKeyRequired')))
    expect(required.map(each => each.operationId).sort()).toEqual([
      'cancelPayment',
      'capturePayment',
      'confirmCheckout',
      'confirmPayment',
      'confirmWalletPayment',
      'createHolderOrder',
      'createPayment',
      'createPayout',
      'createRefund',
      'createTopup',
      'createWechatSharingOrder',
      'createWithdrawal',
      'postLedgerTransfers',
      'repairReconciliationException',
      'returnWechatShare',
      'unfreezeWechatOrder',
    ])
  })

  it('names who may call with which scope', () => {
    const schemes = new Set(Object.keys(document.components.securitySchemes))
    expect([...schemes].sort()).toEqual([
      'merchantKey',
      'operatorKey',
      'operatorSession',
      'operatorSessionToken',
      'session',
      'sessionToken',
      'thirdParty',
    ])
    for (const { operationId, security } of operations)
      for (const [scheme, scopes] of security.flatMap(each => Object.entries(each))) {
        expect(schemes.has(scheme), operationId).toBe(true)
        if (scheme.endsWith('Key')) expect(scopes, operationId).toHaveLength(1)
      }
  })

  it('gives every JSON body a named schema', () => {
    const unnamed = operations.filter(each => /"application\/json":\{"schema":\{(?!"\$ref")/.test(JSON.stringify(each)))
    expect(unnamed.map(each => each.operationId)).toEqual([])
  })

  it('says the unit of every number, or what it counts', () => {
    const bare: string[] = []
    const look = (schema: unknown, place: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { type, description, properties } = schema as { type?: unknown; description?: unknown; properties?: object }
      const isNumber = [type].flat().some(each => each === 'integer' || each === 'number')
      if (isNumber && description === undefined) bare.push(place)
      for (const [name, inner] of Object.entries(properties ?? {})) look(inner, `${place}.${name}`)
      for (const key of ['items', 'additionalProperties'] as const) look((schema as Schema)[key], `${place}.${key}`)
      const { anyOf } = schema as { anyOf?: readonly unknown[] }
      if (description === undefined) for (const inner of anyOf ?? []) look(inner, place)
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) if (name !== 'AnyJson') look(schema, name)
    for (const { operationId, parameters } of operations)
      for (const parameter of parameters)
        if (parameter.schema !== undefined) look({ ...parameter.schema, ...parameter }, `${operationId} ${parameter.name}`)
    expect(bare).toEqual([])
  })
})

describe('the SDK', () => {
  it('has the types of the document as it is now (npm run generate-sdk)', async () => {
    expect(await generate(JSON.parse(text)), 'run npm run generate-sdk').toBe(await readFile(TARGET, 'utf8'))
  })

  it('has a method for every operation of merchants and operators, and none that does not exist', async () => {
    const called = await callEverything()
    // Whoever applies to become a merchant has no key yet.
    const keyed = operations.filter(
      each => each.path.startsWith('/v1/applications') || each.security.some(scheme => 'merchantKey' in scheme || 'operatorKey' in scheme),
    )
    // A file is fetched as it is.
    const files = ['getMerchantDocument']
    expect(called).toEqual(
      [
        ...new Set(
          keyed.filter(each => !files.includes(each.operationId)).map(each => `${each.method} ${each.path.replaceAll(/\{\w+\}/g, '{}')}`),
        ),
      ].sort(),
    )
  })

  it('counts minor units as the platform does, in every currency that it knows', () => {
    expect(CURRENCIES.map(code => [code, exponentOf(code)])).toEqual(CURRENCIES.map(code => [code, kernelExponentOf(code)]))
  })
})

/** Calls every method of a client that only notes what it would have asked; places in paths show as `{}`. */
async function callEverything(): Promise<string[]> {
  const called = new Set<string>()
  const client = new Feiqian({
    apiKey: 'fq_test_nobody',
    baseUrl: 'http://nowhere',
    fetch: async (input, init) => {
      called.add(`${init?.method} ${decodeURIComponent(new URL(String(input)).pathname)}`)
      // A file that was announced is sent in parts.
      return Response.json({ object: 'list', data: [], has_more: false, id: '{}', state: 'receiving' })
    },
  })
  const visit = async (resource: object): Promise<void> => {
    for (const method of Object.values(resource))
      if (typeof method === 'function') await method('{}', '{}', '{}')
      else await visit(method)
  }
  await visit(client)
  return [...called].sort()
}
