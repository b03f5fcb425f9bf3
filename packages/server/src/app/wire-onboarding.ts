/** Onboarding of merchants: it stands on partners for agreements and on the connectors for channels. */
import { createOnboarding } from '../domains/merchants/merchants.ts'
import { type createPartners, priceTemplate } from '../domains/partners/partners.ts'
import { ok } from '../kernel/outcome.ts'
import { createEnvelope } from '../platform/kms.ts'
import type { wireConnectors } from './connectors.ts'
import type { Platform } from './wire-platform.ts'

type Below = Pick<Parameters<typeof createOnboarding>[0], 'ledger' | 'policies' | 'outbox'> & {
  readonly partners: ReturnType<typeof createPartners>
  readonly policiesAt: Parameters<typeof priceTemplate>[0]
  readonly connectors: Pick<ReturnType<typeof wireConnectors>, 'kms' | 'onboarding'>
}

export function wireOnboarding(platform: Platform, { partners, policiesAt, connectors, ...below }: Below) {
  const { db, clock, timeZone, commands, audit, seal, keyFor, onError } = platform
  return createOnboarding({
    ...{ db, clock, timeZone, commands, seal, ...below },
    audit: audit.append,
    envelope: createEnvelope(connectors.kms),
    markKey: keyFor('marks of merchants'),
    agreements: {
      async draft(tx, merchantId, template) {
        const found = priceTemplate(policiesAt, template, clock.now())
        if (!found.ok) return found
        const drafted = await partners.draftFromTemplate(tx, merchantId, found.value)
        return drafted.ok ? ok({ id: drafted.value.agreementId, version: drafted.value.version }) : drafted
      },
      activate: (tx, agreementId, version) => partners.activate(tx, { agreementId, version }),
      async read(agreementId, version) {
        const found = await partners.readVersion({ agreementId, version })
        return found === null ? null : { id: agreementId, version, ...found }
      },
    },
    channels: connectors.onboarding,
    onError,
  })
}
