/** Onboarding wired: applications, their way to the channels, and what becomes of a merchant once it is live. */
import { formatId } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Command, CommandHandler } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { acceptAgreement, offerAgreement } from './applications/agree-applications.ts'
import type { OnboardingDeps } from './applications/deps.ts'
import {
  editApplication,
  putDocument,
  removeDocument,
  resendApplication,
  subjectOf,
  submitApplication,
  withdrawApplication,
} from './applications/edit-applications.ts'
import { type ApplicationView, applicationJson, documentJson } from './applications/events.ts'
import { approveApplication, rejectApplication, returnApplication, takeApplication } from './applications/review-applications.ts'
import type { DocumentFacts } from './applications/types.ts'
import { applyChange, type ChangeView, carryChanges, changeJson, rejectChange, requestChange } from './changes/change-merchants.ts'
import { askChannels } from './channels/ask-channels.ts'
import { applicantRoutes } from './http/applicant.ts'
import { changeRoutes, channelJson } from './http/changes.ts'
import { reviewRoutes } from './http/review.ts'
import { presentMerchant } from './present.ts'
import { completeReview, openDueReviews, reviewJson } from './reviews/review-merchants.ts'
import type { Review } from './reviews/types.ts'
import { putChannel, switchChannel, switchMerchant, tellChannels } from './suspend-merchants.ts'
import type { Merchant, MerchantChannel } from './types.ts'

export type Onboarding = {
  /** Sends applications, changed accounts and suspensions to channels, and asks how they stand; answers how many were due. */
  runDue(): Promise<number>
  /** Opens the periodic reviews that are due; answers how many. */
  openReviews(): Promise<number>
  readonly routes: readonly Route[]
}

export function createOnboarding(deps: OnboardingDeps): Onboarding {
  /** Applications are few and each locks its own rows: one to a transaction. */
  function define<C, T>(
    name: string,
    useCase: (deps: OnboardingDeps, tx: Tx, command: Command<C>) => Promise<Outcome<T>>,
    present: (value: T) => unknown,
    subject: (value: T) => string,
    status = 200,
  ): CommandHandler<C> {
    return deps.commands.define<C, T>({
      name: `merchants.${name}`,
      batchMax: 1,
      decide: (tx, commands) => Promise.all(commands.map(command => useCase(deps, tx, command))),
      present: value => ({ status, body: present(value) }),
      subject,
    })
  }
  const about = <C>(name: string, useCase: (deps: OnboardingDeps, tx: Tx, command: Command<C>) => Promise<Outcome<ApplicationView>>) =>
    define(name, useCase, applicationJson, subjectOf)
  const change = <C>(
    name: string,
    useCase: (deps: OnboardingDeps, tx: Tx, command: Command<C>) => Promise<Outcome<ChangeView>>,
    status = 200,
  ) => define(name, useCase, changeJson, view => formatId('chg', view.change.id), status)
  const ofMerchant = (merchant: Merchant): string => formatId('mer', merchant.id)
  const ofChannel = ({ merchantId }: MerchantChannel): string => formatId('mer', merchantId)

  return {
    async runDue() {
      const done = [await askChannels(deps), await carryChanges(deps), await tellChannels(deps)]
      return done.reduce((sum, count) => sum + count, 0)
    },
    openReviews: () => openDueReviews(deps),
    routes: [
      ...applicantRoutes(deps, {
        edit: about('edit_application', editApplication),
        putDocument: define('put_document', putDocument, documentJson, (facts: DocumentFacts) => formatId('mdc', facts.id), 201),
        removeDocument: about('remove_document', removeDocument),
        submit: about('submit_application', submitApplication),
        withdraw: about('withdraw_application', withdrawApplication),
        accept: about('accept_agreement', acceptAgreement),
        resend: about('resend_application', resendApplication),
      }),
      ...reviewRoutes(deps, {
        take: about('take_application', takeApplication),
        returned: about('return_application', returnApplication),
        reject: about('reject_application', rejectApplication),
        approve: about('approve_application', approveApplication),
        offer: about('offer_agreement', offerAgreement),
      }),
      ...changeRoutes(deps, {
        request: change('request_change', requestChange, 201),
        apply: change('apply_change', applyChange),
        reject: change('reject_change', rejectChange),
        switchMerchant: define('switch', switchMerchant, presentMerchant, ofMerchant),
        switchChannel: define('switch_channel', switchChannel, channel => channelJson(channel, null), ofChannel),
        putChannel: define('put_channel', putChannel, channel => channelJson(channel, null), ofChannel),
        completeReview: define('complete_review', completeReview, reviewJson, (review: Review) => formatId('rvw', review.id)),
      }),
    ],
  }
}
