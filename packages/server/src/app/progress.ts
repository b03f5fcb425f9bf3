/** What a person sees in the terminal: each step as it is done, the receipt of the first payment, and where to look next. */
import { formatAmount } from '../kernel/money.ts'
import type { Demo, Tour } from './demo.ts'

export type Progress = {
  say(line: string): void
  /** Names a step while it runs and says how long it took. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>
}

const write = (text: string): void => {
  process.stdout.write(text)
}

export function createProgress(): Progress {
  return {
    say: line => write(`${line}\n`),
    async step(name, work) {
      const startedAt = performance.now()
      try {
        const value = await work()
        write(`  ✓ ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`)
        return value
      } catch (error) {
        write(`  ✗ ${name}\n`)
        throw error
      }
    },
  }
}

const yuan = (fen: number): string => `¥${formatAmount(BigInt(fen), 'CNY')}`

export function printTour(tour: Tour): void {
  const { receipt, wallet, merchant, reserve } = tour
  const lines = [
    '',
    `回单 · receipt  ${receipt.payment.id}  ${yuan(receipt.payment.amount)}`,
    ...receipt.entries.flatMap(({ debit, credit, amount, reason }) => [
      `  ${yuan(amount).padStart(10)}  ${debit.zh} → ${credit.zh}  (${debit.en} → ${credit.en})`,
      `              ${reason.kind}${reason.clause === null ? '' : `: ${reason.clause}`}${reason.arithmetic === null ? '' : `, ${reason.arithmetic}`}`,
    ]),
    `  钱包余额 · wallet ${yuan(wallet.before)} → ${yuan(wallet.after)}    商户可结算 · merchant settled ${yuan(merchant.before)} → ${yuan(merchant.after)}`,
    ...reserveLines(reserve),
    '',
  ]
  write(lines.map(line => `${line}\n`).join(''))
}

function reserveLines(reserve: Record<string, unknown>): string[] {
  const {
    reserve: held = 0,
    wallet_balances: wallets = 0,
    merchant_payables: merchants = 0,
    in_transit: transit = 0,
  } = reserve as Record<string, number>
  return [
    `  备付金 = 负债 · reserve ${yuan(held)} = wallets ${yuan(wallets)} + merchants ${yuan(merchants)} + in transit ${yuan(transit)}  ${reserve.balanced === true ? '✓' : '✗'}`,
  ]
}

/** `overview`: where the example of a third party is, `sandbox`: where the simulators' index is, when they are up. */
export function printWhereToLook(
  url: string,
  demo: Demo,
  dataDir: string,
  { overview, sandbox }: { readonly overview: string | null; readonly sandbox: string | null },
): void {
  const people = demo.consumers.map(({ name, phone, password }) => `${name}: ${phone} / ${password}`)
  write(
    [
      `演示商店 · demo shop       ${url}/shop`,
      `钱包 · wallet              ${url}/wallet     ${people.join('    ')}`,
      ...(overview === null ? [] : [`第三方示例 · third party    ${overview}     (links an account, shows spending, pays by bank)`]),
      ...(sandbox === null
        ? []
        : [`支付沙箱 · sandbox          ${sandbox}     (simulated phones of WeChat Pay and Alipay, banks, faults)`]),
      `授权管理 · consents         ${url}/consents`,
      `接口文档 · API reference   ${url}/docs`,
      `命令行 · CLI               npx feiqian payments list     (credentials: ${dataDir}/demo.json)`,
      'Ctrl-C 停止 · stops everything.',
      '',
    ].join('\n'),
  )
}
