/** Public ids of consents: three prefixes over one space of UUIDs. */
import { parseId } from '../../kernel/ids.ts'
import type { ConsentId } from './types.ts'

/** Reads `cns_…`, `mdt_…` or `card_…`; `null` for anything else. Whether the prefix suits the kind is for whoever has the consent. */
export const parseConsentId = (text: string): ConsentId | null => parseId('cns', text) ?? parseId('mdt', text) ?? parseId('card', text)
