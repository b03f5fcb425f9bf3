/**
 * Identity sharing: who the person is, under a consent that names it and a token with the scope `identity`. Minimised by default: the
 * Basic permission tells what was verified and a masked name; the Detail permission tells the name. Numbers are masked in both. Pure.
 */
import { derivedId, type Id } from '../../kernel/ids.ts'
import type { HolderRecord } from '../wallets/wallets.ts'

export type SharedIdentity = {
  /** The same for the person and this third party, and unknown to others. */
  readonly id: string
  readonly nameMasked: string
  readonly verifiedAt: Date
  readonly assuranceClass: 'I' | 'II' | 'III'
  readonly verified: { readonly name: boolean; readonly idDocument: boolean; readonly mobile: boolean }
  /** With the Detail permission only. */
  readonly detail: { readonly name: string; readonly idNumberMasked: string; readonly mobileMasked: string } | null
}

/** The family name of a Chinese name, the first letter of any other. */
export function maskName(name: string): string {
  const [first = ''] = name
  return `${first}${'*'.repeat(Math.min(3, Math.max(1, [...name].length - 1)))}`
}

/** A wallet is opened with a verified identity card and a phone that received a code; the class says how well. */
export function shareIdentity(holder: HolderRecord, thirdPartyId: Id<'tpp'>, permissions: readonly string[]): SharedIdentity {
  return {
    id: derivedId('shared_identity', thirdPartyId, holder.id),
    nameMasked: maskName(holder.name.zh),
    verifiedAt: holder.createdAt,
    assuranceClass: holder.class,
    verified: { name: true, idDocument: true, mobile: true },
    detail: permissions.includes('ReadIdentityDetail')
      ? { name: holder.name.zh, idNumberMasked: holder.idNumberMasked, mobileMasked: holder.phoneMasked }
      : null,
  }
}
