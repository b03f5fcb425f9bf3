/** What variable recurring payments refuse, and the standard's code of each (OBExternalStatusReason1Code). */
import { defineCatalogue } from '../../../kernel/catalogue.ts'
import type { ObCodes } from '../protocol/codes.ts'

export const vrpCatalogue = defineCatalogue({
  ob_vrp_outside_limits: {
    status: 400,
    en: 'The payment is outside the control parameters of its consent: {reason}.',
    zh: '支付超出授权的控制参数：{reason}。',
    fixEn: 'Keep to what the person agreed to, or ask for a new consent.',
    fixZh: '请遵守用户授权的参数，或重新取得授权。',
  },
  ob_vrp_authentication_unsupported: {
    status: 400,
    en: 'Payments are made without the person (UK.OBIE.SCANotRequired): authentication by the third party is not accepted.',
    zh: '仅支持无需用户认证的付款（UK.OBIE.SCANotRequired），不接受由第三方完成的认证。',
    fixEn: 'Send UK.OBIE.SCANotRequired alone.',
    fixZh: '请仅填写 UK.OBIE.SCANotRequired。',
  },
  ob_vrp_type_unsupported: {
    status: 400,
    en: 'Payments go to merchants, so sweeping between a person’s own accounts is not possible.',
    zh: '仅可向商户付款，不支持本人账户之间的归集。',
    fixEn: 'Send UK.OBIE.VRPType.Other.',
    fixZh: '请填写 UK.OBIE.VRPType.Other。',
  },
  ob_vrp_period_unsupported: {
    status: 400,
    en: 'A fortnight has no calendar.',
    zh: '双周周期没有日历起点。',
    fixEn: 'Align fortnights to the consent.',
    fixZh: '双周周期请使用 Consent 对齐方式。',
  },
  ob_vrp_creditor_missing: {
    status: 400,
    en: 'The consent must name who is paid.',
    zh: '授权必须指明收款方。',
    fixEn: 'Send Data.Initiation.CreditorAccount.',
    fixZh: '请填写 Data.Initiation.CreditorAccount。',
  },
  ob_vrp_supplement_unsupported: {
    status: 400,
    en: 'No supplementary data is understood here, so none is taken.',
    zh: '无法处理补充数据。',
    fixEn: 'Leave SupplementaryData out.',
    fixZh: '请勿填写 SupplementaryData。',
  },
  ob_vrp_instruction_used: {
    status: 409,
    en: 'This instruction was submitted before under this consent.',
    zh: '该指令已在此授权下提交过。',
    fixEn: 'Read the payment that it became; a new payment has a new InstructionIdentification.',
    fixZh: '请查询已提交的支付；新支付请使用新的 InstructionIdentification。',
  },
})

export type VrpCode = keyof typeof vrpCatalogue & string

export const vrpObCodes: ObCodes = {
  ob_vrp_outside_limits: 'U014',
  ob_vrp_authentication_unsupported: 'U002',
  ob_vrp_type_unsupported: 'U002',
  ob_vrp_period_unsupported: 'U025',
  ob_vrp_creditor_missing: 'U004',
  ob_vrp_supplement_unsupported: 'U005',
  ob_vrp_instruction_used: { code: 'U029', status: 409 },
}
