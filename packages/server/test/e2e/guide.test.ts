/** The program of the guide for third parties, as it stands in the guide, against the server: with only the docs somebody gets this far. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { bankCustomer } from '../harness/openbanking.ts'
import { useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'
import { showFactors, signInHere } from './openbanking-world.ts'

const database = useDatabase()
const world = useApp(database)
const browser = useBrowser()
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

/** The program in a folder inside the checkout, where its import is found. */
async function runProgram(): Promise<{ child: ChildProcess; output: () => string }> {
  const guide = readFileSync(join(ROOT, 'docs/guides/third-parties.md'), 'utf8')
  const program = /<!-- program: link\.mjs -->\n```js\n(.*?)```/s.exec(guide)?.[1]
  if (program === undefined) throw new Error('the guide has no program')
  const folder = await mkdtemp(join(ROOT, 'node_modules/.cache-guide-'))
  await writeFile(join(folder, 'link.mjs'), program)
  const child = spawn(process.execPath, [join(folder, 'link.mjs')], {
    env: { ...process.env, BANK: world.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  ended.push(async () => {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
  return { child, output: () => output }
}

describe.skipIf(CHROMIUM === null)(
  `the guide for third parties${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 60_000 },
  () => {
    it('has a program that registers, asks, and reads what the person shares', async () => {
      const person = await world.person()
      const [current = ''] = await bankCustomer(world, person)
      const { output, child } = await runProgram()
      const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
      const url = await world.until('the program asks', async () => /open (\S+)/.exec(output())?.[1])
      const page = await (await browser.visitor('en', 'phone')).newPage()
      await page.goto(url)
      await signInHere(page, world, person)
      await page.check(`#account-${current}`)
      await page.click('#continue')
      await page.click('#confirm')
      await showFactors(page, world, person)
      expect(await exited, output()).toBe(0)
      expect(output()).toMatch(/registered as tpp_/)
      expect(output()).toMatch(new RegExp(`account ${current} \\d+\\.\\d\\d CNY`))
      expect(output()).toMatch(/transactions 100 next http/)
    })
  },
)
