/**
 * A channel that keeps merchants, in memory: for tests of what onboarding does with each answer. What the channels' own simulators say
 * over HTTP is tested with their connectors.
 */
import type {
  AccountChange,
  AccountChangeAnswer,
  ChannelAnswer,
  ChannelApplication,
  ChannelOnboarding,
  SwitchAnswer,
} from '../../src/domains/merchants/ports.ts'

type Sent = { readonly application: ChannelApplication; readonly documents: readonly Buffer[] }

export type TestChannel = ChannelOnboarding & {
  /** What it says next, each once; then what it said last. */
  say(...answers: ChannelAnswer[]): void
  sayOfChange(...answers: AccountChangeAnswer[]): void
  sayOfSwitch(...answers: SwitchAnswer[]): void
  readonly sent: readonly Sent[]
  readonly changes: readonly AccountChange[]
  /** `suspend 19…`, `resume 19…`. */
  readonly switches: readonly string[]
}

const script = <T>(first: T) => {
  let answers: T[] = []
  let last = first
  return {
    say: (...more: T[]): void => {
      answers = more
    },
    next: (): T => {
      last = answers.shift() ?? last
      return last
    },
  }
}

export function createTestChannel(channel = 'test_pay'): TestChannel {
  const applications = script<ChannelAnswer>({ result: 'not_found' })
  const accounts = script<AccountChangeAnswer>({ result: 'not_found' })
  const switched = script<SwitchAnswer>({ result: 'done' })
  const sent: Sent[] = []
  const changes: AccountChange[] = []
  const switches: string[] = []
  const send = async (application: ChannelApplication): Promise<ChannelAnswer> => {
    sent.push({ application, documents: await Promise.all(application.documents.map(document => document.read())) })
    return applications.next()
  }
  return {
    channel,
    name: { en: 'Test Pay', zh: '测试支付' },
    requirements: { subjects: ['enterprise', 'individual_business'], documents: () => ['licence'], flowsWithSubAppId: ['app'] },
    submit: send,
    resubmit: send,
    query: async () => applications.next(),
    changeAccount: async change => {
      changes.push(change)
      return accounts.next()
    },
    queryAccountChange: async () => accounts.next(),
    suspend: async subMerchant => {
      switches.push(`suspend ${subMerchant}`)
      return switched.next()
    },
    resume: async subMerchant => {
      switches.push(`resume ${subMerchant}`)
      return switched.next()
    },
    say: applications.say,
    sayOfChange: accounts.say,
    sayOfSwitch: switched.say,
    sent,
    changes,
    switches,
  }
}
