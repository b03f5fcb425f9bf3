/**
 * Carries applications, changed accounts and suspensions to the channels, and asks how they stand. What is due is claimed, the channel
 * is asked outside any transaction, and its answer is written down with all that follows from it.
 */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import { channelOf, goLive } from '../applications/agree-applications.ts'
import { type OnboardingDeps, openDocument, openForm } from '../applications/deps.ts'
import { write } from '../applications/edit-applications.ts'
import { type ChannelWork, canGoLive, channelAfter, isComplete, workOf } from '../applications/rules.ts'
import * as applications from '../applications/store.ts'
import type { ApplicationForm, ChannelApplicationFacts, Finding } from '../applications/types.ts'
import type { ChannelAnswer, ChannelApplication, ChannelOnboarding } from '../ports.ts'
import * as store from './store/channels.ts'
import * as ways from './store/ways.ts'

const AT_ONCE = 8
/** Longer than any call to a channel may take, its uploads included. */
const CLAIM_SECONDS = 180

/** Sends and asks what is due; answers how many were. */
export async function askChannels(deps: OnboardingDeps): Promise<number> {
  const due = await ways.claimWays(deps.db, deps.clock.now(), AT_ONCE, CLAIM_SECONDS)
  await Promise.all(
    due.map(way =>
      askOne(deps, way).catch((error: unknown) => {
        deps.onError(error)
      }),
    ),
  )
  return due.length
}

async function askOne(deps: OnboardingDeps, way: ChannelApplicationFacts): Promise<void> {
  const work = workOf(way)
  const port = deps.channels().get(way.channel) ?? null
  const draft = await openForm(deps, way.applicationId)
  invariant(isComplete(draft), 'what is approved is complete')
  const answer: ChannelAnswer =
    work === null || port === null
      ? { result: 'not_sent', reason: 'the channel is not connected' }
      : await ask(deps, port, work, way, draft)
  await writeDown(deps, way, work ?? 'query', answer, draft)
}

async function ask(
  deps: OnboardingDeps,
  port: ChannelOnboarding,
  work: ChannelWork,
  way: ChannelApplicationFacts,
  form: ApplicationForm,
): Promise<ChannelAnswer> {
  if (work === 'query') return port.query(way)
  const documents = await applications.documents(deps.db, way.applicationId)
  const application: ChannelApplication = {
    reference: way.reference,
    channelReference: way.channelReference,
    attempt: way.attempt,
    form,
    flows: way.flows,
    subAppId: way.subAppId,
    documents: documents.map(({ id, kind, about, fileName, mediaType, sha256 }) => ({
      ...{ kind, about, fileName, mediaType, sha256 },
      read: () => contentOf(deps, way.applicationId, id),
    })),
  }
  return work === 'submit' ? port.submit(application) : port.resubmit(application)
}

export async function contentOf(deps: Pick<OnboardingDeps, 'db' | 'envelope'>, application: Id<'apl'>, id: Id<'mdc'>): Promise<Buffer> {
  const found = await applications.document(deps.db, application, id)
  invariant(found !== null, 'a document that is listed is there')
  return openDocument(deps, id, found.sealed)
}

/** What the channel said, with all that follows: news, findings by field, the channel in payments' eyes, the merchant live. */
async function writeDown(
  deps: OnboardingDeps,
  claimed: ChannelApplicationFacts,
  work: ChannelWork,
  answer: ChannelAnswer,
  form: ApplicationForm,
): Promise<void> {
  await deps.db.transaction(async tx => {
    const application = await applications.lock(tx, claimed.applicationId)
    const current = (await ways.lockWays(tx, claimed.applicationId)).find(({ channel }) => channel === claimed.channel)
    invariant(application !== null && current !== undefined, 'what was claimed is there')
    // Another node took over after the claim ran out, or it was sent again meanwhile: what it did stands.
    if (current.attempt !== claimed.attempt || workOf(current) === null) return
    const now = deps.clock.now()
    const before = { ...current, state: claimed.state }
    const next = channelAfter(before, work, await ownedBy(tx, claimed, answer), now)
    ways.updateWay(tx, next)
    if (next.state === before.state && next.statusAsWritten === before.statusAsWritten) return
    if (next.state === 'active') {
      tx.lock('merchants')
      store.put(tx, [channelOf(next, now)])
    }
    const findings = [
      ...application.findings.filter(({ by, values }) => by !== 'channel' || values.channel !== next.channel),
      ...next.rejections.map(
        ({ field, reason }): Finding => ({
          code: 'channel_rejected',
          severity: 'error',
          field,
          values: { channel: next.channel },
          by: 'channel',
          remark: reason,
        }),
      ),
    ]
    const view = await write(
      deps,
      tx,
      { ...application, findings, updatedAt: now },
      {
        actor: 'sys:onboarding',
        action: 'channel',
        note: `${next.channel} ${next.state}${next.statusAsWritten === null ? '' : ` (${next.statusAsWritten})`}`,
        event: 'merchant_application.channel_updated',
      },
    )
    if (canGoLive(view.application, view.ways)) await goLive(deps, tx, view, form)
  })
}

/** A number that another merchant has at the channel is never taken: it is kept as trouble, for a person to look at. */
async function ownedBy(
  tx: Parameters<typeof store.ownerOf>[0],
  way: ChannelApplicationFacts,
  answer: ChannelAnswer,
): Promise<ChannelAnswer> {
  if (answer.result !== 'active') return answer
  const owner = await store.ownerOf(tx, way.channel, answer.subMerchant)
  if (owner === null || owner === way.merchantId) return answer
  return { result: 'unknown', status: answer.status, reason: `${answer.subMerchant} is the number of ${formatId('mer', owner)}` }
}
