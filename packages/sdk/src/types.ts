/**
 * Types of the API's operations by path, taken from the OpenAPI document (openapi.generated.ts), and the one function that calls
 * an operation with them.
 */
import type { Core, RequestOptions } from './core.ts'
import { type List, listOf } from './lists.ts'
import type { paths } from './openapi.generated.ts'

export type Path = keyof paths
type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Operation<P extends Path, V extends Verb> = V extends keyof paths[P] ? NonNullable<paths[P][V]> : never
type Success = 200 | 201 | 202
type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never

/** What an operation answers with. */
export type Result<P extends Path, V extends Verb> =
  Operation<P, V> extends { responses: infer R } ? { [S in keyof R & Success]: Json<R[S]> }[keyof R & Success] : never

/** What an operation is asked with. */
export type Body<P extends Path, V extends Verb> = Operation<P, V> extends { requestBody?: infer B } ? Json<NonNullable<B>> : never

/** The query of an operation. */
export type Query<P extends Path, V extends Verb = 'get'> =
  Operation<P, V> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never

/** One item of a list operation. */
export type Item<P extends Path> = Result<P, 'get'> extends { data: (infer T)[] } ? T : never

type Given<P extends Path, V extends Verb> = {
  /** Fills the places `{…}` of the path. */
  readonly at?: Readonly<Record<string, string>>
  readonly query?: Query<P, V> | undefined
  readonly body?: Body<P, V>
}

const METHODS = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const

const fill = (path: string, at: Readonly<Record<string, string>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ''))

/** Calls one operation: its query, body and answer are those of the document. */
export const call = <P extends Path, V extends Verb>(core: Core, verb: V, path: P, given: Given<P, V> = {}, options?: RequestOptions) =>
  core.request<Result<P, V>>(METHODS[verb], fill(path, given.at), { query: given.query, body: given.body }, options)

/** Calls one operation that answers with CSV text. */
export const csv = <P extends Path>(core: Core, path: P, given: Omit<Given<P, 'get'>, 'body'> = {}, options?: RequestOptions) =>
  core.request<string>('GET', fill(path, given.at), { query: given.query, accept: 'text/csv' }, options)

/** Calls one list operation. */
export const list = <P extends Path>(
  core: Core,
  path: P,
  given: Omit<Given<P, 'get'>, 'body'> = {},
  options?: RequestOptions,
): List<Item<P>> => listOf<Item<P> & { readonly id: string }>(core, fill(path, given.at), given.query, options)
