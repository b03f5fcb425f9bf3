/** The names of banks by the codes that clearing houses and channels use. A code that is not here is shown as it is. */
import type { Language } from './i18n.ts'

const NAMES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ABC: ['中国农业银行', 'Agricultural Bank of China'],
  BCM: ['交通银行', 'Bank of Communications'],
  BOC: ['中国银行', 'Bank of China'],
  CCB: ['中国建设银行', 'China Construction Bank'],
  CEB: ['中国光大银行', 'China Everbright Bank'],
  CIB: ['兴业银行', 'Industrial Bank'],
  CMB: ['招商银行', 'China Merchants Bank'],
  CITIC: ['中信银行', 'China CITIC Bank'],
  CMBC: ['中国民生银行', 'China Minsheng Bank'],
  ICBC: ['中国工商银行', 'Industrial and Commercial Bank of China'],
  PSBC: ['中国邮政储蓄银行', 'Postal Savings Bank of China'],
  SPDB: ['上海浦东发展银行', 'SPD Bank'],
}

export function bankName(code: string, language: Language): string {
  const names = NAMES[code]
  return names === undefined ? code : language === 'en' ? names[1] : names[0]
}
