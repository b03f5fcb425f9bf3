/**
 * The pages of the authorisation journey: choosing accounts, reviewing what is agreed to, cancelling, and every way in which it ends
 * without an answer. Pure: facts to HTML. Each page offers the way back to the third party.
 */
import { type Html, html } from '../../../platform/http/html.ts'
import { formHtml, hiddenHtml, ICONS, noticeHtml, partyHtml, sheetHtml } from './parts.ts'
import { fingerprintOf, type Sheet } from './sheet.ts'
import type { Words } from './words.ts'

/** Where this person stands in the journey. */
export type Place = {
  /** `/authorise/<uid>` */
  readonly path: string
  readonly askerName: string
  readonly csrf: string
  readonly holderName: string
}

/** Cancelling is as easy as going on: the same size, beside it. */
const cancelForm = (w: Words, place: Place): Html =>
  formHtml({
    id: 'cancel-form',
    action: `${place.path}/cancel`,
    fields: { csrf: place.csrf },
    button: { id: 'cancel', look: 'secondary', text: w.cancel },
  })

const footHtml = (w: Words, place: Place, more: Html | null): Html =>
  html`<div class="stack">${more}<p class="hint" id="cancel-hint">${w.cancelHint(place.askerName)}</p>${whoHtml(w, place)}</div>`

const whoHtml = (w: Words, place: Place): Html =>
  html`<p class="hint" id="signed-in-as">${w.signedInAs(place.holderName)} · <a id="not-you" href="/signin?return_to=${encodeURIComponent(place.path)}&amp;switch=1">${w.notYou}</a></p>`

/** An account to choose from; `reason` says why it cannot be chosen. */
export type AccountChoice = { readonly id: string; readonly name: string; readonly detail: string; readonly reason: string | null }

export type ChooseProps = {
  readonly place: Place
  readonly title: string
  readonly lead: string
  /** Data of several accounts may be shared; money comes from one. */
  readonly many: boolean
  readonly accounts: readonly AccountChoice[]
  /** Chosen before, when the person came back to change it. */
  readonly chosen: readonly string[]
  readonly error: string | null
  readonly askerDetail: string
}

export function chooseView(w: Words, props: ChooseProps): Html {
  const { place, many, error } = props
  const open = props.accounts.filter(account => account.reason === null)
  const legend = many ? w.choose.legendData : w.choose.legendPay
  const row = (account: AccountChoice): Html => {
    const words = html`<span class="choice-words"><span class="choice-name">${account.name}</span><span class="hint">${account.detail}</span>${account.reason !== null && html`<span class="hint">${account.reason}</span>`}</span>`
    if (account.reason !== null) return html`<div class="choice unavailable" id="unavailable-${account.id}">${words}</div>`
    return html`<label class="choice" for="account-${account.id}"><input type="${many ? 'checkbox' : 'radio'}" name="account" id="account-${account.id}" value="${account.id}"${
      props.chosen.includes(account.id) && html` checked`
    }${!many && html` required`}${error !== null && html` aria-describedby="error"`}>${words}</label>`
  }
  const list = html`<fieldset class="choices" id="accounts"><legend class="legend">${legend}</legend>${props.accounts.map(row)}</fieldset>`
  return html`<div class="card">
<div class="stack"><p class="steps" id="step">${w.step(1, 3)}</p><h1 id="title">${props.title}</h1><p class="lead">${props.lead}</p></div>
${partyHtml('third-party', place.askerName, props.askerDetail)}
${error !== null && noticeHtml('error', 'danger', w.errorTitle, error)}
${
  open.length === 0
    ? html`${noticeHtml('no-accounts', 'warn', w.choose.none, '')}${list}`
    : html`<form class="form" id="accounts-form" method="get" action="${place.path}/review">${list}</form>`
}
<div class="actions">${open.length > 0 && html`<button class="button primary" id="continue" type="submit" form="accounts-form">${w.continue}</button>`}${cancelForm(w, place)}</div>
${footHtml(w, place, null)}
</div>`
}

export type ReviewProps = {
  readonly place: Place
  readonly sheet: Sheet
  readonly accounts: readonly string[]
  /** There was a choice, so it can be changed. */
  readonly mayChange: boolean
  /** Money moves: the button says so. */
  readonly pays: boolean
  /** Why the person sees this once more. */
  readonly notice: string | null
  readonly steps: { readonly at: number; readonly of: number }
}

