/** What event notifications refuse, and the standard's code of each (OBExternalStatusReason1Code). */
import { defineCatalogue } from '../../../kernel/catalogue.ts'
import type { ObCodes } from '../protocol/codes.ts'

export const eventsCatalogue = defineCatalogue({
  ob_event_subscription_exists: {
    status: 409,
    en: 'There is one already.',
    zh: '已存在订阅。',
    fixEn: 'Change the one there is, or delete it first.',
    fixZh: '请修改现有订阅，或先删除。',
  },
  ob_event_type_unsupported: {
    status: 400,
    en: 'There are no events of this type.',
    zh: '不支持该事件类型。',
    fixEn: 'Use the types that the operation’s description lists, or leave EventTypes out for all of them.',
    fixZh: '请使用接口说明中列出的类型，或不填 EventTypes 以订阅全部。',
  },
  ob_event_version_unsupported: {
    status: 400,
    en: 'There is no such version.',
    zh: '不支持该版本。',
    fixEn: 'Use {versions}.',
    fixZh: '请使用 {versions}。',
  },
  ob_event_callback_invalid: {
    status: 400,
    en: 'Events cannot be sent to this address.',
    zh: '无法向该地址推送事件。',
    fixEn: 'Use an https URL of a public host, without credentials in it.',
    fixZh: '请使用公网主机的 https 地址，且不得包含凭证。',
  },
  ob_event_subscription_mismatch: {
    status: 400,
    en: 'The body names another resource than the address.',
    zh: '请求体中的资源编号与地址不一致。',
    fixEn: 'Send the same id in both.',
    fixZh: '请保持两处编号一致。',
  },
  event_notification_not_found: {
    status: 404,
    en: 'There is no such event notification.',
    zh: '事件通知不存在。',
    fixEn: 'Check the id; what is done with is kept for a limited time.',
    fixZh: '请核对编号；已完成的通知仅保留一定时间。',
  },
})

export const eventsObCodes: ObCodes = {
  ob_event_subscription_exists: { code: 'U029', status: 409 },
  ob_event_type_unsupported: 'U024',
  ob_event_version_unsupported: 'U002',
  ob_event_callback_invalid: 'U002',
  ob_event_subscription_mismatch: 'U002',
}
