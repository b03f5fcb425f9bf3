/** The banks that invented accounts are at, and how each names itself to other banks. The British ones are invented as a whole. */
import type { Agent } from '../../openbanking/ports.ts'
import type { Bank } from './types.ts'

const cn = (en: string, zh: string, code: string): Bank => ({ name: { en, zh }, agentScheme: 'CN.CNAPS.BankCode', agentId: code })
const uk = (name: string, bic: string): Bank => ({ name: { en: name, zh: name }, agentScheme: 'UK.OBIE.BICFI', agentId: bic })

export const BANKS: Readonly<Record<string, Bank>> = {
  icbc: cn('Industrial and Commercial Bank of China', '中国工商银行', '102100099996'),
  abc: cn('Agricultural Bank of China', '中国农业银行', '103100000026'),
  boc: cn('Bank of China', '中国银行', '104100000004'),
  ccb: cn('China Construction Bank', '中国建设银行', '105100000017'),
  cmb: cn('China Merchants Bank', '招商银行', '308584000013'),
  northgate: uk('Northgate Bank', 'NGTEGB2L'),
  harbour: uk('Harbour Building Society', 'HRBSGB21'),
}

export function agentOf(bank: string | null): Agent | null {
  const known = bank === null ? undefined : BANKS[bank]
  return known === undefined
    ? null
    : {
        scheme: known.agentScheme,
        identification: known.agentId,
        name: known.agentScheme === 'CN.CNAPS.BankCode' ? known.name.zh : known.name.en,
      }
}
