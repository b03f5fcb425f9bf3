#!/usr/bin/env node
/**
 * The one command of Feiqian. Plain JavaScript for any Node >= 18: it installs what is missing, builds the pages when they are out of date,
 * then hands over to Node 24. It holds no business logic.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from './lib/check.js'
import { ensureInstalled, nodeBinary } from './lib/install.js'
import { handOver, ROOT, UserError } from './lib/run.js'
import { test } from './lib/test.js'
import { ensureWeb } from './lib/web.js'

const USAGE = `Feiqian (飞钱), the platform a payment institution runs itself.

  feiqian start          start everything: database, demo institution, pages (npm start)
  feiqian sandbox        start every simulator: clearing houses A and B, reserve bank, WeChat Pay API v3, Alipay; or one alone:
                         feiqian sandbox wechat-pay | alipay | clearing-house | reserve-bank | money-overview
  feiqian test           run every test; arguments go to vitest (npm test)
  feiqian check          format, lint, types, layout, dead code (npm run check)
  feiqian bench          measure speed (npm run bench)
  feiqian crash          kill server and database again and again: --runs 200 (npm run crash)
  feiqian generate-sdk   write the SDK's types from the API (npm run generate-sdk)

Every other command talks to a running server; feiqian --help lists them.
`

const SERVER = 'packages/server/src/app/main.ts'
const SANDBOX = {
  alipay: 'packages/sandbox/src/alipay/main.ts',
  'clearing-house': 'packages/sandbox/src/clearing-house/main.ts',
  'money-overview': 'packages/sandbox/src/money-overview/main.ts',
  'reserve-bank': 'packages/sandbox/src/reserve-bank/main.ts',
  'wechat-pay': 'packages/sandbox/src/wechat-pay/main.ts',
}
const EVERY_SIMULATOR = 'packages/sandbox/src/main.ts'
const BENCH = 'packages/server/test/bench/main.ts'
const CRASH = 'packages/server/test/crash/main.ts'
const GENERATE_SDK = 'scripts/generate-sdk.ts'
const CLI = 'packages/cli/src/main.ts'

async function main([command, ...args]) {
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (command === undefined) {
    process.stdout.write(USAGE)
    return 0
  }
  await ensureInstalled()
  switch (command) {
    case 'start':
      if (!wantsHelp) await ensureWeb()
      return program(SERVER, args, ROOT, serverFlags())
    case 'sandbox':
      return sandbox(args)
    case 'bench':
      if (!wantsHelp) await ensureWeb()
      return program(BENCH, args)
    case 'crash':
      return program(CRASH, args)
    case 'test':
      return test(args)
    case 'check':
      return check()
    case 'generate-sdk':
      return program(GENERATE_SDK, args)
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(`${USAGE}\n`)
      return existsSync(join(ROOT, CLI)) ? program(CLI, ['--help']) : 0
    default:
      return program(CLI, [command, ...args], process.cwd())
  }
}

/** Node's flags for the server, from its package.json: a small young generation keeps its memory small under load. */
function serverFlags() {
  return JSON.parse(readFileSync(join(ROOT, 'packages/server/package.json'), 'utf8')).config.node_flags.split(' ')
}

/** `feiqian sandbox [name]`: every simulator unless one is named. */
function sandbox([name, ...rest]) {
  if (name === undefined || name.startsWith('-')) return program(EVERY_SIMULATOR, name === undefined ? [] : [name, ...rest])
  if (!Object.hasOwn(SANDBOX, name)) throw new UserError(`There is no simulator ${name}; there are: ${Object.keys(SANDBOX).join(', ')}.`)
  return program(SANDBOX[name], rest)
}

/** Runs a TypeScript program of ours; it ends when this launcher does, even when the launcher is killed. */
function program(script, args, cwd = ROOT, flags = []) {
  return handOver(
    nodeBinary(),
    [...flags, '--import', new URL('./lib/end-with-launcher.js', import.meta.url).href, join(ROOT, script), ...args],
    {
      ipc: true,
      cwd,
      // Types are stripped once; the second start is warm.
      env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, 'node_modules', '.cache', 'node') },
    },
  )
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    process.stderr.write(`${error instanceof UserError ? error.message : error.stack}\n`)
    process.exitCode = 1
  },
)