export function reviewView(w: Words, props: ReviewProps): Html {
  const { place, sheet } = props
  const back = `${place.path}?${props.accounts.map(id => `account=${id}`).join('&')}`
  return html`<div class="card">
<p class="steps" id="step">${w.step(props.steps.at, props.steps.of)}</p>
${props.notice !== null && noticeHtml('notice', 'warn', w.ended.failedTitle, props.notice)}
${sheetHtml(sheet)}
<div class="section">
<p id="statement"><strong>${sheet.statement}</strong></p>
<div class="actions"><form id="confirm-form" method="post" action="${place.path}/confirm">${hiddenHtml({
    csrf: place.csrf,
    accounts: props.accounts.join(' '),
    fingerprint: fingerprintOf(sheet),
  })}<button class="button primary" id="confirm" type="submit" aria-describedby="statement confirm-hint">${props.pays ? w.review.payNow : w.review.allow}</button></form>${cancelForm(w, place)}</div>
${footHtml(
  w,
  place,
  html`<p class="hint" id="confirm-hint">${w.review.allowHint} ${w.review.fullText}</p>${props.mayChange && html`<p class="hint"><a id="change-accounts" href="${back}">${w.review.change}</a></p>`}`,
)}
</div>
</div>`
}

/** Asks before it cancels: for links to here from pages that are not of the journey. */
export const cancelView = (
  w: Words,
  props: { readonly path: string; readonly askerName: string; readonly csrf: string | null },
): Html => html`<div class="card">
<span class="sign warn">${ICONS.cross}</span>
<div class="stack"><h1 id="title">${w.cancelPage.title}</h1><p class="lead">${w.cancelPage.note(props.askerName)}</p></div>
<div class="actions">${formHtml({
  id: 'cancel-form',
  action: `${props.path}/cancel`,
  fields: props.csrf === null ? {} : { csrf: props.csrf },
  button: { id: 'cancel', look: 'primary', text: w.cancelPage.yes(props.askerName) },
})}<a class="button secondary" id="keep-going" href="${props.path}">${w.cancelPage.no}</a></div>
</div>`

/** Why the journey ends here without an answer of the person. */
export type End =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'decided'; readonly askerName: string; readonly resumeUrl: string }
  | {
      readonly kind: 'expired' | 'withdrawn' | 'suspended' | 'others' | 'unsuitable'
      readonly askerName: string
      readonly path: string
      readonly minutes: number
    }

/** The element `end-<kind>` is stable; `back` leads to the third party with `error` and `state`. */
export function endView(w: Words, end: End): Html {
  const frame = (sign: Html, tone: string, title: string, text: string, more: Html): Html => html`<div class="card" id="end-${end.kind}">
<span class="sign ${tone}">${sign}</span>
<div class="stack"><h1 id="title">${title}</h1><p class="lead">${text}</p></div>
${more}
</div>`
  if (end.kind === 'unknown')
    return frame(
      ICONS.alert,
      'warn',
      w.ended.unknownTitle,
      w.ended.unknown,
      html`<div class="actions"><a class="button secondary" id="to-consents" href="/consents">${w.ended.toConsents}</a></div>`,
    )
  if (end.kind === 'decided')
    return frame(
      ICONS.check,
      '',
      w.ended.decidedTitle,
      w.ended.decided(end.askerName),
      html`<div class="actions"><a class="button primary" id="back" href="${end.resumeUrl}">${w.ended.backTo(end.askerName)}</a><a class="button secondary" id="to-consents" href="/consents">${w.ended.toConsents}</a></div>`,
    )
  const { askerName, path } = end
  const back = html`<p class="hint" id="safe">${w.ended.safe}</p><div class="actions">${formHtml({
    id: 'back-form',
    action: `${path}/cancel`,
    fields: { why: end.kind },
    button: { id: 'back', look: 'primary', text: w.ended.backTo(askerName) },
  })}</div>`
  switch (end.kind) {
    case 'expired':
      return frame(ICONS.clock, 'warn', w.ended.expiredTitle, w.ended.expired(askerName, end.minutes), back)
    case 'withdrawn':
      return frame(ICONS.cross, 'warn', w.ended.withdrawnTitle, w.ended.withdrawn(askerName), back)
    case 'suspended':
      return frame(ICONS.alert, 'danger', w.ended.suspendedTitle, w.ended.suspended(askerName), back)
    case 'others':
      return frame(ICONS.alert, 'warn', w.ended.othersTitle, w.ended.others, back)
    case 'unsuitable':
      return frame(ICONS.alert, 'warn', w.ended.unsuitableTitle, w.ended.unsuitable, back)
  }
}

/** Leads on within this site, so that the browser shows the session that it keeps from others' navigation (SameSite=Strict). */
export const arrivingView = (w: Words, path: string): Html => html`<div class="card">
<div class="stack"><h1 id="title">${w.arriving.title}</h1><p class="lead">${w.arriving.note}</p></div>
<div class="actions"><a class="button primary" id="continue" href="${path}">${w.continue}</a></div>
</div>`
