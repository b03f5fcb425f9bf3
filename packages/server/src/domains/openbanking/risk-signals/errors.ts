/** What risk signals refuse. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const riskSignalsCatalogue = defineCatalogue({
  risk_signal_not_found: {
    status: 404,
    en: 'There is no such risk signal.',
    zh: '风险信号不存在。',
    fixEn: 'Check the id of the signal.',
    fixZh: '请核对信号编号。',
  },
  risk_signal_withdrawn: {
    status: 409,
    en: 'The risk signal was withdrawn before.',
    zh: '风险信号已撤回。',
    fixEn: 'File a new one if it holds after all.',
    fixZh: '如仍成立，请重新登记。',
  },
  risk_recipient_unfit: {
    status: 422,
    en: 'The third party has not the role risk_information.',
    zh: '该第三方没有 risk_information 角色。',
    fixEn: 'Give it the role first, or name another.',
    fixZh: '请先授予该角色，或指定其他接收方。',
  },
})

export type RiskSignalsRefusalCode = keyof typeof riskSignalsCatalogue & string
