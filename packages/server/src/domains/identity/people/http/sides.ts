/** The two sides of everything that a person does about themselves: in the wallet, and in the console. */
import type { Access } from '../../../../platform/http/route.ts'
import { SELF_SCOPE } from '../../types.ts'
import type { Person } from '../types.ts'

export type Side = {
  readonly kind: Person['kind']
  /** What its paths begin with. */
  readonly base: '/v1/wallet' | '/v1/operator'
  readonly tag: 'Security' | 'Console'
  /** Within operation ids: `listWalletFactors`. */
  readonly name: 'Wallet' | 'Operator'
  readonly access: Access
}

export const SIDES: readonly Side[] = [
  { kind: 'holder', base: '/v1/wallet', tag: 'Security', name: 'Wallet', access: { holder: true } },
  { kind: 'operator', base: '/v1/operator', tag: 'Console', name: 'Operator', access: { operator: SELF_SCOPE } },
]
