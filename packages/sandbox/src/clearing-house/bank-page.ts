/** The page of a payer's bank (网关支付): what is to be paid, to approve, to refuse, or to leave until it runs out. */
import type { HouseInstruction } from './state.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (value: string): string => value.replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? character)

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;margin:3rem auto;max-width:28rem;padding:0 1rem;color:#1c2430}.amount{font-size:2rem;font-variant-numeric:tabular-nums}button{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}small{color:#526070}'

const FAILURES: Readonly<Record<string, string>> = {
  payer_refused: '已取消 · refused',
  payer_timeout: '已超时 · it ran out',
  closed: '商户已关闭订单 · closed by the merchant',
  insufficient_funds: '余额不足 · insufficient funds',
}

/** What stands on the page now. */
export function bankPage(instruction: HouseInstruction, now: Date): string {
  const { gateway, amount, purpose, status, failureCode } = instruction
  const leftSeconds = Math.max(0, Math.round(((gateway?.expiresAt ?? 0) - now.getTime()) / 1_000))
  const yuan = `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
  const back =
    gateway?.returnUrl !== null && gateway !== null && /^https?:\/\//.test(gateway.returnUrl)
      ? `<p><a id="return" href="${escaped(gateway.returnUrl)}">返回商户 · Back to the merchant</a></p>`
      : ''
  const form = `<form method="post"><p><label><input type="checkbox" name="poor" value="1"> 用没有余额的账户 · from an account without money</label></p>
<button id="approve" name="step" value="approve">确认付款 · Pay</button><button id="refuse" name="step" value="refuse">取消 · Refuse</button></form>
<p><small>剩余 ${leftSeconds} 秒 · ${leftSeconds} s left. 什么都不做，订单会超时 · do nothing, and it runs out.</small></p>`
  const outcome =
    status === 'succeeded'
      ? '付款成功 · paid'
      : status === 'failed'
        ? (FAILURES[failureCode ?? ''] ?? failureCode ?? '')
        : '处理中 · in work'
  const waits = status === 'processing' && instruction.verdict === 'payer'
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>模拟网上银行 · Simulated bank</title><style>${STYLE}</style></head>
<body><h1>模拟网上银行 · Simulated bank ${escaped(gateway?.bank ?? '')}</h1><p>${escaped(purpose)}</p><p class="amount" id="amount">¥${yuan}</p>
${waits ? form : `<p id="state" role="status">${escaped(outcome)}</p>${back}`}
<p><small>模拟器，不涉及真实资金 · a simulator: no money moves</small></p></body></html>`
}

export const NO_PAGE = `<!doctype html><html lang="zh"><meta charset="utf-8"><title>404</title><p>没有此订单 · no such order</p></html>`
