/** Orders, actions and observations as the JSON in which they are kept. Money is text there; what was kept is read back as it was. */
import { parseBusinessDate } from '../../kernel/time.ts'
import type { Observation } from './rules.ts'
import type { ChannelOrder, PayerAction } from './types.ts'

type Json = { readonly [name: string]: unknown }

/** A channel order as it stands in the database. */
export type StoredOrder = Omit<ChannelOrder, 'originalAmount'> & { readonly originalAmount?: string }

export function orderToJson({ originalAmount, ...order }: ChannelOrder): StoredOrder {
  return originalAmount === undefined ? order : { ...order, originalAmount: originalAmount.toString() }
}

export function orderFromJson({ originalAmount, ...order }: StoredOrder): ChannelOrder {
  return originalAmount === undefined ? order : { ...order, originalAmount: BigInt(originalAmount) }
}

/** An action as it stands in the database. */
export type StoredAction = Json & { readonly type: PayerAction['type'] }

export const actionToJson = (action: PayerAction): StoredAction =>
  'expiresAt' in action ? { ...action, expiresAt: action.expiresAt?.toISOString() ?? null } : { ...action }

export function actionFromJson(stored: StoredAction): PayerAction {
  // Written by actionToJson alone, so the form is the type's but for the instant.
  const action = stored as unknown as PayerAction
  return 'expiresAt' in action ? { ...action, expiresAt: stored.expiresAt === null ? null : new Date(String(stored.expiresAt)) } : action
}

/** An observation as it stands in the inbox. */
export type StoredObservation = Json & { readonly kind: Observation['kind'] }

export function observationToJson(seen: Observation): StoredObservation {
  switch (seen.kind) {
    case 'accepted':
      return seen.action === undefined ? { ...seen } : { ...seen, action: actionToJson(seen.action) }
    case 'succeeded':
      return { ...seen, amount: seen.amount.toString(), ...(seen.fee === undefined ? {} : { fee: seen.fee.toString() }) }
    default:
      return { ...seen }
  }
}

export function observationFromJson(stored: StoredObservation): Observation {
  switch (stored.kind) {
    case 'accepted': {
      const { action } = stored
      return {
        kind: 'accepted',
        houseReference: textOrNull(stored.houseReference),
        ...(action === undefined ? {} : { action: actionFromJson(action as StoredAction) }),
      }
    }
    case 'succeeded':
      return {
        kind: 'succeeded',
        amount: BigInt(String(stored.amount)),
        houseReference: textOrNull(stored.houseReference),
        settlementDate: stored.settlementDate === null ? null : parseBusinessDate(String(stored.settlementDate)),
        ...(stored.payer === undefined ? {} : { payer: String(stored.payer) }),
        ...(stored.fee === undefined ? {} : { fee: BigInt(String(stored.fee)) }),
      }
    default:
      // The other kinds hold texts and numbers only, which JSON gives back as they were.
      return stored as unknown as Observation
  }
}

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
