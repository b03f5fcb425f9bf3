/**
 * The connector to another bank by open banking: a rail of clearing (payers authorise payments there) and, for the treasury, our own
 * accounts there. Protocol facts stand in README.md.
 */
import { refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { HouseConnection, InboundResult } from '../../clearing/ports.ts'
import type { Connector, Kit } from '../kit/types.ts'
import { createBank } from './bank.ts'
import { capabilities, KEY_ROLES, OPEN_BANKING, SETTINGS } from './capabilities.ts'
import { openBankingRoutes } from './http.ts'
import { createLinks } from './links.ts'
import { createOrders } from './orders.ts'

export { peerBankCatalogue } from './errors.ts'

export type OpenBankingDeps = {
  readonly kit: Pick<Kit, 'connection' | 'createClient'>
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly commands: Commands
  readonly envelope: Envelope
  /** Where payers and the bank reach us, without a trailing slash. */
  readonly publicUrl: () => string
}

export type OpenBankingConnector = Connector &
  HouseConnection & {
    readonly routes: readonly Route[]
    /** Who is told what payers brought back: clearing's `hear`. Once, before anything comes in. */
    listen(hear: (house: string, results: readonly InboundResult[]) => Promise<void>): void
    close(): Promise<void>
  }

export function createOpenBanking({ kit, db, clock, timeZone, commands, envelope, publicUrl }: OpenBankingDeps): OpenBankingConnector {
  const client = kit.createClient({
    code: OPEN_BANKING,
    sensitive: ['access_token', 'refresh_token', 'client_assertion', 'code', 'code_verifier', 'request_uri', 'Identification'],
  })
  const bank = createBank({ kit, client, clock, redirectUri: () => `${publicUrl()}/bank/callback` })
  const orders = createOrders({ db, clock, timeZone, bank, envelope, publicUrl })
  const links = createLinks({ db, clock, bank, envelope })
  let told: ((house: string, results: readonly InboundResult[]) => Promise<void>) | null = null
  const hear = async (results: readonly InboundResult[]): Promise<void> => told?.(OPEN_BANKING, results)
  return {
    code: OPEN_BANKING,
    capabilities,
    keys: KEY_ROLES,
    settings: SETTINGS,
    connected: bank.connected,
    port: orders.port,
    callbacks: {
      // Events come to a door of their own, where the bank can be asked what they are about.
      read: () => refuse('callback_invalid'),
      answers: { accepted: { status: 202, contentType: null, body: '' }, refused: () => null },
    },
    routes: openBankingRoutes({ bank, orders, links, commands, publicUrl, hear }),
    listen(hearing) {
      told = hearing
    },
    async selfTest() {
      const found = await bank.ready()
      return found.heard === 'yes'
        ? [{ role: null, level: 'ok', code: 'answered', values: {} }]
        : [{ role: null, level: 'error', code: 'no_answer', values: { reason: found.heard === 'no' ? found.message : found.reason } }]
    },
    close: () => client.close(),
  }
}
