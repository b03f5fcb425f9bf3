/**
 * Judges answers of the bank-grade API by the official OpenAPI documents of UK Open Banking v4.0, where their folder is present
 * (FEIQIAN_OBIE_SPECS, or shared/specs/obie beside the checkout), and always by our own document.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Json = { readonly [key: string]: unknown }
type Operation = { readonly responses?: Readonly<Record<string, Json>> }
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses?: Readonly<Record<string, Json>>; readonly schemas: Json }
}

const FOLDER = process.env.FEIQIAN_OBIE_SPECS ?? path.resolve(import.meta.dirname, '../../../../../shared/specs/obie')

/** Why nothing is judged by the official documents; `null`: they are there. */
export const officialMissing: string | null = existsSync(path.join(FOLDER, 'account-info-openapi.json'))
  ? null
  : `the official OpenAPI documents are not in ${process.env.FEIQIAN_OBIE_SPECS === undefined ? '../shared/specs/obie' : 'FEIQIAN_OBIE_SPECS'}: set FEIQIAN_OBIE_SPECS to their folder`

/** File of each part, and what its paths stand under. */
const FILES: readonly (readonly [file: string, under: string])[] = [
  ['account-info-openapi.json', '/aisp'],
  ['confirmation-funds-openapi.json', '/cbpii'],
  ['payment-initiation-openapi.json', '/pisp'],
  ['vrp-openapi.json', '/pisp'],
  ['events-openapi.json', ''],
]

type Known = { readonly pattern: RegExp; readonly method: string; readonly responses: Readonly<Record<string, string>> }

/** `/a/{B}/c` as a pattern of whole paths. */
const patternOf = (template: string): RegExp => new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

let known: Known[] | null = null
const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addFormat('int32', true)
const compiled = new Map<string, ValidateFunction>()

function load(): Known[] {
  const found: Known[] = []
  for (const [file, under] of FILES) {
    const document = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Document
    ajv.addSchema({ $id: `https://official/${file}`, ...document } as object)
    for (const [template, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        const responses: Record<string, string> = {}
        for (const [status, response] of Object.entries(operation.responses ?? {})) {
          const reference = typeof response.$ref === 'string' ? response.$ref : null
          const pointer = reference ?? `#/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/responses/${status}`
          const target = reference === null ? response : document.components.responses?.[reference.split('/').at(-1) ?? '']
          const content = (target?.content ?? {}) as Json
          const type = Object.keys(content).find(each => each.startsWith('application/json'))
          const escaped = type?.replaceAll('/', '~1')
          responses[status] = escaped === undefined ? '' : `https://official/${file}${encodeURI(`${pointer}/content/${escaped}/schema`)}`
        }
        found.push({ pattern: patternOf(`${under}${template}`), method: method.toUpperCase(), responses })
      }
  }
  return found
}

/** What the official documents say is wrong with an answer; empty when nothing is, or when they do not know the operation. */
export function officialFaults(method: string, url: string, status: number, body: unknown): string[] {
  if (officialMissing !== null) return []
  known ??= load()
  const { pathname } = new URL(url)
  const rest = pathname.replace(/^\/open-banking\/v\d+\.\d+/, '')
  const operation = known.find(each => each.method === method && each.pattern.test(rest))
  if (operation === undefined) return []
  const reference = operation.responses[String(status)]
  // 413 and 503 are HTTP's own; everything else must be declared.
  if (reference === undefined)
    return status === 413 || status === 503 || status === 404 || status === 409 ? [] : [`${status} is not declared`]
  if (reference === '') return []
  let validate = compiled.get(reference)
  if (validate === undefined) {
    validate = ajv.compile({ $ref: reference })
    compiled.set(reference, validate)
  }
  if (validate(body)) return []
  return (validate.errors ?? []).map(each => `${each.instancePath} ${each.message} ${JSON.stringify(each.params)}`)
}

type Own = { readonly document: Document; readonly ajv: Ajv2020; readonly compiled: Map<string, ValidateFunction> }
const own = new Map<string, Promise<Own>>()

async function ownOf(server: string): Promise<Own> {
  const document = (await (await fetch(`${server}/openapi.json`)).json()) as Document
  const judge = new Ajv2020({ strict: false, allErrors: true })
  formats.default(judge)
  judge.addSchema({ $id: 'https://own/openapi.json', ...document } as object)
  return { document, ajv: judge, compiled: new Map() }
}

/** Reads our own document of a server, which takes it some time the first time: for `beforeAll`. */
export async function prepareOwn(server: string): Promise<Own> {
  let loading = own.get(server)
  if (loading === undefined) {
    loading = ownOf(server)
    own.set(server, loading)
  }
  return loading
}

/** What our own document says is wrong with an answer. Every operation and status under the prefix must be in it. */
export async function ownFaults(server: string, method: string, url: string, status: number, body: unknown): Promise<string[]> {
  const { document, ajv: judge, compiled: judged } = await prepareOwn(server)
  const { pathname } = new URL(url)
  const template = Object.keys(document.paths).find(each => patternOf(each).test(pathname))
  const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()]
  if (template === undefined || operation === undefined) return []
  const response = operation.responses?.[String(status)]
  if (response === undefined) return [`our document does not say that ${method} ${template} answers ${status}`]
  if (response.content === undefined) return body === null ? [] : ['our document says that there is no body']
  const escaped = template.replaceAll('/', '~1')
  const reference = `https://own/openapi.json${encodeURI(`#/paths/${escaped}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`)}`
  let validate = judged.get(reference)
  if (validate === undefined) {
    validate = judge.compile({ $ref: reference })
    judged.set(reference, validate)
  }
  if (validate(body)) return []
  return (validate.errors ?? []).map(each => `ours: ${each.instancePath} ${each.message} ${JSON.stringify(each.params)}`)
}
