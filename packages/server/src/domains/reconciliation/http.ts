/** The operators' API of reconciliation. */
import type { Route } from '../../platform/http/route.ts'
import type { ReconciliationDeps } from './deps.ts'
import { dayRoutes } from './http/days.ts'
import { exceptionRoutes } from './http/exceptions.ts'
import { importRoutes } from './http/imports.ts'

export const reconciliationRoutes = (deps: ReconciliationDeps): Route[] => [
  ...importRoutes(deps),
  ...exceptionRoutes(deps),
  ...dayRoutes(deps),
]
