/** The checklist of a rehearsal for people: what passed, what failed and why, what comes next. */
import { type Html, html, page } from '../../../platform/http/html.ts'
import type { Language, RawReply } from '../../../platform/http/route.ts'
import { STEPS } from '../third-parties/rehearsal-steps.ts'
import type { RehearsalView } from '../third-parties/rehearsals.ts'
import type { Standing, StepView } from './rehearsals.ts'

const WORDS = {
  en: {
    title: 'Rehearsal',
    lead: (name: string) =>
      `How far the client of ${name} has come. Run your own flow against this server; each step shows here as it happens.`,
    progress: (done: number, all: number) => `${done} of ${all} steps passed`,
    state: { passed: 'Passed', failed: 'Failed', not_seen: 'Not seen yet' },
    attempts: (count: number) => `${count} ${count === 1 ? 'attempt' : 'attempts'}`,
    what: 'What was wrong',
    fix: 'How to mend it',
    detail: 'Detail',
    code: 'Code',
    earlier: 'The latest failure before it passed',
    allPassed: 'Every step has passed. The client is ready for a review of its live access.',
    ended: 'This rehearsal is over. Start another to go on.',
    open: 'Open until',
    again: 'Look again',
    missing: 'There is no such rehearsal',
    missingLead: 'The address is wrong, or the rehearsal has been removed. Start a new one for a new address.',
  },
  zh: {
    title: '接入演练',
    lead: (name: string) => `${name}的客户端演练进度。请以自己的客户端完成流程，各步骤会随之更新。`,
    progress: (done: number, all: number) => `已通过 ${done} / ${all} 步`,
    state: { passed: '已通过', failed: '未通过', not_seen: '尚未进行' },
    attempts: (count: number) => `已尝试 ${count} 次`,
    what: '问题',
    fix: '解决办法',
    detail: '详情',
    code: '代码',
    earlier: '通过前最近一次失败',
    allPassed: '全部步骤均已通过，可申请生产接入审核。',
    ended: '本次演练已结束，如需继续请重新开始。',
    open: '有效期至',
    again: '刷新',
    missing: '演练不存在',
    missingLead: '地址有误，或演练已被移除。请重新开始演练以获取新地址。',
  },
} as const

const BADGE = { passed: 'badge', failed: 'badge warn', not_seen: 'badge off' } as const

export type RehearsalPage = {
  readonly view: RehearsalView
  readonly standing: Standing
  readonly language: Language
  /** The own path of this page. */
  readonly path: string
}

export function rehearsalPage({ view, standing, language, path }: RehearsalPage): RawReply {
  const w = WORDS[language]
  const { steps, state } = standing
  const done = steps.filter(step => step.state === 'passed').length
  const notices = {
    passed: ['info', w.allPassed],
    ended: ['warn', w.ended],
    open: ['info', html`${w.open} ${timeOf(view.rehearsal.expiresAt)}`],
  } as const
  const [kind, text] = notices[state]
  const progress = w.progress(done, steps.length)
  return page({
    title: w.title,
    language,
    languageSwitch: path,
    width: 'wide',
    // The address holds the key of the page: no other site hears of it.
    headers: { 'Referrer-Policy': 'no-referrer' },
    body: html`<h1 id="rehearsal-title">${w.title}</h1>
<p class="lead">${w.lead(view.party.name[language])}</p>
<p id="rehearsal-progress">${progress}</p>
<progress max="${steps.length}" value="${done}" aria-label="${progress}"></progress>
<div class="notice ${kind}" id="rehearsal-state"><p>${text}</p></div>
 ${state === 'open' && html`<p class="actions"><a class="button secondary" id="rehearsal-again" href="${path}">${w.again}</a></p>`}
<ol class="stack" id="rehearsal-steps">${steps.map(step => stepRow(step, language))}</ol>`,
  })
}

function stepRow(step: StepView, language: Language): Html {
  const w = WORDS[language]
  const { title, todo } = STEPS[step.step]
  return html`<li class="card" id="step-${step.step}">
<h2 class="between"><span>${title[language]}</span> <span class="${BADGE[step.state]}" id="step-${step.step}-state">${w.state[step.state]}</span></h2>
<p>${prose(todo[language])}</p>
${step.attempts > 0 && html`<p class="hint">${w.attempts(step.attempts)}${step.lastAt !== null && html` · ${timeOf(step.lastAt)}`}</p>`}
${failureOf(step, language)}
</li>`
}

function failureOf(step: StepView, language: Language): Html | null {
  const { failure, explained, state } = step
  if (failure === null || explained === null) return null
  const w = WORDS[language]
  const facts = html`<p><strong>${w.what}</strong><br>${prose(explained.what[language])}</p>
<p><strong>${w.fix}</strong><br>${prose(explained.fix[language])}</p>
${failure.reason !== null && html`<p><strong>${w.detail}</strong><br><code class="code">${failure.reason}</code></p>`}
${failure.code !== null && html`<p><strong>${w.code}</strong><br><code class="code">${failure.code}</code></p>`}`
  return state === 'failed'
    ? html`<div class="notice danger" id="step-${step.step}-failure">${facts}</div>`
    : html`<details><summary>${w.earlier}</summary><div class="stack">${facts}</div></details>`
}

/** Text with names between backticks, as code. */
const prose = (text: string): Html =>
  html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code class="code">${part}</code>` : part))}`

export function missingPage(language: Language): RawReply {
  const w = WORDS[language]
  return page({
    status: 404,
    title: w.missing,
    language,
    languageSwitch: null,
    body: html`<h1>${w.missing}</h1><p class="lead">${w.missingLead}</p>`,
  })
}

const timeOf = (at: Date): Html => html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`
