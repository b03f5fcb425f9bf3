/** How a changed account comes to a channel, and what of a change people may see. Pure. */
import type { AccountChangeAnswer } from '../ports.ts'
import type { ChangeContent, ChannelChange, ChannelChangeState } from './types.ts'

const tail = (text: string, shown: number): string => `**** ${text.slice(-shown)}`

export function maskedOf(content: ChangeContent): Readonly<Record<string, string>> {
  if (content.kind === 'bank_account') {
    const { kind, holderName, bankCode, bankName, number } = content.account
    return { kind, holder_name: holderName, bank_code: bankCode, bank_name: bankName, number: tail(number, 4) }
  }
  const { name, idType, idNumber } = content.person
  return { name: `${[...name][0] ?? ''}**`, id_type: idType, id_number: tail(idNumber, 4) }
}

export type ChangeWork = 'send' | 'query'

export const changeWorkOf = (state: ChannelChangeState): ChangeWork | null =>
  state === 'waiting' ? 'send' : state === 'sent' || state === 'auditing' ? 'query' : null

const MINUTE_MS = 60_000
const later = (now: Date, silences: number): Date =>
  new Date(now.getTime() + Math.min(MINUTE_MS * 2 ** Math.min(silences, 5), 30 * MINUTE_MS))

/** What an answer makes of it. What is changed or rejected stays so; what is unknown is asked again. */
export function changeAfter(change: ChannelChange, work: ChangeWork, answer: AccountChangeAnswer, now: Date): ChannelChange {
  if (changeWorkOf(change.state) === null) return change
  const settled = (state: ChannelChangeState, channelReference: string | null, status: string, trouble: string | null): ChannelChange => ({
    ...change,
    state,
    channelReference: channelReference ?? change.channelReference,
    statusAsWritten: status,
    trouble,
    silences: 0,
    nextAt: state === 'auditing' ? later(now, 0) : null,
    updatedAt: now,
  })
  const silent = (state: ChannelChangeState, trouble: string, status: string | null): ChannelChange => ({
    ...change,
    state,
    trouble,
    statusAsWritten: status ?? change.statusAsWritten,
    silences: change.silences + 1,
    nextAt: later(now, change.silences + 1),
    updatedAt: now,
  })
  switch (answer.result) {
    case 'auditing':
      return settled('auditing', answer.channelReference, answer.status, null)
    case 'changed':
      return settled('changed', answer.channelReference, answer.status, null)
    case 'rejected':
      return settled('rejected', answer.channelReference, answer.status, answer.reason)
    case 'not_found':
      return silent(work === 'query' && change.channelReference === null ? 'waiting' : change.state, 'not_found', null)
    case 'not_sent':
      return silent(change.state, answer.reason, null)
    case 'unknown':
      return silent(work === 'query' ? change.state : 'sent', answer.reason, answer.status)
  }
}
