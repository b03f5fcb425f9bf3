/**
 * Runs the tests, after fetching what they need: a browser, and the pages it looks at. A whole run also fails when an operation
 * or a code of the API was met by no test. The last line is the counts.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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
  const env = browser === null ? {} : { FEIQIAN_CHROMIUM: browser }
  return args.length > 0 ? handOver(nodeBinary(), [vitest, 'run', ...args], { env }) : testAll(vitest, env)
}

/** Every test, then whether together they met every operation and code. */
async function testAll(vitest, env) {
  const folder = mkdtempSync(join(tmpdir(), 'feiqian-test-'))
  const [exercised, countsFile] = [join(folder, 'exercised.tsv'), join(folder, 'counts.json')]
  writeFileSync(exercised, '')
  try {
    const code = await handOver(nodeBinary(), [vitest, 'run'], {
      env: { ...env, FEIQIAN_EXERCISED_FILE: exercised, FEIQIAN_COUNTS_FILE: countsFile },
    })
    if (code > 128) return code
    const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
    const gate = await runQuietly(nodeBinary(), [join(ROOT, 'scripts', 'check-exercised.ts'), exercised])
    process.stdout.write(`${gate.output.trimEnd()}\n`)
    if (gate.code !== 0) counts.failed += 1
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
    return code === 0 && gate.code !== 0 ? 1 : code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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
