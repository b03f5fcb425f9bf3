/** What wiring gives the WeChat Pay connector, and what it gives back. */
import type { Clock } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import type { HouseConnection } from '../../clearing/ports.ts'
import type { ChannelOnboarding } from '../../merchants/ports.ts'
import type { BillSource } from '../../reconciliation/ports.ts'
import type { Connector, Kit } from '../kit/types.ts'

export type WechatPayDeps = {
  readonly kit: Kit
  /** Must tell the real time: signatures are good for 300 s. */
  readonly clock: Clock
  readonly db: Db
  readonly commands: Commands
  /** Where the platform reaches us, e.g. `http://127.0.0.1:4000`. */
  readonly publicUrl: () => string
  /** The policy record that applies to a key at an instant. */
  readonly policies: { at(key: string, instant: Date): { readonly value: unknown } | null }
  readonly log: { warn(facts: Readonly<Record<string, unknown>>, message: string): void }
}

export type WechatPay = Connector &
  HouseConnection & {
    readonly onboarding: ChannelOnboarding
    readonly bills: BillSource
    readonly routes: NonNullable<Connector['routes']>
    readonly connected: () => boolean
    /** Defines and schedules its jobs; before the jobs start. */
    defineJobs(jobs: Pick<Jobs, 'define' | 'schedule'>): void
    /** Downloads the platform's certificates now; answers their serials, or why there are none. */
    refreshCertificates(): Promise<readonly string[]>
    /** Goes on with profit-sharing orders, returns and receivers that wait; for the job and tests. */
    advanceSharing(): Promise<number>
    close(): Promise<void>
  }
