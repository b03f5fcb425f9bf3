/** Runs the tests, after fetching what they need: a browser, and the pages it looks at. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { nodeBinary } from './install.js'
import { handOver, ROOT, runQuietly, step, UserError } from './run.js'
import { ensureWeb } from './web.js'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const APPLICATIONS = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

export async function test(args) {
  const browser = findBrowser() ?? (await installBrowser(args.length > 0))
  await ensureWeb()
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  process.chdir(ROOT)
  return handOver(nodeBinary(), [vitest, 'run', ...args], { env: browser === null ? {} : { FEIQIAN_CHROMIUM: browser } })
}

function findBrowser() {
  const given = process.env.FEIQIAN_CHROMIUM
  if (given !== undefined) return given
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [...folders.flatMap(folder => BROWSERS.map(name => join(folder, name))), ...APPLICATIONS]
  return candidates.find(path => existsSync(path)) ?? null
}

/** Debian as root: installs chromium. Elsewhere the reader is told to; a run of chosen tests goes on without. */
async function installBrowser(isChosen) {
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!isDebianRoot) {
    const missing =
      'The browser tests need Chromium: on Debian run `apt-get install chromium fonts-noto-cjk` as root, elsewhere install Chromium or Chrome, or name one with FEIQIAN_CHROMIUM=/path/to/it.'
    if (!isChosen) throw new UserError(missing)
    process.stderr.write(`${missing}\n`)
    return null
  }
  await step('Installing Chromium for the browser tests', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const update = await runQuietly('apt-get', ['update'], { env })
    if (update.code !== 0) throw new UserError(`apt-get update failed:\n${update.output}`)
    const install = await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], { env })
    if (install.code !== 0) throw new UserError(`apt-get install chromium failed:\n${install.output}`)
    return 'Installed Chromium'
  })
  return findBrowser()
}
