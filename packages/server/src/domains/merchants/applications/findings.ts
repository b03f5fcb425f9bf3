/** The words of findings and of reasons of risk, in both languages. */
type Words = { readonly en: string; readonly zh: string }

export const FINDING_WORDS: Readonly<Record<string, Words>> = {
  section_missing: { en: 'This section is missing.', zh: '缺少该部分内容。' },
  period_reversed: { en: 'It ends before it begins.', zh: '有效期截止日早于起始日。' },
  not_yet_valid: { en: 'It is not valid before {from}.', zh: '自 {from} 起方才有效。' },
  expired: { en: 'It ended on {to}.', zh: '已于 {to} 到期。' },
  expires_soon: { en: 'It ends soon, on {to}.', zh: '即将于 {to} 到期。' },
  uscc_invalid: { en: 'This is no unified social credit code: its check character is wrong.', zh: '统一社会信用代码有误（校验码不符）。' },
  subject_differs_from_licence: { en: 'The licence number says that this is: {licence}.', zh: '主体类型与证照编号所示（{licence}）不符。' },
  licence_kind_unusual: { en: 'The licence number is of an unusual kind; look at the licence.', zh: '证照编号类别不常见，请核对证照。' },
  id_number_invalid: { en: 'This is no number of such a document.', zh: '证件号码有误。' },
  person_too_young: { en: 'The person is younger than {age}.', zh: '该人员未满 {age} 周岁。' },
  owner_missing: { en: 'A company names its beneficial owners.', zh: '须填报受益所有人。' },
  owner_repeated: { en: 'This owner is named twice.', zh: '受益所有人重复填报。' },
  owner_share_too_small: {
    en: 'An owner by shares holds at least {min} hundredths of a percent.',
    zh: '以股权认定的受益所有人，持股须不低于万分之 {min}。',
  },
  owner_shares_above_whole: { en: 'The shares sum to more than the whole.', zh: '持股比例合计超过 100%。' },
  owner_basis_mixed: {
    en: 'A senior manager counts as owner only where nobody holds or controls 25 %.',
    zh: '仅在无人持股或控制达 25% 时，方可以高级管理人员认定受益所有人。',
  },
  owner_is_manager_only: {
    en: 'Only a senior manager is named as owner; look at the structure.',
    zh: '仅以高级管理人员认定受益所有人，请核实股权结构。',
  },
  contact_is_not_legal_person: {
    en: 'The contact is said to be the legal person, but is another.',
    zh: '超级管理员填报为法定代表人，但信息不符。',
  },
  mcc_prohibited: { en: 'Business of category {mcc} is not taken on.', zh: '类目 {mcc} 属于禁入行业。' },
  mcc_high_risk: { en: 'Business of category {mcc} is watched closely.', zh: '类目 {mcc} 属于高风险行业，请重点核实。' },
  shop_missing: { en: 'Name at least one shop.', zh: '请至少填报一家门店。' },
  website_missing: { en: 'Name the website.', zh: '请填报网站地址。' },
  account_personal_not_allowed: {
    en: 'Only an individual business is settled to a personal account.',
    zh: '仅个体工商户可使用对私结算账户。',
  },
  account_name_differs: { en: 'The settlement account is not in the merchant’s name.', zh: '结算账户户名与商户名称不一致。' },
  card_number_invalid: { en: 'This is no card number: its check digit is wrong.', zh: '银行卡号有误（校验位不符）。' },
  channel_missing: { en: 'Ask for at least one channel.', zh: '请至少选择一个渠道。' },
  channel_unknown: { en: 'The institution has no channel {channel}.', zh: '本机构未接入渠道 {channel}。' },
  channel_repeated: { en: 'This channel is named twice.', zh: '渠道重复。' },
  channel_refuses_subject: { en: '{channel} does not take on this kind of applicant.', zh: '{channel} 不支持该主体类型。' },
  sub_app_id_missing: { en: 'The flow {flow} needs the merchant’s own app id.', zh: '{flow} 方式须提供商户自有 AppID。' },
  document_missing: { en: 'This document is missing.', zh: '缺少该项资料。' },
  document_repeated: { en: 'The same content is there as another document, too.', zh: '与另一项资料内容相同。' },
  licence_applying: { en: 'Another application with this licence is open.', zh: '该证照已有进行中的入网申请。' },
  licence_taken: { en: 'A merchant with this licence is there already.', zh: '该证照已有入网商户。' },
  rejected_before: {
    en: 'An application with the same licence, person or account was rejected before.',
    zh: '相同证照、人员或账户的申请曾被拒绝。',
  },
  account_shared: {
    en: 'Merchants with other licences are settled to this account: {merchants}.',
    zh: '另有 {merchants} 家不同证照的商户使用该结算账户。',
  },
  legal_person_shared: {
    en: 'Merchants with other licences have the same legal person: {merchants}.',
    zh: '另有 {merchants} 家不同证照的商户为同一法定代表人。',
  },
  correction_wanted: { en: 'A reviewer asks for a correction.', zh: '审核人员要求更正。' },
  channel_rejected: { en: 'The channel {channel} did not accept this.', zh: '渠道 {channel} 未通过此项。' },
}

export const RISK_WORDS: Readonly<Record<string, Words>> = {
  mcc_high_risk: { en: 'kind of business', zh: '高风险行业' },
  licence_young: { en: 'young licence', zh: '成立时间短' },
  online_only: { en: 'no shop, online only', zh: '无实体门店' },
  volume_large: { en: 'large expected volume', zh: '预计交易额大' },
  owner_foreign: { en: 'foreign legal person or owner', zh: '法定代表人或受益所有人为境外人士' },
  owner_is_manager_only: { en: 'nobody holds 25 %', zh: '股权分散，无 25% 以上持有人' },
  settlement_same_day: { en: 'settled the same day', zh: '当日结算' },
  account_personal: { en: 'settled to a personal account', zh: '对私结算' },
  account_shared: { en: 'shared settlement account', zh: '结算账户共用' },
  legal_person_shared: { en: 'legal person of several merchants', zh: '法定代表人关联多家商户' },
  rejected_before: { en: 'rejected before', zh: '曾被拒绝' },
}

/** Fills `{name}` from the values. */
export const wordsOf = (words: Words | undefined, code: string, values: Readonly<Record<string, string | number>>): Words => {
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  return { en: fill(words?.en ?? code), zh: fill(words?.zh ?? code) }
}
