/**
 * Which methods an address takes, for the Allow of a 405 (RFC 9110 section 15.5.6). One router of all paths beside fastify's own: a route
 * of every other method under every path there would be seven of ten routes, each with compiled functions of its own.
 */
import findMyWay from 'find-my-way'
import type { Route } from './route.ts'

const UNCONSTRAINED = {}

/** Answers the value of Allow for the path of a request's URL, `null` when no route has it. */
export function allowedMethods(routes: readonly Pick<Route, 'method' | 'path'>[], maxParamLength: number): (url: string) => string | null {
  const methods = new Map<string, string[]>()
  for (const { method, path } of routes) {
    const known = methods.get(path) ?? []
    methods.set(path, known)
    known.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]))
  }
  const paths = findMyWay({ maxParamLength })
  for (const [path, known] of methods) paths.on('GET', path, () => {}, { allow: known.join(', ') })
  return url => {
    const found = paths.find('GET', url, UNCONSTRAINED)
    return found === null ? null : (found.store as { readonly allow: string }).allow
  }
}
