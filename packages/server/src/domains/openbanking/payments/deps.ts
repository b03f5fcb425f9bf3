/** What payment initiation and variable recurring payments are built from: the faces of the domains below, and the platform. */
import type { Clock } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import type { Outbox } from '../../../platform/outbox.ts'
import type { Consents } from '../../consents/consents.ts'
import type { ConsentFactor } from '../../consents/types.ts'
import type { Merchants } from '../../merchants/merchants.ts'
import type { Payments } from '../../payments/payments.ts'
import type { Policies } from '../../policies/policies.ts'
import type { Factors } from '../../wallets/types.ts'
import type { Wallets } from '../../wallets/wallets.ts'
import type { CoreBankPort } from '../ports.ts'

/** What carries out an order. */
export type OrderDeps = {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly consents: Pick<Consents, 'open' | 'release'>
  readonly payments: Pick<Payments, 'pay'>
  /** What the wallet's daily limits make of the factors that a person showed: the policy of strong customer authentication. */
  readonly levelOf: (factors: readonly ConsentFactor[]) => Factors
}

export type PaymentInitiationDeps = OrderDeps & {
  readonly db: Db
  readonly commands: Commands
  /** IANA name: the institution's own. */
  readonly timeZone: string
  readonly consents: Pick<Consents, 'open' | 'release' | 'propose' | 'find' | 'cancel'>
  readonly payments: Pick<Payments, 'pay' | 'find'>
  readonly merchants: Pick<Merchants, 'open'>
  readonly policies: Pick<Policies, 'require'>
  readonly wallets: Pick<Wallets, 'view' | 'presentHolder'>
  readonly bank: Pick<CoreBankPort, 'accounts'>
}
