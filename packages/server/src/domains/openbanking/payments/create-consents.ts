/** Registers what a third party says a person agreed to pay. The person is asked later; nothing is promised here. */
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Consent, ConsentLimit, NewConsent } from '../../consents/types.ts'
import type { PaymentInitiationDeps } from './deps.ts'

/** A consent that was found to be in order, but for whether its payee can be paid; `null`: every payment names one of its own. */
export type ProposeConsent = {
  readonly kind: 'domestic_payment' | 'vrp'
  readonly thirdPartyId: Id<'tpp'>
  readonly merchantId: Id<'mer'>
  readonly purpose: string | null
  readonly terms: unknown
  readonly validFrom: Date | null
  readonly validTo: Date | null
  readonly limits: readonly ConsentLimit[]
}

/** Refuses ob_payment_account_unsupported. */
export async function proposeConsents(
  deps: Pick<PaymentInitiationDeps, 'consents' | 'merchants'>,
  tx: Tx,
  commands: readonly Command<ProposeConsent>[],
): Promise<Outcome<Consent>[]> {
  const merchants = await deps.merchants.open(tx, [...new Set(commands.map(command => command.input.merchantId))])
  const proposed: NewConsent[] = []
  const decided = commands.map(({ input, context }) => {
    if (merchants.get(input.merchantId)?.status !== 'active')
      return refuse('ob_payment_account_unsupported', 'Data.Initiation.CreditorAccount.Identification')
    const { merchantId: _payee, thirdPartyId, ...asked } = input
    const id = newId<'cns'>()
    proposed.push({
      ...asked,
      id,
      grantee: { kind: 'third_party', id: thirdPartyId },
      permissions: [],
      actor: principalKey(context.principal),
      requestId: context.requestId,
    })
    return ok(id)
  })
  const made = new Map(deps.consents.propose(tx, proposed).map(consent => [consent.publicId, consent]))
  return decided.map((outcome): Outcome<Consent> => {
    if (!outcome.ok) return outcome
    const consent = made.get(formatId('cns', outcome.value))
    return consent === undefined ? refuse('ob_resource_not_found') : ok(consent)
  })
}
