/** What people may read of an exchange: names of persons are not among it, whatever a channel calls them. */
import { describe, expect, it } from 'vitest'
import { redactText } from './redact.ts'

describe('redactText', () => {
  it.each([
    'legal_person',
    'legal_person_name',
    'person_name',
    'contact_name',
    'card_name',
    'cst_nm',
    'rcv_nm',
    'payer_name',
    'acct_tkn',
    'openid',
  ])('hides %s in JSON, in a form and in JSON within a form', field => {
    const json = JSON.stringify({ info: { [field]: '苏墨' }, kept: 'shown' })
    for (const text of [json, `${field}=苏墨&kept=shown`, `biz_content=${encodeURIComponent(json)}`]) {
      expect(redactText(text)).not.toContain('苏墨')
      expect(redactText(text)).toContain('shown')
    }
  })
})
