/** Counts how orders end at each rail, for its success rate: routing prefers rails that take payments. */
import type { FailureCode, OwnerSink } from '../domains/clearing/types.ts'

/** What lies with the rail or with our standing there; a payer who refuses, or has no money, says nothing about it. */
const LOST: ReadonlySet<string> = new Set<FailureCode>([
  'channel_unavailable',
  'not_sent_in_time',
  'refused_by_house',
  'sub_merchant_invalid',
])

/** The sink, with every new result counted once it is committed. */
export const countOutcomes = (sink: OwnerSink, note: (house: string, end: 'paid' | 'lost') => void): OwnerSink => ({
  ...sink,
  async open(tx, instructions) {
    const work = await sink.open(tx, instructions)
    return {
      apply(instruction, result) {
        work.apply(instruction, result)
        if (result.outcome === 'succeeded') tx.afterCommit(() => note(instruction.house, 'paid'))
        else if (LOST.has(result.failureCode)) tx.afterCommit(() => note(instruction.house, 'lost'))
      },
      flush: () => work.flush(),
    }
  },
})
