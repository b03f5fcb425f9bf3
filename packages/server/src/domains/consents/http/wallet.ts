/** The routes of a holder's consents of every kind: list, look, revoke, and the receipt to keep. */
import { z } from 'zod'
import { ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zList } from '../../../platform/http/schemas.ts'
import type { Consent, ConsentsDeps } from '../consents.ts'
import { consentJson } from '../events.ts'
import { namesOf } from '../grantee-names.ts'
import type { ConsentCommands, ConsentReads } from '../http.ts'
import { receiptJson, receiptText } from '../receipts.ts'
import { listOfHolder } from '../store-reads.ts'
import type { ConsentId, StoredReceipt } from '../types.ts'
import { asConsent } from '../view.ts'
import { viewContext } from '../view-context.ts'
import { detailJson } from './detail.ts'
import { holderOf } from './holder-of.ts'
import { zConsentDetailJson, zConsentId, zConsentJson, zReceiptJson } from './schemas.ts'

const params = z.strictObject({ id: zConsentId })
type Asked = { readonly id: ConsentId; readonly publicId: string }

export function walletRoutes(deps: ConsentsDeps, reads: ConsentReads, commands: ConsentCommands): Route[] {
  /** The person's own consent under this id; `null` for anybody else's, and for a prefix of another kind. */
  const own = async (principal: Principal, asked: Asked): Promise<Consent | null> => {
    const consent = await reads.find(asked.id)
    return consent !== null && consent.holderId === holderOf(principal) && consent.publicId === asked.publicId ? consent : null
  }
  const latest = async (
    principal: Principal,
    asked: Asked,
  ): Promise<{ ok: true; consent: Consent; receipt: StoredReceipt } | { ok: false; error: Refusal }> => {
    const consent = await own(principal, asked)
    if (consent === null) return refuse('consent_not_found', 'id')
    const [receipt] = await reads.receiptsOf(consent.id)
    return receipt === undefined ? refuse('receipt_not_found', 'id') : { ok: true, consent, receipt }
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/consents',
      operationId: 'listWalletConsents',
      tag: 'Consents',
      summary: 'List your consents of every kind',
      description: 'Data sharing, payments by third parties, mandates to merchants and bound cards, newest first.',
      access: { holder: true },
      query: z.strictObject({
        ...listQuery('cns'),
        starting_after: zConsentId.optional().meta({ description: 'Answer with what follows this id.' }),
        ending_before: zConsentId.optional().meta({ description: 'Answer with what precedes this id.' }),
      }),
      response: { status: 200, schema: zList(zConsentJson) },
      refusals: [],
      handle: async request => {
        const { limit, starting_after: after, ending_before: before } = request.query
        const page = { after: after?.id ?? null, before: before?.id ?? null, limit: limit + 1 }
        const rows = await listOfHolder(deps.db, holderOf(request.principal), null, page)
        const names = await namesOf(deps, deps.db, rows)
        const now = deps.clock.now()
        const context = viewContext(deps, now)
        return ok(listJson(pageOf(rows, limit, before !== undefined), row => consentJson(asConsent(row, now, context), names)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/consents/:id',
      operationId: 'getWalletConsent',
      tag: 'Consents',
      summary: 'Look at a consent',
      description: 'With its plain words, receipts, history and what it was used for.',
      access: { holder: true },
      params,
      response: { status: 200, schema: zConsentDetailJson },
      refusals: ['consent_not_found'],
      handle: async request => {
        const consent = await own(request.principal, request.params.id)
        return consent === null ? refuse('consent_not_found', 'id') : ok(await detailJson(deps, reads, consent, request.language, false))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/consents/:id/revoke',
      operationId: 'revokeWalletConsent',
      tag: 'Consents',
      summary: 'End a consent',
      description:
        'Any kind: from the answer on nothing is read or paid under it. Ending again answers with the consent as it is; so does what ended otherwise.',
      access: { holder: true },
      params,
      response: { status: 200, schema: zConsentJson },
      refusals: ['consent_not_found'],
      command: 'plain',
      handle: request => {
        const { id: consentId, publicId } = request.params.id
        return commands.revokeConsent.execute({ consentId, publicId, holderId: holderOf(request.principal), reason: null }, request.command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/consents/:id/receipt',
      operationId: 'getWalletConsentReceipt',
      tag: 'Consents',
      summary: 'Download the receipt of a consent',
      description: 'The latest: what was shown, in which words and version, when, with which factors.',
      access: { holder: true },
      params,
      response: { status: 200, schema: zReceiptJson },
      refusals: ['consent_not_found', 'receipt_not_found'],
      handle: async request => {
        const found = await latest(request.principal, request.params.id)
        return found.ok ? ok(receiptJson(found.receipt, found.consent)) : found
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/consents/:id/receipt.txt',
      operationId: 'getWalletConsentReceiptText',
      tag: 'Consents',
      summary: 'Download the receipt as plain text',
      description: 'In the language in which it was shown.',
      access: { holder: true },
      params,
      response: { status: 200, schema: null, contentType: 'text/plain' },
      refusals: ['consent_not_found', 'receipt_not_found'],
      handle: async request => {
        const found = await latest(request.principal, request.params.id)
        if (!found.ok) return found
        return {
          kind: 'raw',
          status: 200,
          contentType: 'text/plain; charset=utf-8',
          body: receiptText(found.receipt, found.consent),
          headers: {
            'Content-Disposition': `attachment; filename="${found.consent.publicId}.txt"`,
            'Content-Language': found.receipt.language,
          },
        }
      },
    }),
  ]
}
