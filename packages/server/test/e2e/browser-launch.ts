/** Finds and starts Chromium, for the browser tests and for the pictures of the documents. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

export type Language = 'zh' | 'en'
export type Screen = 'phone' | 'desktop'

/** Chromium's executable, or `null` when this machine has none where it is looked for. */
export const CHROMIUM: string | null = findChromium()

export const NO_CHROMIUM = 'needs Chromium: install /usr/bin/chromium or name one in FEIQIAN_CHROMIUM'

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const

function findChromium(): string | null {
  const path = process.env.FEIQIAN_CHROMIUM ?? '/usr/bin/chromium'
  return existsSync(path) ? path : null
}

/** Starts Chromium; root has no sandbox to start it in. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })

/** Somebody with a browser profile of their own, in Shanghai. */
export const newVisitor = (
  browser: Browser,
  language: Language,
  screen: Screen,
  options: { readonly javaScriptEnabled?: boolean } = {},
): Promise<BrowserContext> =>
  browser.newContext({
    ...options,
    viewport: SCREENS[screen],
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
