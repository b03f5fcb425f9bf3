/** The routes of consents: for mandates as they have always been, for consents of every kind, and for operators. */
import type { CommandHandler } from '../../platform/commands.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Consents, ConsentsDeps } from './consents.ts'
import type { CreateMandate } from './create-mandates.ts'
import { type AgreementCommands, agreementRoutes } from './http/agreements.ts'
import { mandateRoutes } from './http/mandates.ts'
import { operatorRoutes } from './http/operators.ts'
import { walletRoutes } from './http/wallet.ts'
import type { RevokeConsent, RevokeMandate } from './revoke-mandates.ts'

export type ConsentCommands = AgreementCommands & {
  readonly create: CommandHandler<CreateMandate>
  readonly revokeMandate: CommandHandler<RevokeMandate>
  readonly revokeConsent: CommandHandler<RevokeConsent>
}

export type ConsentReads = Pick<Consents, 'find' | 'usage' | 'historyOf' | 'receiptsOf'>

export const consentsRoutes = (deps: ConsentsDeps, reads: ConsentReads, commands: ConsentCommands): Route[] => [
  ...mandateRoutes(deps, commands),
  ...agreementRoutes(deps, commands),
  ...walletRoutes(deps, reads, commands),
  ...operatorRoutes(deps, reads, commands),
]
