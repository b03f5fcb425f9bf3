/** Where an application stands, for the applicant: the way to going live, and what is to be done now. Pure. */
import type { Application, ApplicationState, ChannelApplicationFacts } from './types.ts'

type Words = { readonly en: string; readonly zh: string }
export type Step = {
  readonly step: 'form' | 'review' | 'agreement' | 'channels' | 'live'
  readonly title: Words
  readonly state: 'done' | 'now' | 'later' | 'failed'
  readonly next: Words | null
}

const TITLES: readonly (readonly [Step['step'], Words])[] = [
  ['form', { en: 'Form and documents', zh: '填写资料' }],
  ['review', { en: 'Review', zh: '资料审核' }],
  ['agreement', { en: 'Agreement', zh: '签署协议' }],
  ['channels', { en: 'Channels', zh: '渠道开通' }],
  ['live', { en: 'Live', zh: '上线' }],
]

/** Which step is the present one, and whether it ended the application. */
const AT: Readonly<Record<ApplicationState, readonly [number, 'now' | 'failed' | 'done']>> = {
  draft: [0, 'now'],
  needs_correction: [0, 'now'],
  submitted: [1, 'now'],
  checking: [1, 'now'],
  rejected: [1, 'failed'],
  approved: [2, 'now'],
  agreement: [2, 'now'],
  channels: [3, 'now'],
  live: [4, 'done'],
  withdrawn: [0, 'failed'],
}

const NEXT: Readonly<Record<ApplicationState, Words>> = {
  draft: { en: 'Fill in every section, bring the documents, submit.', zh: '请填写各部分内容、上传资料并提交。' },
  needs_correction: { en: 'Correct what the findings name, and submit again.', zh: '请按检查结果更正后重新提交。' },
  submitted: { en: 'Nothing: a reviewer will take it.', zh: '无需操作，等待审核人员受理。' },
  checking: { en: 'Nothing: a reviewer is at it.', zh: '无需操作，审核进行中。' },
  rejected: { en: 'It was rejected; the note says why.', zh: '申请被拒绝，原因见说明。' },
  approved: { en: 'Nothing: the agreement is being prepared.', zh: '无需操作，协议准备中。' },
  agreement: { en: 'Read the agreement and accept it.', zh: '请阅读并接受协议。' },
  channels: { en: 'Do what the channels ask for.', zh: '请按渠道要求完成操作。' },
  live: { en: 'Payments can come in.', zh: '可以开始收款。' },
  withdrawn: { en: 'It was withdrawn.', zh: '申请已撤回。' },
}

export function progressOf({ state }: Pick<Application, 'state'>, ways: readonly ChannelApplicationFacts[]): Step[] {
  const [at, how] = AT[state]
  return TITLES.map(([step, title], index): Step => {
    if (index < at) return { step, title, state: 'done', next: channelNext(step, ways) }
    if (index > at) return { step, title, state: 'later', next: null }
    return { step, title, state: how, next: (step === 'channels' ? channelNext(step, ways) : null) ?? NEXT[state] }
  })
}

/** What a channel wants of the merchant goes first. */
function channelNext(step: Step['step'], ways: readonly ChannelApplicationFacts[]): Words | null {
  if (step !== 'channels') return null
  const asked = ways.find(way => way.state === 'needs_merchant')
  if (asked !== undefined) {
    const where = asked.url === null ? '' : ` ${asked.url}`
    return { en: `${asked.channel}: confirm and sign there.${where}`, zh: `${asked.channel}：请前往确认并签约。${where}` }
  }
  const rejected = ways.find(way => way.state === 'rejected')
  if (rejected === undefined) return null
  return {
    en: `${rejected.channel}: correct what it rejected, and send it again.`,
    zh: `${rejected.channel}：请更正被驳回内容后重新提交。`,
  }
}
