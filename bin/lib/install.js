/** Installs the dependencies from the lock file when they are missing or others than it names, and finds Node 24. */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runQuietly, step, UserError } from './run.js'

const NODE_MAJOR = 24
const LOCK = join(ROOT, 'package-lock.json')
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json')
const STAMP = join(ROOT, 'node_modules', '.feiqian-lock')

export async function ensureInstalled() {
  const lock = readFileSync(LOCK, 'utf8')
  const hash = createHash('sha256').update(lock).digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash && existsSync(INSTALLED)) return
  // Somebody may have run npm by hand: what it wrote down is compared before anything is thrown away.
  if (!isInstalled(JSON.parse(lock))) await step('Installing the dependencies from the lock file', install)
  writeFileSync(STAMP, hash)
}

function isInstalled(lock) {
  if (!existsSync(INSTALLED)) return false
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link || !path.includes('node_modules/')) return true
    const found = installed[path]
    if (found === undefined) return wanted.optional === true && !isForThisMachine(wanted)
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

/** Optional packages that name no machine hang below others that do, so their absence says nothing. */
function isForThisMachine({ os, cpu, libc }) {
  const matches = (list, value) => [list].flat().includes(value)
  return libc === undefined && os !== undefined && matches(os, process.platform) && (cpu === undefined || matches(cpu, process.arch))
}

async function install() {
  // Install scripts are not needed by anything we use, so none of them gets to run.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const isNpm = npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)
  const { code, output } = await (isNpm ? runQuietly(process.execPath, [npm, ...args]) : runQuietly('npm', args)).catch(error => {
    throw new UserError(`npm could not be run (${error.message}). Install Node.js with npm, then try again.`)
  })
  if (code !== 0) throw new UserError(`The dependencies could not be installed:\n${output}`)
  return `Installed ${Object.keys(JSON.parse(readFileSync(INSTALLED, 'utf8')).packages).length} packages`
}

/** Node 24 or later: the one that runs us, else the one that came with the dependencies. */
export function nodeBinary() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath
  const bundled = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  try {
    accessSync(bundled, constants.X_OK)
    return bundled
  } catch {
    throw new UserError(
      `Feiqian runs on Node ${NODE_MAJOR} or later; this is ${process.version}, and npm has no newer one for ${process.platform} ${process.arch}. Install Node ${NODE_MAJOR}.`,
    )
  }
}
