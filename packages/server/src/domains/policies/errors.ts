/** What policies refuse. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const policiesCatalogue = defineCatalogue({
  policy_not_found: {
    status: 404,
    en: 'No policy of this key applies at that instant.',
    zh: '该时点没有此键对应的政策记录。',
    fixEn: 'List the policies to see their keys and times.',
    fixZh: '请查询政策列表以确认键名与生效时间。',
  },
  policy_value_invalid: {
    status: 422,
    en: 'The value does not have the shape of the record that it follows.',
    zh: '该值的结构与前一条记录不一致。',
    fixEn: 'Send the same fields with the same types as the record in force.',
    fixZh: '请使用与现行记录相同的字段和类型。',
  },
  policy_starts_in_past: {
    status: 422,
    en: 'A policy cannot start in the past: decisions have been taken by the earlier record.',
    zh: '政策不得追溯生效：此前的业务已按原记录处理。',
    fixEn: 'Start it now or later.',
    fixZh: '请将生效时间设为当前或将来。',
  },
  policy_overlaps: {
    status: 409,
    en: 'A record of this key already starts at {starts} or later.',
    zh: '该键已有自 {starts} 或之后生效的记录。',
    fixEn: 'Start the new record after it.',
    fixZh: '请将新记录的生效时间设在其后。',
  },
})

export type PolicyRefusalCode = keyof typeof policiesCatalogue & string
