/**
 * Finds the command, reads its arguments, runs it and turns what went wrong into a sentence and an exit code.
 */
import { parseArgs } from 'node:util'
import { Feiqian, FeiqianConnectionError, FeiqianError } from '@feiqian/sdk'
import { accessOf } from './access.ts'
import { type Command, type Context, EXIT, type Io, UsageError, type Values } from './command.ts'
import { connectorCommands } from './commands/connectors.ts'
import { dayCommands } from './commands/day.ts'
import { ledgerCommands } from './commands/ledger.ts'
import { listenCommand } from './commands/listen.ts'
import { merchantCommands } from './commands/merchants.ts'
import { paymentCommands } from './commands/payments.ts'
import { reconCommands } from './commands/recon.ts'
import { COMMON_OPTIONS, commandHelp, overview } from './help.ts'
import { type Language, languageOf, say } from './words.ts'

const COMMANDS: readonly Command[] = [
  ...paymentCommands,
  ...ledgerCommands,
  ...dayCommands,
  ...reconCommands,
  ...connectorCommands,
  listenCommand,
  ...merchantCommands,
]

/** Runs one command line; never throws. Answers the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const language = languageOf(langOption(argv), io.env)
  try {
    const command = findCommand(argv)
    if (command === undefined) return unknown(argv, io, language)
    const { values, positionals } = parse(command, argv, language)
    if (values.help === true) {
      io.out(commandHelp(command, language))
      return EXIT.ok
    }
    return await command.run(contextOf(command, values, positionals, io, language))
  } catch (error) {
    return failed(error, io, language)
  }
}

function langOption(argv: readonly string[]): string | undefined {
  const at = argv.findIndex(arg => arg === '--lang' || arg.startsWith('--lang='))
  if (at < 0) return undefined
  return argv[at]?.includes('=') === true ? argv[at]?.slice('--lang='.length) : argv[at + 1]
}

/** The longest name that the first words spell. */
function findCommand(argv: readonly string[]): Command | undefined {
  const words = argv.slice(0, 2)
  return COMMANDS.find(command => command.name === words.join(' ')) ?? COMMANDS.find(command => command.name === words[0])
}

function unknown(argv: readonly string[], io: Io, language: Language): number {
  const [first] = argv
  const group = COMMANDS.filter(command => command.name.startsWith(`${first} `))
  if (
    first === undefined ||
    first === '--help' ||
    first === '-h' ||
    first === 'help' ||
    (group.length > 0 && (argv.includes('--help') || argv.includes('-h')))
  ) {
    io.out(overview(group.length > 0 ? group : COMMANDS, language))
    return EXIT.ok
  }
  io.err(`${say(language, 'unknownCommand')}: ${argv.slice(0, 2).join(' ')}\n\n${overview(group.length > 0 ? group : COMMANDS, language)}`)
  return EXIT.usage
}

function parse(command: Command, argv: readonly string[], language: Language): { values: Values; positionals: readonly string[] } {
  let parsed: { values: Values; positionals: string[] }
  try {
    parsed = parseArgs({
      args: argv.slice(command.name.split(' ').length),
      options: { ...COMMON_OPTIONS, ...command.options },
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { min, max } = command.positionals
  if (parsed.values.help === true) return parsed
  if (parsed.positionals.length < min) throw new UsageError(`${say(language, 'tooFew')}: feiqian ${command.name} ${command.usage}`)
  if (parsed.positionals.length > max) throw new UsageError(`${say(language, 'tooMany')}: ${parsed.positionals.slice(max).join(' ')}`)
  return parsed
}

function contextOf(command: Command, values: Values, positionals: readonly string[], io: Io, language: Language): Context {
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const key = command.key === 'none' ? 'operator' : command.key
  const found = accessOf({ apiKey: text('api-key'), baseUrl: text('base-url'), env: io.env, cwd: io.cwd, key })
  const { baseUrl } = found
  const apiKey = command.key === 'none' ? 'none' : found.apiKey
  if (apiKey === null) throw new UsageError(say(language, 'noKey'))
  const json = values.json === true
  return {
    feiqian: new Feiqian({ apiKey, baseUrl, language }),
    io,
    language,
    json,
    positionals,
    text,
    flag: name => values[name] === true,
    many: name => {
      const value = values[name]
      return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
    },
    count: name => {
      const value = text(name)
      if (value === undefined) return undefined
      const number = Number(value)
      if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < 1)
        throw new UsageError(`--${name} ${say(language, name === 'amount' ? 'minorUnits' : 'notACount')}`)
      return number
    },
    show: (value, human) => io.out(json ? `${JSON.stringify(value, null, 2)}\n` : human()),
  }
}

function failed(error: unknown, io: Io, language: Language): number {
  if (io.signal.aborted) return EXIT.ok
  if (error instanceof UsageError) {
    io.err(`${error.message}\n`)
    return EXIT.usage
  }
  if (error instanceof FeiqianConnectionError) {
    io.err(`${error.message}\n${say(language, 'unreachable')}\n`)
    return EXIT.unreachable
  }
  if (error instanceof FeiqianError) {
    const about = [error.code, error.param, error.requestId === null ? null : `${say(language, 'request')} ${error.requestId}`].filter(
      part => part !== null,
    )
    io.err(`${error.message} (${about.join(', ')})\n${error.fix === null ? '' : `${error.fix}\n`}`)
    return EXIT.refused
  }
  io.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.refused
}
