/**
 * Why a request about events and webhooks is refused.
 */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const notificationsCatalogue = defineCatalogue({
  event_not_found: {
    status: 404,
    en: 'There is no such event.',
    zh: '事件不存在。',
    fixEn: 'Check the id; events of other merchants are not visible to your key.',
    fixZh: '请核对编号；其他商户的事件对您的密钥不可见。',
  },
  webhook_endpoint_not_found: {
    status: 404,
    en: 'There is no such webhook endpoint.',
    zh: '通知端点不存在。',
    fixEn: 'Check the id; a deleted endpoint cannot be used again.',
    fixZh: '请核对编号；已删除的端点不能再次使用。',
  },
  webhook_delivery_not_found: {
    status: 404,
    en: 'There is no such webhook delivery.',
    zh: '通知投递记录不存在。',
    fixEn: 'Check the id in the list of deliveries.',
    fixZh: '请在投递记录列表中核对编号。',
  },
  webhook_url_invalid: {
    status: 400,
    en: 'The URL of a webhook endpoint is an absolute https URL of a host that exists, without user name and password (http in test mode).',
    zh: '通知端点地址必须是主机存在、不含用户名和密码的 https 绝对地址（测试模式可用 http）。',
    fixEn: 'Send a URL such as https://shop.example/webhooks.',
    fixZh: '请填写形如 https://shop.example/webhooks 的地址。',
  },
  webhook_url_forbidden: {
    status: 422,
    en: 'This URL leads to an address that webhooks may not reach.',
    zh: '该地址指向不允许接收通知的网络。',
    fixEn: 'Use a public https address: private, loopback and link-local networks are refused.',
    fixZh: '请使用公网 https 地址；内网、本机和链路本地地址会被拒绝。',
  },
  webhook_event_unknown: {
    status: 400,
    en: 'There is no event type "{type}".',
    zh: '没有名为“{type}”的事件类型。',
    fixEn: 'Choose from the event catalogue in /asyncapi.json, or send ["*"] for all of them.',
    fixZh: '请从 /asyncapi.json 的事件目录中选择，或填写 ["*"] 订阅全部事件。',
  },
  webhook_endpoint_limit: {
    status: 422,
    en: 'A merchant has at most {limit} webhook endpoints.',
    zh: '每个商户最多可有 {limit} 个通知端点。',
    fixEn: 'Delete an endpoint that is no longer needed.',
    fixZh: '请删除不再使用的端点。',
  },
  webhook_endpoint_disabled: {
    status: 409,
    en: 'This webhook endpoint is disabled, so nothing can be sent to it.',
    zh: '该通知端点已停用，无法投递。',
    fixEn: 'Enable it with PATCH {"status":"enabled"} and replay again.',
    fixZh: '请先用 PATCH {"status":"enabled"} 启用，再重新投递。',
  },
  webhook_replay_range_invalid: {
    status: 400,
    en: 'The range ends before it begins.',
    zh: '时间范围的结束早于开始。',
    fixEn: 'Send created_gte earlier than created_lt.',
    fixZh: '请确保 created_gte 早于 created_lt。',
  },
  webhook_replay_too_large: {
    status: 422,
    en: 'The range holds more than {limit} events.',
    zh: '该时间范围内的事件超过 {limit} 个。',
    fixEn: 'Replay it in shorter ranges.',
    fixZh: '请缩短时间范围分次重新投递。',
  },
})

export type NotificationsCode = keyof typeof notificationsCatalogue
