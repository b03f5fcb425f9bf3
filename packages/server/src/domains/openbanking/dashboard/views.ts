/**
 * The consent dashboard: every consent and mandate of a person, two clicks from its end. Pure: facts to HTML; amounts and times come as
 * text in the person's language.
 */
import { type Html, html } from '../../../platform/http/html.ts'
import { formHtml, ICONS, noticeHtml, partyHtml, signOf } from '../pages/parts.ts'
import type { Words } from '../pages/words.ts'

export type Row = {
  /** Public id. */
  readonly id: string
  readonly party: string
  readonly kind: string
  /** What it is about, in a few words: accounts, an amount, a card. */
  readonly what: string
  /** Until when, or when and by whom it ended. */
  readonly when: string
  readonly lastUsed: string
  readonly isActive: boolean
  readonly state: string
}

export type OverviewProps = {
  readonly active: readonly Row[]
  readonly ended: readonly Row[]
  /** Where earlier ones are, if there are any. */
  readonly more: string | null
  readonly notice: string | null
}

const rowHtml = (row: Row): Html => html`<li><a class="row" id="consent-${row.id}" href="/consents/${row.id}">
<span class="party-sign" aria-hidden="true">${signOf(row.party)}</span>
<span class="row-words"><span class="row-name">${row.party}</span><span>${row.kind}${row.what !== '' && html` · ${row.what}`}</span><span class="hint">${row.isActive ? html`${row.when} · ${row.lastUsed}` : html`${row.state} · ${row.when}`}</span></span>
<span class="row-end">${ICONS.onward}</span></a></li>`

export function overviewView(w: Words, props: OverviewProps): Html {
  const d = w.dashboard
  const group = (
    id: string,
    heading: string,
    rows: readonly Row[],
    none: string,
  ): Html => html`<section class="card" id="${id}" aria-labelledby="${id}-heading">
<div class="heading"><h2 id="${id}-heading">${heading}</h2><span class="badge off">${rows.length}</span></div>
${rows.length === 0 ? html`<p class="hint">${none}</p>` : html`<ul class="rows${id === 'ended' && ' ended'}">${rows.map(rowHtml)}</ul>`}
</section>`
  return html`<div class="stack"><h1 id="title">${d.title}</h1><p class="lead">${d.lead}</p></div>
${props.notice !== null && noticeHtml('notice', 'info', props.notice, '')}
${group('active', d.active, props.active, d.noneActive)}
${group('ended', d.ended, props.ended, d.noneEnded)}
${props.more !== null && html`<p><a class="button secondary" id="more" href="${props.more}">${d.more}</a></p>`}`
}

export type Fact = { readonly id: string; readonly label: string; readonly text: string }

export type LimitBar = {
  readonly text: string
  /** What is used, in words; with a bar where a share is known. */
  readonly used: string | null
  readonly share: { readonly value: number; readonly max: number } | null
}

export type ReceiptProps = {
  readonly at: string
  readonly version: string
  readonly factors: string
  readonly shown: string
  readonly lang: string
}

export type DetailProps = {
  readonly id: string
  readonly party: string
  readonly kind: string
  readonly state: string
  readonly isActive: boolean
  readonly facts: readonly Fact[]
  readonly data: readonly { readonly title: string; readonly text: string }[]
  readonly limits: readonly LimitBar[]
  readonly uses: readonly { readonly what: string; readonly detail: string; readonly amount: string }[]
  readonly history: readonly { readonly what: string; readonly when: string }[]
  readonly receipts: readonly ReceiptProps[]
  /** What ending it is called; `null` when there is nothing to end. */
  readonly end: string | null
  readonly notice: string | null
}

