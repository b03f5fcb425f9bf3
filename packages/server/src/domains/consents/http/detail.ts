/** A consent with everything that belongs to it: its words, receipts, history and use. */
import type { Language } from '../../../platform/http/route.ts'
import type { Consent, ConsentsDeps } from '../consents.ts'
import { consentJson } from '../events.ts'
import { namesOf } from '../grantee-names.ts'
import type { ConsentReads } from '../http.ts'
import { receiptJson } from '../receipts.ts'
import { separateConsentOf } from '../separate-consent.ts'
import { clustersOf, DATA_CLUSTERS, FREE_CHOICE, KIND_WORDS, STATE_WORDS } from '../words.ts'

const USE_ROWS = 100

/** `internals`: who did it and by which request, for operators. */
export async function detailJson(deps: ConsentsDeps, reads: ConsentReads, consent: Consent, language: Language, internals: boolean) {
  const [names, receipts, history, use] = await Promise.all([
    namesOf(deps, deps.db, [consent]),
    reads.receiptsOf(consent.id),
    reads.historyOf(consent.id),
    reads.usage(consent.id, { limit: USE_ROWS }),
  ])
  const { title, allows, not } = KIND_WORDS[consent.kind]
  const { currency, grantee } = consent
  const recipient = grantee.kind === 'third_party' ? names.thirdParties.get(grantee.id) : undefined
  return {
    ...consentJson(consent, names),
    words: {
      title: title[language],
      allows: allows[language],
      not: not[language],
      state: STATE_WORDS[consent.state][language],
      free_choice: FREE_CHOICE[language],
      data: clustersOf(consent.permissions).map(name => {
        const cluster = DATA_CLUSTERS[name]
        return { name, title: cluster.title[language], what: cluster.what[language], not: cluster.not[language] }
      }),
    },
    separate_consent: separateConsentOf(consent, recipient, language),
    receipts: receipts.map(receipt => receiptJson(receipt, consent)),
    history: history.map(({ change, at, by, reason, actor, requestId }) => ({
      change,
      at: at.toISOString(),
      by,
      reason,
      actor: internals ? actor : null,
      request_id: internals ? requestId : null,
    })),
    use: {
      payments: use.payments.map(payment => ({
        payment: payment.reference,
        amount: { amount: Number(payment.amount), currency: payment.currency },
        given_back: { amount: Number(payment.releasedAmount), currency: payment.currency },
        payee: payment.payee,
        at: payment.at.toISOString(),
      })),
      days: use.accesses.map(({ day, resource, count, amount, lastAt }) => ({
        day,
        resource,
        count: Number(count),
        amount: resource === 'payments' ? { amount: Number(amount), currency } : null,
        last_at: lastAt.toISOString(),
      })),
    },
  }
}
