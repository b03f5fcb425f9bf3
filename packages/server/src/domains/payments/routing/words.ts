/** The reasons of routing in both languages; `{placeholders}` are filled from the values. */
import type { RouteReason } from '../ports.ts'

const WORDS: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  no_payouts: { en: 'It makes no payouts.', zh: '不支持付款。' },
  method_unsupported: { en: 'It does not offer the payment method.', zh: '不支持该支付方式。' },
  flow_unsupported: { en: 'It does not offer the flow.', zh: '不支持该交互方式。' },
  bank_not_reached: { en: 'It does not reach the bank.', zh: '不支持该银行。' },
  currency_unsupported: { en: 'It does not take the currency.', zh: '不支持该币种。' },
  manual_capture_unsupported: { en: 'It cannot authorise first and capture later.', zh: '不支持预授权。' },
  tried_before: { en: 'It was tried for this payment before.', zh: '本笔支付已尝试过该通道。' },
  not_enabled: { en: 'It is not connected, or operators keep new orders away.', zh: '未接入，或已停止受理新订单。' },
  amount_below_min: { en: 'The amount is below its least ({min}).', zh: '金额低于下限（{min}）。' },
  amount_above_max: { en: 'The amount is above its greatest ({max}).', zh: '金额高于上限（{max}）。' },
  channel_missing: { en: 'The merchant is not onboarded there.', zh: '商户未在该渠道进件。' },
  channel_suspended: { en: 'The merchant is suspended there.', zh: '商户在该渠道已被暂停。' },
  flow_not_opened: { en: 'The flow was not opened for the merchant there.', zh: '该渠道未为商户开通此交互方式。' },
  rule_excludes: { en: 'The rule "{rule}" excludes it.', zh: '规则“{rule}”将其排除。' },
  rule_prefers: { en: 'The rule "{rule}" puts it in place {place}.', zh: '规则“{rule}”将其列为第 {place} 位。' },
  rule_weight: { en: 'The rule "{rule}" gives it {weight} of {of}.', zh: '规则“{rule}”分配其权重 {weight}/{of}。' },
  cost: { en: 'It costs {amount} ({bps} ten-thousandths).', zh: '成本 {amount}（万分之 {bps}）。' },
  success: {
    en: 'Expected to succeed in {permille} of 1000 ({samples} recent calls).',
    zh: '预期成功率 {permille}‰（近期 {samples} 次调用）。',
  },
  circuit_open: { en: 'Its circuit is open: it has not answered of late.', zh: '熔断中：近期无应答。' },
}

export function reasonText({ code, values = {} }: RouteReason, language: 'en' | 'zh'): string {
  return (WORDS[code]?.[language] ?? code).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
