/**
 * Help texts, made from the commands themselves.
 */
import type { Command } from './command.ts'
import { widthOf } from './output.ts'
import { type Language, say } from './words.ts'

export const COMMON_OPTIONS = {
  json: { type: 'boolean' },
  lang: { type: 'string' },
  'api-key': { type: 'string' },
  'base-url': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const aligned = (pairs: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...pairs.map(([left]) => widthOf(left)))
  return pairs.map(([left, right]) => `  ${left}${' '.repeat(width - widthOf(left))}  ${right}\n`).join('')
}

const common = (language: Language): (readonly [string, string])[] => [
  ['--json', say(language, 'json')],
  ['--lang LANG', say(language, 'lang')],
  ['--base-url URL', say(language, 'baseUrl')],
  ['--api-key KEY', say(language, 'apiKey')],
  ['-h, --help', say(language, 'help')],
]

export function overview(commands: readonly Command[], language: Language): string {
  const lines = aligned(commands.map(command => [`feiqian ${command.name} ${command.usage}`.trimEnd(), command.summary[language]]))
  return `${say(language, 'intro')}\n\n${say(language, 'commands')}:\n${lines}\n${say(language, 'options')}:\n${aligned(common(language))}\n${say(language, 'environment')}\n`
}

export function commandHelp(command: Command, language: Language): string {
  const own = Object.entries(command.options).map(
    ([name, option]) => [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.about[language]] as const,
  )
  return `${command.summary[language]}\n\n${say(language, 'usage')}: feiqian ${command.name} ${command.usage}\n\n${say(language, 'options')}:\n${aligned([...own, ...common(language)])}`
}
