/** What approvals refuse. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const approvalsCatalogue = defineCatalogue({
  approval_not_found: {
    status: 404,
    en: 'There is no such approval.',
    zh: '审批不存在。',
    fixEn: 'List the approvals to see their ids.',
    fixZh: '请查询审批列表以确认编号。',
  },
  approval_own: {
    status: 403,
    en: 'Nobody approves or rejects what they asked for themselves, with whichever key or session.',
    zh: '任何人不得审批本人提出的申请（无论使用何种密钥或会话）。',
    fixEn: 'Ask another operator to decide, or withdraw it.',
    fixZh: '请由其他运营人员审批，或撤回申请。',
  },
  approval_not_own: {
    status: 403,
    en: 'Only the operator who asked for it withdraws it.',
    zh: '只有申请人可以撤回申请。',
    fixEn: 'Reject it instead.',
    fixZh: '请改为驳回。',
  },
  approval_decided: {
    status: 409,
    en: 'It has been decided: it is {state}.',
    zh: '该申请已处理，当前状态：{state}。',
    fixEn: 'Send the operation again if it is still wanted.',
    fixZh: '如仍需办理，请重新提交该操作。',
  },
  approval_expired: {
    status: 409,
    en: 'Nobody decided in time: it has expired.',
    zh: '申请逾期未审批，已失效。',
    fixEn: 'Send the operation again if it is still wanted.',
    fixZh: '如仍需办理，请重新提交该操作。',
  },
  approval_command_refused: {
    status: 422,
    en: 'What was approved could not be done, and the approval still waits: {code}: {reason}',
    zh: '已批准的操作未能执行，申请仍待审批：{code}：{reason}',
    fixEn: 'Mend what stands in the way and approve again, or reject it.',
    fixZh: '请排除障碍后再次批准，或予以驳回。',
  },
})

export type ApprovalRefusalCode = keyof typeof approvalsCatalogue & string
