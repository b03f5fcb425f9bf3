/**
 * What a person agrees to, as a sheet of words: the page shows it, the receipt keeps it as text, and the second factor is bound to its
 * fingerprint. One sheet serves all three, so that nobody can be shown one thing and held to another.
 */
import { createHash } from 'node:crypto'
import type { Language } from '../../../platform/http/route.ts'

/** What the words are: to be raised whenever any of them changes (sheet.test.ts holds the words to it). */
export const TEXT_VERSION = '2026-11-22'

export type Point = { readonly strong?: string; readonly text: string }

export type Section = {
  /** Stable: the element's id is `section-<id>`. */
  readonly id: string
  readonly heading: string
  /** `yes` and `no` lead each point with a sign; `facts` are labels and values. */
  readonly kind: 'yes' | 'no' | 'plain' | 'facts'
  readonly points: readonly Point[]
}

export type Sheet = {
  readonly language: Language
  readonly title: string
  /** Whom it is about, and how to reach them. */
  readonly party: { readonly name: string; readonly detail: string }
  /** Of a payment: how much and to whom, set apart from everything else. */
  readonly amount: { readonly label: string; readonly text: string; readonly to: string } | null
  readonly sections: readonly Section[]
  /** The one sentence that the person approves. */
  readonly statement: string
  /** `bac_…` of the accounts that it is about: two accounts may read the same. */
  readonly accountIds: readonly string[]
}

const lineOf = (section: Section, { strong, text }: Point): string => {
  const lead = section.kind === 'no' ? '✕ ' : section.kind === 'yes' ? '✓ ' : '· '
  if (strong === undefined) return lead + text
  return `${lead}${strong}${section.kind === 'facts' ? ': ' : ' — '}${text}`
}

/** Every word of the sheet, in the order in which it is read. */
export function sheetText(sheet: Sheet): string {
  const { title, party, amount, sections, statement } = sheet
  return [
    title,
    `${party.name}\n${party.detail}`,
    ...(amount === null ? [] : [`${amount.label}: ${amount.text}\n${amount.to}`]),
    ...sections.map(section => [section.heading, ...section.points.map(point => lineOf(section, point))].join('\n')),
    statement,
  ].join('\n\n')
}

/** Twelve hexadecimal digits of SHA-256 over the text, its version and the accounts, in groups of four. */
export function fingerprintOf(sheet: Sheet): string {
  const digest = createHash('sha256')
    .update(`${TEXT_VERSION}\n${sheet.language}\n${sheet.accountIds.join(' ')}\n${sheetText(sheet)}`)
    .digest('hex')
  return `${digest.slice(0, 4)} ${digest.slice(4, 8)} ${digest.slice(8, 12)}`
}
