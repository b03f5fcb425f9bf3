/** What partners refuses. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const partnersCatalogue = defineCatalogue({
  agreement_not_found: {
    status: 404,
    en: 'There is no such agreement.',
    zh: '协议不存在。',
    fixEn: 'Check the agreement id.',
    fixZh: '请核对协议编号。',
  },
  agreement_version_not_found: {
    status: 404,
    en: 'The agreement has no such version.',
    zh: '该协议没有此版本。',
    fixEn: 'Read the agreement to see its versions.',
    fixZh: '请查询协议以确认版本号。',
  },
  clause_numbers_repeated: {
    status: 422,
    en: 'Two clauses have the number {number}.',
    zh: '条款编号 {number} 重复。',
    fixEn: 'Give every clause a number of its own.',
    fixZh: '请为每一条款使用不同的编号。',
  },
  clauses_ambiguous: {
    status: 422,
    en: 'Two clauses of kind {kind} speak of the method {method}.',
    zh: '有两条 {kind} 条款同时适用于支付方式 {method}。',
    fixEn: 'Keep one clause for each kind and method.',
    fixZh: '每一类条款对每种支付方式只保留一条。',
  },
  clauses_incomplete: {
    status: 422,
    en: 'No clause of kind {kind} speaks of the method {method}.',
    zh: '没有适用于支付方式 {method} 的 {kind} 条款。',
    fixEn: 'Add a clause for this method, or one for any.',
    fixZh: '请为该支付方式补充条款，或增加适用于 any 的条款。',
  },
  clause_bounds_crossed: {
    status: 422,
    en: 'The least fee of clause {number} is above its greatest.',
    zh: '条款 {number} 的最低手续费高于最高手续费。',
    fixEn: 'Send a min that is not above max.',
    fixZh: '请确保 min 不高于 max。',
  },
  agreement_version_activated: {
    status: 409,
    en: 'This version has been activated and can no longer change.',
    zh: '该版本已生效或已排期，不可再变更。',
    fixEn: 'Add a new version instead.',
    fixZh: '请新增一个版本。',
  },
  agreement_version_outdated: {
    status: 409,
    en: 'A later version of this agreement has been activated.',
    zh: '该协议已有更新的版本生效。',
    fixEn: 'Add a new version with these clauses.',
    fixZh: '请以这些条款新增一个版本。',
  },
  agreement_starts_in_past: {
    status: 422,
    en: 'A version cannot come into force in the past: payments have been priced by the earlier one.',
    zh: '版本不得追溯生效：此前的支付已按原版本计费。',
    fixEn: 'Let it come into force now or later.',
    fixZh: '请将生效时间设为当前或将来。',
  },
  agreement_overlaps: {
    status: 409,
    en: 'Terms of this merchant already come into force at {starts} or later.',
    zh: '该商户已有自 {starts} 或之后生效的条款。',
    fixEn: 'Let this version come into force after them.',
    fixZh: '请将该版本的生效时间设在其后。',
  },
})

export type PartnersRefusalCode = keyof typeof partnersCatalogue & string
