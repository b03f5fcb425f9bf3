/**
 * Holds answers to what their route declares: status, schema and refusal codes. Tests run with it, so that the OpenAPI document
 * cannot say one thing and the server do another.
 */
import { InvariantError } from '../../kernel/outcome.ts'
import { httpCatalogue } from './problems.ts'
import type { Reply, Route } from './route.ts'

/** Throws a defect when the reply is not one that the route declares. */
export function assertDeclared(route: Route, reply: Reply): void {
  if ('ok' in reply) {
    if (reply.ok) assertBody(route, route.response.status, reply.value)
    else assertRefusal(route, reply.error.code)
  } else if (reply.kind === 'command') {
    if (reply.contentType === 'application/problem+json') assertRefusal(route, (JSON.parse(reply.body) as { code: string }).code)
    else assertBody(route, reply.status, JSON.parse(reply.body))
  } else if (reply.kind === 'text') {
    assertBody(route, reply.status, JSON.parse(reply.json.toString()))
  } else if (reply.kind === 'json') {
    assertBody(route, reply.status, reply.body)
  }
}

function assertRefusal(route: Route, code: string): void {
  if (Object.hasOwn(httpCatalogue, code) || route.refusals.includes(code)) return
  throw new InvariantError(`${route.operationId} refused with ${code}, which it does not declare`)
}

function assertBody(route: Route, status: number, body: unknown): void {
  const declared = [route.response, ...(route.also ?? [])].find(response => response.status === status)
  if (declared === undefined)
    throw new InvariantError(`${route.operationId} answered ${status}, its declaration says ${route.response.status}`)
  if (declared.schema === null) return
  const parsed = declared.schema.safeParse(body === undefined ? undefined : JSON.parse(JSON.stringify(body)))
  if (!parsed.success) throw new InvariantError(`the answer of ${route.operationId} is not of its schema: ${parsed.error.message}`)
}
