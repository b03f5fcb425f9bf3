/**
 * A real browser for tests: one Chromium per file, one fresh profile per visitor, and what every page must be at all times:
 * without errors, without breaches of its content security policy, and without accessibility violations.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { CHROMIUM, type Language, launchChromium, NO_CHROMIUM, newVisitor, type Screen } from './browser-launch.ts'

/** How long a page may take to show something before a test fails. */
const PATIENCE_MS = 15_000

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The element that a page's README names, by its `data-testid`. */
export const byName = (page: Page, name: string): Locator => page.locator(`[data-testid="${name}"]`)

/** Builds the pages unless they are current, as every start does. */
async function buildPages(): Promise<void> {
  const build = `import('./bin/lib/web.js').then(web => web.ensureWeb())`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', build], { cwd: new URL('../../../../', import.meta.url) })
}

export type Browsing = {
  /** A person with a browser of their own: fresh storage and cookies. Their pages are watched until the test ends. */
  visitor(language?: Language, screen?: Screen, options?: { readonly javaScriptEnabled?: boolean }): Promise<BrowserContext>
  /** Looks at the page as it stands: no accessibility violations, in light or dark colours, and a screenshot under this name. */
  look(page: Page, name: string): Promise<void>
}

/** Call at the top of a test file. */
export function useBrowser(): Browsing {
  let browser: Browser | null = null
  const contexts: BrowserContext[] = []
  const breaches: string[] = []
  const folder = process.env.FEIQIAN_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), 'feiqian-screenshots-'))
  mkdirSync(folder, { recursive: true })

  beforeAll(async () => {
    if (CHROMIUM === null) return
    const [launched] = await Promise.all([launchChromium(CHROMIUM), buildPages()])
    browser = launched
  }, 60_000)

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    expect(breaches.splice(0)).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    if (browser !== null) process.stdout.write(`screenshots of every state: ${folder}\n`)
  })

  return {
    async visitor(language = 'zh', screen = 'phone', options = {}) {
      if (browser === null) throw new Error(NO_CHROMIUM)
      const context = await newVisitor(browser, language, screen, options)
      context.setDefaultTimeout(PATIENCE_MS)
      contexts.push(context)
      context.on('page', page => {
        page.on('pageerror', error => breaches.push(`${page.url()}: ${error.message}`))
        page.on('console', message => {
          if (/Content Security Policy|Refused to/i.test(message.text())) breaches.push(`${page.url()}: ${message.text()}`)
        })
      })
      return context
    },
    async look(page, name) {
      await page.bringToFront() // a page behind another draws seldom, and waiting for it is slow
      await page.evaluate(AXE)
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await violationsOn(page, `{ runOnly: ['color-contrast'] }`), `${name}, dark`).toEqual([])
      await page.emulateMedia({ colorScheme: 'light' })
      expect(await violationsOn(page, '{}'), name).toEqual([])
      await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
    },
  }
}

/** What axe-core, loaded before, holds against the page as it stands. */
const violationsOn = (page: Page, options: string): Promise<string[]> =>
  page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ['violations'], ...${options} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(node => id + ': ' + node.html)))`,
  )

/** When the pages show this element, in milliseconds of the machine's clock; ask before what should bring it. */
export const whenShown = (page: Page, name: string): Promise<number> =>
  page.evaluate<number>(`new Promise(resolve => {
    const isShown = () => document.querySelector('[data-testid="${name}"]') !== null
    if (isShown()) return resolve(Date.now())
    const observer = new MutationObserver(() => {
      if (!isShown()) return
      observer.disconnect()
      resolve(Date.now())
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })`)

/** Expects of what comes late, for as long as a page is given to show it. */
export const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: PATIENCE_MS })

/** Presses Tab until this element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const stepsMax = 40
  for (let step = 0; step < stepsMax; step++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>(`document.activeElement?.closest('[data-testid="${name}"], #${name}') !== null`)) return
  }
  throw new Error(`${stepsMax} presses of Tab did not reach ${name}`)
}
