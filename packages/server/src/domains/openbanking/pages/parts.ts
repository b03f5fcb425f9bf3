/** The few parts that the views share: signs, parties, notices, forms. All signs are decoration: their meaning stands beside them in words. */
import { type Content, type Html, html, trustedHtml } from '../../../platform/http/html.ts'
import type { Section, Sheet } from './sheet.ts'

const icon = (paths: string): Html =>
  trustedHtml(
    `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`,
  )

export const ICONS = {
  check: icon('<path d="m5 12.5 4.6 4.6L19.2 7"/>'),
  cross: icon('<path d="m6.5 6.5 11 11m0-11-11 11"/>'),
  dot: icon('<circle cx="12" cy="12" r="2.6" fill="currentColor" stroke="none"/>'),
  clock: icon('<circle cx="12" cy="12" r="8.5"/><path d="M12 7.3V12l3.2 2"/>'),
  alert: icon('<path d="M12 3.8 21 19.4H3L12 3.8Z"/><path d="M12 10v4.2m0 2.6v.1"/>'),
  seal: icon('<path d="M12 3.5 19 6v5.6c0 4.2-2.8 7.3-7 8.9-4.2-1.6-7-4.7-7-8.9V6l7-2.5Z"/><path d="m9 12 2.2 2.2L15.2 10"/>'),
  onward: icon('<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>'),
} as const

/** A name with its first character as a sign, as letters are known by their heads. */
export const partyHtml = (id: string, name: string, detail: Content): Html => html`<div class="party" id="${id}">
<span class="party-sign" aria-hidden="true">${signOf(name)}</span>
<span class="party-words"><span class="party-name" id="${id}-name">${name}</span>${detail !== '' && html`<span class="hint" id="${id}-detail">${detail}</span>`}</span>
</div>`

export const signOf = (name: string): string => [...name.trim()][0]?.toUpperCase() ?? '·'

export const noticeHtml = (id: string, tone: 'danger' | 'warn' | 'info', title: string, text: Content): Html =>
  html`<div class="notice ${tone}" id="${id}" role="${tone === 'info' ? 'status' : 'alert'}"><p class="notice-title">${title}</p>${text !== '' && html`<p>${text}</p>`}</div>`

/** A form with one button that posts these fields. */
export function formHtml(options: {
  readonly id: string
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly button: { readonly id: string; readonly look: 'primary' | 'secondary' | 'quiet' | 'danger'; readonly text: string }
}): Html {
  const { id, action, fields, button } = options
  return html`<form id="${id}" method="post" action="${action}">${hiddenHtml(fields)}<button class="button ${button.look}" id="${button.id}" type="submit">${button.text}</button></form>`
}

export const hiddenHtml = (fields: Readonly<Record<string, string>>): Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** A sheet as a page shows it: the same words in the same order as `sheetText`. */
export const sheetHtml = (sheet: Sheet): Html => html`<h1 id="title">${sheet.title}</h1>
${partyHtml('third-party', sheet.party.name, sheet.party.detail)}
${
  sheet.amount !== null &&
  html`<div class="amount-to"><p class="hint">${sheet.amount.label}</p><p class="amount" id="amount">${sheet.amount.text}</p><strong id="payee">${sheet.amount.to}</strong></div>`
}
${sheet.sections.map(sectionHtml)}`

const SIGNS = { yes: ICONS.check, no: ICONS.cross, plain: ICONS.dot } as const

function sectionHtml({ id, heading, kind, points }: Section): Html {
  const inside =
    kind === 'facts'
      ? html`<dl class="facts">${points.map(point => html`<div><dt>${point.strong}</dt><dd>${point.text}</dd></div>`)}</dl>`
      : html`<ul class="points${kind === 'no' && ' not'}">${points.map(
          point =>
            html`<li>${SIGNS[kind]}<span>${point.strong !== undefined && html`<strong>${point.strong}</strong><br>`}${point.text}</span></li>`,
        )}</ul>`
  return html`<section class="section" id="section-${id}" aria-labelledby="heading-${id}"><h2 id="heading-${id}">${heading}</h2>${inside}</section>\n`
}
