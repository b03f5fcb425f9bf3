/** Suspension and resumption of a merchant, or of one of its channels; where a channel can be told, it is. */
import { formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { OnboardingDeps } from './applications/deps.ts'
import { merchantEvent } from './applications/events.ts'
import * as channels from './channels/store/channels.ts'
import * as switches from './channels/store/switches.ts'
import type { MerchantRefusalCode } from './errors.ts'
import { presentMerchant } from './present.ts'
import * as store from './store.ts'
import type { Merchant, MerchantChannel } from './types.ts'

type Refusing<T> = Promise<Outcome<T, MerchantRefusalCode>>

const announce = (
  deps: Pick<OnboardingDeps, 'outbox'>,
  tx: Tx,
  type: 'merchant.suspended' | 'merchant.resumed',
  merchant: Merchant,
): void => deps.outbox.append(tx, [merchantEvent(type, merchant.id, [formatId('mer', merchant.id)], presentMerchant(merchant))])

/** The merchant's row must be locked, and active. */
export function suspend(deps: Pick<OnboardingDeps, 'outbox'>, tx: Tx, merchant: Merchant, reason: string, now: Date): Merchant {
  const suspended: Merchant = { ...merchant, status: 'suspended', statusReason: reason, updatedAt: now }
  store.setStatus(tx, suspended)
  switches.want(tx, { merchantId: merchant.id, channel: null, wanted: 'suspended', reason }, now)
  announce(deps, tx, 'merchant.suspended', suspended)
  return suspended
}

export type SwitchMerchant = { readonly id: Id<'mer'>; readonly to: 'suspended' | 'active'; readonly reason: string }

/** Refuses merchant_not_found, merchant_onboarding. What is so already stays so. */
export async function switchMerchant(deps: OnboardingDeps, tx: Tx, { input }: Command<SwitchMerchant>): Refusing<Merchant> {
  const merchant = (await store.lock(tx, [input.id])).get(input.id)
  if (merchant === undefined) return refuse('merchant_not_found', 'id')
  if (merchant.status === 'onboarding') return refuse('merchant_onboarding')
  if (merchant.status === input.to) return ok(merchant)
  const now = deps.clock.now()
  if (input.to === 'suspended') return ok(suspend(deps, tx, merchant, input.reason, now))
  const resumed: Merchant = { ...merchant, status: 'active', statusReason: null, updatedAt: now }
  store.setStatus(tx, resumed)
  switches.want(tx, { merchantId: merchant.id, channel: null, wanted: 'active', reason: input.reason }, now)
  announce(deps, tx, 'merchant.resumed', resumed)
  return ok(resumed)
}

export type SwitchChannel = SwitchMerchant & { readonly channel: string }

/** Refuses merchant_not_found, merchant_channel_not_found, merchant_channel_state_wrong. */
export async function switchChannel(deps: OnboardingDeps, tx: Tx, { input }: Command<SwitchChannel>): Refusing<MerchantChannel> {
  const merchant = (await store.lock(tx, [input.id])).get(input.id)
  if (merchant === undefined) return refuse('merchant_not_found', 'id')
  const channel = (await channels.ofMerchants(tx, [input.id])).find(each => each.channel === input.channel)
  if (channel === undefined) return refuse('merchant_channel_not_found', 'channel')
  const from = input.to === 'suspended' ? 'active' : 'suspended'
  if (channel.status !== from) return refuse('merchant_channel_state_wrong', 'channel', { state: channel.status })
  const now = deps.clock.now()
  const switched: MerchantChannel = { ...channel, status: input.to, updatedAt: now }
  channels.put(tx, [switched])
  switches.want(tx, { merchantId: input.id, channel: input.channel, wanted: input.to, reason: input.reason }, now)
  return ok(switched)
}

export type PutChannel = {
  readonly id: Id<'mer'>
  readonly channel: string
  readonly subMerchant: string | null
  readonly subAppId: string | null
  readonly flows: readonly string[]
}

/** Takes over a number that a channel gave the merchant elsewhere. Refuses merchant_not_found, merchant_onboarding, sub_merchant_taken. */
export async function putChannel(deps: OnboardingDeps, tx: Tx, { input }: Command<PutChannel>): Refusing<MerchantChannel> {
  const merchant = (await store.lock(tx, [input.id])).get(input.id)
  if (merchant === undefined) return refuse('merchant_not_found', 'id')
  if (merchant.status === 'onboarding') return refuse('merchant_onboarding')
  if (input.subMerchant !== null) {
    const owner = await channels.ownerOf(tx, input.channel, input.subMerchant)
    if (owner !== null && owner !== input.id) return refuse('sub_merchant_taken', 'sub_merchant')
  }
  const now = deps.clock.now()
  const known = (await channels.ofMerchants(tx, [input.id])).find(each => each.channel === input.channel)
  const { id: merchantId, channel, subMerchant, subAppId, flows } = input
  const put: MerchantChannel = {
    ...{ merchantId, channel, subMerchant, subAppId, flows },
    status: 'active',
    since: known?.since ?? now,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  }
  channels.put(tx, [put])
  return ok(put)
}

const AT_ONCE = 8
const CLAIM_SECONDS = 60
const PAUSE_MS = 60_000
const PAUSE_MAX_MS = 30 * 60_000

/** Tells channels that can be told; the others were stopped on our side, and that is all. Answers how many were due. */
export async function tellChannels(deps: OnboardingDeps): Promise<number> {
  const due = await switches.claim(deps.db, deps.clock.now(), AT_ONCE, CLAIM_SECONDS)
  await Promise.all(due.map(one => tellOne(deps, one).catch((error: unknown) => deps.onError(error))))
  return due.length
}

async function tellOne(deps: OnboardingDeps, one: switches.Switch): Promise<void> {
  const port = deps.channels().get(one.channel) ?? null
  const answer = one.wanted === 'suspended' ? await port?.suspend?.(one.subMerchant, one.reason) : await port?.resume?.(one.subMerchant)
  if (answer === undefined || answer.result === 'done') return switches.end(deps.db, one)
  if (answer.result === 'refused') return switches.keep(deps.db, one, answer.reason, null)
  const pause = Math.min(PAUSE_MS * 2 ** Math.min(one.silences, 10), PAUSE_MAX_MS)
  return switches.keep(deps.db, one, answer.reason, new Date(deps.clock.now().getTime() + pause))
}
