/** The benchmark runs: a smoke test that judges no time. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
    child.once('error', reject)
    child.once('exit', code => resolve({ code, output }))
  })
}

describe('npm run bench', () => {
  it('measures every figure, growth included, and leaves books that verify', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feiqian-bench-test-'))
    try {
      const file = join(folder, 'figures.json')
      const { code, output } = await run(['--smoke', '--growth', '--json', file])
      expect(code, output).toBe(0)
      const figures = JSON.parse(await readFile(file, 'utf8')) as Record<string, number>
      expect(Object.keys(figures)).toEqual([
        'tpcbTps',
        'tpcbC1Ms',
        'ledgerTransfersPerSecond',
        'ledgerRatio',
        'ledgerBatchP99Ms',
        'ledgerHotOverUniform',
        'paymentsPerSecond64',
        'paymentsPerSecond256',
        'paymentsRatio64',
        'paymentsRatio256',
        'openLoopP50Ms',
        'openLoopP99Ms',
        'aloneP50Ms',
        'rssMb',
        'growth',
      ])
      for (const [name, value] of Object.entries(figures)) expect(value, name).toBeGreaterThan(0)
      expect(output).toContain('books of bench_ledger verified')
      expect(output).toContain('books of bench_payments verified')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 180_000)

  it('measures tokens, pages and news of open banking', async () => {
    const { code, output } = await run(['openbanking', '--smoke'])
    expect(code, output).toBe(0)
    const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number>
    expect(Object.keys(figures)).toEqual([
      'tokensPerSecond',
      'transactionPagesPerSecond',
      'barePagesPerSecond',
      'securedOverBare',
      'eventP50Ms',
      'eventP99Ms',
    ])
    for (const [name, value] of Object.entries(figures)) expect(value, name).toBeGreaterThan(0)
  }, 180_000)

  it('measures orders at channels, notifications and what a channel that hangs does to another', async () => {
    const { code, output } = await run(['connectors', '--smoke'])
    expect(code, output).toBe(0)
    const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number>
    expect(Object.keys(figures)).toEqual([
      'orderP50Ms',
      'orderP99Ms',
      'sandboxP50Ms',
      'addedP50Ms',
      'addedP99Ms',
      'notificationsPerSecond',
      'notificationsAppliedPerSecond',
      'besideP99Ms',
      'besideHangingP99Ms',
      'isolation',
      'billLines',
      'billMb',
      'billSendSeconds',
      'billReadSeconds',
      'billMatchSeconds',
      'billSeconds',
      'billRssMb',
      'billExceptions',
    ])
    for (const [name, value] of Object.entries(figures)) expect(value, name).toBeGreaterThan(0)
  }, 180_000)

  it('says which benchmarks there are when asked for another', async () => {
    expect(await run(['nonsense'])).toMatchObject({
      code: 2,
      output: 'There is no benchmark nonsense; there are: core, openbanking, connectors\n',
    })
  }, 30_000)
})