export function detailView(w: Words, props: DetailProps): Html {
  const d = w.dashboard
  const section = (id: string, heading: string, inside: Html | Html[]): Html =>
    html`<section class="section" id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>${inside}</section>`
  return html`<p><a id="overview" href="/consents">${d.overview}</a></p>
${props.notice !== null && noticeHtml('notice', 'info', props.notice, '')}
<article class="card">
<div class="heading"><h1 id="title">${props.party}</h1><span class="badge${!props.isActive && ' off'}" id="state">${props.state}</span></div>
<p class="lead" id="kind">${props.kind}</p>
<dl class="facts" id="facts">${props.facts.map(fact => html`<div><dt>${fact.label}</dt><dd id="fact-${fact.id}">${fact.text}</dd></div>`)}</dl>
${props.end !== null && html`<div class="actions"><a class="button danger-quiet" id="end" href="/consents/${props.id}/revoke">${props.end}</a></div>`}
${
  props.data.length > 0 &&
  section(
    'data',
    d.dataHeading,
    html`<ul class="points">${props.data.map(cluster => html`<li>${ICONS.check}<span><strong>${cluster.title}</strong><br>${cluster.text}</span></li>`)}</ul>`,
  )
}
${props.limits.length > 0 && section('limits', d.limitsHeading, props.limits.map(limitHtml))}
${section(
  'uses',
  d.useHeading,
  props.uses.length === 0
    ? html`<p class="hint">${d.noUse}</p>`
    : html`<ul class="rows">${props.uses.map(
        use =>
          html`<li class="row"><span class="row-words"><span>${use.what}</span><span class="hint">${use.detail}</span></span><span class="choice-amount">${use.amount}</span></li>`,
      )}</ul>`,
)}
${section(
  'history',
  d.historyHeading,
  html`<ul class="rows">${props.history.map(change => html`<li class="row"><span class="row-words"><span>${change.what}</span><span class="hint">${change.when}</span></span></li>`)}</ul>`,
)}
${section('receipt', d.receiptHeading, receiptsHtml(w, props))}
</article>`
}

const limitHtml = (limit: LimitBar): Html =>
  html`<div class="stack"><p class="between"><span>${limit.text}</span></p>${
    limit.share !== null && html`<progress max="${limit.share.max}" value="${limit.share.value}" aria-label="${limit.text}"></progress>`
  }${limit.used !== null && html`<p class="hint">${limit.used}</p>`}</div>`

function receiptsHtml(w: Words, { id, receipts }: DetailProps): Html {
  const d = w.dashboard
  if (receipts.length === 0) return html`<p class="hint" id="no-receipt">${d.noReceipt}</p>`
  return html`<p class="hint">${d.receiptLead}</p>
${receipts.map(
  (receipt, at) => html`<details id="receipt-${at + 1}"><summary>${receipt.at} · ${d.showText}</summary>
<p class="hint">${receipt.version}</p><p class="hint">${receipt.factors}</p>
<div class="receipt-words" lang="${receipt.lang}" tabindex="0" role="region" aria-label="${receipt.at}">${receipt.shown}</div></details>`,
)}
<p class="heading"><a id="receipt-text" href="/consents/${id}/receipt.txt" download>${d.downloadText}</a><a id="receipt-json" href="/consents/${id}/receipt.json" download>${d.downloadJson}</a></p>`
}

export type RevokeProps = {
  readonly id: string
  readonly party: string
  readonly kind: string
  readonly effects: readonly string[]
  readonly csrf: string
}

export const revokeView = (w: Words, props: RevokeProps): Html => html`<div class="card">
<h1 id="title">${w.dashboard.endTitle(props.party)}</h1>
${partyHtml('party', props.party, props.kind)}
<section class="section" id="effects" aria-labelledby="effects-heading"><h2 id="effects-heading">${w.dashboard.endWhat}</h2>
<ul class="points">${props.effects.map(effect => html`<li>${ICONS.dot}<span>${effect}</span></li>`)}</ul></section>
<div class="actions beside">${formHtml({
  id: 'end-form',
  action: `/consents/${props.id}/revoke`,
  fields: { csrf: props.csrf },
  button: { id: 'end', look: 'danger', text: w.dashboard.endYes },
})}<a class="button secondary" id="keep" href="/consents/${props.id}">${w.dashboard.endNo}</a></div>
</div>`

export const notFoundView = (w: Words): Html => html`<div class="card" id="not-found">
<span class="sign warn">${ICONS.alert}</span>
<div class="stack"><h1 id="title">${w.dashboard.notFoundTitle}</h1><p class="lead">${w.dashboard.notFound}</p></div>
<div class="actions"><a class="button secondary" id="overview" href="/consents">${w.dashboard.overview}</a></div>
</div>`
