/**
 * What a request says about itself: language, the address it came from and the address it was sent to. Headers are the
 * caller's word; only what the configuration trusts is believed.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Language } from './route.ts'

const LANGUAGES_MAX = 500

/** The choice that people make on the server's own pages. */
export const LANGUAGE_COOKIE = 'feiqian_language'

/** The language that a cookie asks for; `null` when it asks for none. */
export function languageOfCookie(header: string | undefined): Language | null {
  const chosen = header === undefined ? null : /(?:^|;\s*)feiqian_language=(en|zh)(?:;|$)/.exec(header)
  return (chosen?.[1] as Language | undefined) ?? null
}

/** Chooses zh or en by Accept-Language (RFC 9110 section 12.5.4), en when neither is asked for. Remembers what it saw. */
export function createLanguageChooser(): (header: string | undefined) => Language {
  const seen = new Map<string, Language>()
  return header => {
    if (header === undefined) return 'en'
    const known = seen.get(header)
    if (known !== undefined) return known
    const language = chooseLanguage(header)
    if (seen.size < LANGUAGES_MAX && header.length < 200) seen.set(header, language)
    return language
  }
}

function chooseLanguage(header: string): Language {
  let best: Language = 'en'
  let bestQuality = 0
  for (const part of header.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const primary = tag.trim().split('-')[0]
    if (primary !== 'zh' && primary !== 'en') continue
    const quality = Number(
      parameters
        .find(parameter => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    )
    if (quality > bestQuality) {
      best = primary
      bestQuality = quality
    }
  }
  return best
}

export type Origins = {
  /** Where the caller reached this server, without a trailing slash. */
  baseUrl(headers: IncomingHttpHeaders, encrypted: boolean): string
  /** The client's address: the socket's, or the one that the trusted proxies report. */
  clientAddress(headers: IncomingHttpHeaders, socketAddress: string | undefined): string
}

/**
 * `publicUrl` wins over the Host header. `proxyHops` is how many proxies of ours stand in front: the address is that many
 * entries from the right of X-Forwarded-For, because everything further left was written by the caller.
 */
export function createOrigins(options: { readonly publicUrl: string | null; readonly proxyHops: number }): Origins {
  const fixed = options.publicUrl?.replace(/\/+$/, '') ?? null
  let lastHost = ''
  let lastScheme = ''
  let lastUrl = ''
  return {
    baseUrl(headers, encrypted) {
      if (fixed !== null) return fixed
      const host = headers.host ?? ''
      const forwarded = options.proxyHops > 0 ? headers['x-forwarded-proto'] : undefined
      const scheme = encrypted || forwarded === 'https' ? 'https' : 'http'
      if (host === lastHost && scheme === lastScheme) return lastUrl
      lastHost = host
      lastScheme = scheme
      lastUrl = `${scheme}://${/^[\w.\-:[\]]{1,255}$/.test(host) ? host : 'localhost'}`
      return lastUrl
    },
    clientAddress(headers, socketAddress) {
      const socket = socketAddress ?? ''
      if (options.proxyHops === 0) return socket
      const header = headers['x-forwarded-for']
      const entries = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map(entry => entry.trim())
      return entries.at(-options.proxyHops) || socket
    },
  }
}
