/** What routing refuses of operators; what it refuses of payments (`route_…`) is in the catalogue of payments. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const routingCatalogue = defineCatalogue({
  rule_set_not_found: {
    status: 404,
    en: 'There is no such version of the routing rules.',
    zh: '路由规则版本不存在。',
    fixEn: 'List the rule sets to see their versions.',
    fixZh: '请查询路由规则列表以确认版本。',
  },
  rule_set_active: {
    status: 409,
    en: 'This version is in force already.',
    zh: '该版本已在使用中。',
    fixEn: 'Nothing needs doing.',
    fixZh: '无需操作。',
  },
  rule_rail_unknown: {
    status: 422,
    en: 'The rule "{rule}" names {rail}, which is no rail.',
    zh: '规则“{rule}”引用了不存在的通道 {rail}。',
    fixEn: 'List the connectors to see the codes of rails.',
    fixZh: '请查询连接器列表以确认通道代码。',
  },
  rule_contradicts: {
    status: 422,
    en: 'The rule "{rule}" can never apply or says nothing.',
    zh: '规则“{rule}”永远不会生效或没有内容。',
    fixEn: 'Check its bounds, names and weights; each name is used once.',
    fixZh: '请检查上下限、名称与权重；名称不可重复。',
  },
})

export type RoutingConfigCode = keyof typeof routingCatalogue & string
