/** Names of those whom consents are given to, for showing. */
import type { Id } from '../../kernel/ids.ts'
import type { Db } from '../../platform/db.ts'
import type { ConsentsDeps } from './consents.ts'
import type { Recipient } from './separate-consent.ts'
import type { Grantee, MerchantNames } from './types.ts'

/** An absent name is shown as `null`, beside the id. */
export type GranteeNames = {
  readonly merchants: MerchantNames
  readonly thirdParties: ReadonlyMap<Id<'tpp'>, Recipient>
}

/** One read per kind of grantee, none where there is none. */
export async function namesOf(
  deps: Pick<ConsentsDeps, 'merchants' | 'nameThirdParties'>,
  reader: Pick<Db, 'query'>,
  consents: readonly { readonly grantee: Grantee }[],
): Promise<GranteeNames> {
  const merchants = new Set<Id<'mer'>>()
  const thirdParties = new Set<Id<'tpp'>>()
  for (const { grantee } of consents) {
    if (grantee.kind === 'merchant') merchants.add(grantee.id)
    if (grantee.kind === 'third_party') thirdParties.add(grantee.id)
  }
  return {
    merchants: merchants.size === 0 ? new Map() : await deps.merchants.open(reader, [...merchants]),
    thirdParties: thirdParties.size === 0 ? new Map() : ((await deps.nameThirdParties?.(reader, [...thirdParties])) ?? new Map()),
  }
}
