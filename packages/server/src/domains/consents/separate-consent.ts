/**
 * A third party's consent as the separate consent that the law asks for: recipient, contact, purpose, method and kinds of data, in plain
 * words, with how long it lasts, what it does not allow and how to end it (PIPL Art. 17, 23, 29, 30). Pure.
 */
import { iso } from '../../kernel/time.ts'
import type { Consent, MerchantName } from './types.ts'
import {
  clustersOf,
  DATA_CLUSTERS,
  HANDLING_METHOD,
  KIND_WORDS,
  PERMISSION_NOTES,
  SENSITIVE_DATA,
  SEPARATE_CONSENT_LABELS,
  WITHDRAWAL,
} from './words.ts'

/** As the register of third parties has it: contacts that the institution recorded, and those of the registration (RFC 7591 section 2). */
export type Recipient = {
  readonly name: MerchantName
  readonly contact?: { readonly [key: string]: unknown }
  readonly metadata?: { readonly [key: string]: unknown }
}

export type StatementLine = { readonly about: keyof typeof SEPARATE_CONSENT_LABELS; readonly label: string; readonly text: string }

/** Line by line, in the order in which the law names them; empty for consents to anybody but a third party. */
export function separateConsentOf(consent: Consent, recipient: Recipient | undefined, language: 'en' | 'zh'): StatementLine[] {
  if (consent.grantee.kind !== 'third_party') return []
  const zh = language === 'zh'
  const kind = KIND_WORDS[consent.kind]
  const clusters = clustersOf(consent.permissions)
  const notes = consent.permissions.flatMap(permission => PERMISSION_NOTES[permission]?.[language] ?? [])
  const data = clusters.map(name => DATA_CLUSTERS[name].title[language])
  const line = (about: StatementLine['about'], text: string | null): StatementLine[] =>
    text === null || text === '' ? [] : [{ about, label: SEPARATE_CONSENT_LABELS[about][language], text }]
  const until = iso(consent.validTo)
  return [
    ...line('recipient', recipient?.name[language] ?? null),
    ...line('contact', contactOf(recipient)),
    ...line('purpose', consent.purpose ?? kind.title[language]),
    ...line('method', clusters.length === 0 ? null : HANDLING_METHOD[language]),
    ...line('data', [...data, ...notes.map(note => (zh ? `（${note}）` : `(${note})`))].join(zh ? '、' : ', ')),
    ...line('sensitive', clusters.length === 0 ? null : SENSITIVE_DATA[language]),
    ...line('duration', until ?? (zh ? '直至您撤回' : 'Until you end it')),
    ...line('not', [kind.not[language], ...clusters.map(name => DATA_CLUSTERS[name].not[language])].join(' ')),
    ...line('withdraw', WITHDRAWAL[language]),
  ]
}

function contactOf(recipient: Recipient | undefined): string | null {
  const { contact, metadata } = recipient ?? {}
  const ways = [contact?.email, contact?.phone, contact?.address, contact?.contacts, metadata?.contacts].flat()
  const said = [...new Set(ways.filter(way => typeof way === 'string' && way !== ''))]
  return said.length === 0 ? null : said.join(', ')
}
