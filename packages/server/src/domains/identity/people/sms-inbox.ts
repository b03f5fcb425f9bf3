/** The sandbox's phones: messages are kept instead of sent, for the page /sandbox/sms. Test mode only. */
import type { SmsPort } from '../ports.ts'
import type { IdentityDeps } from '../types.ts'
import { insertSandboxSms } from './store.ts'

export const createSmsInbox = (deps: Pick<IdentityDeps, 'db' | 'clock'>): SmsPort => ({
  send: message => insertSandboxSms(deps.db, message, deps.clock.now()),
})
