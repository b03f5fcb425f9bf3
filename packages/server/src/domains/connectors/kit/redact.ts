/**
 * What of an exchange people may read: no secrets, no names, no numbers of cards, accounts, identities or phones (JR/T 0171-2020: C2
 * and C3). The whole is kept under seal beside it.
 */

/** Fields whose values are never shown, whatever the system calls them. Compared in lower case without `-` and `_`. */
const SENSITIVE =
  /(password|passwd|secret|authcode|authorization|token|ciphertext|privatekey|apikey|credential|idnumber|idcard|idno|certno|certificateno|accountnumber|accountno|cardno|cardnumber|bankacct|bankcard|phone|mobile|email|logonid|realname|accountname|payeename|payername|holdername|legalperson|personname|contactname|cardname|cstnm|rcvnm|tkn|username|openid|buyerid|sminfo|verifycode|smscode)/
/** A field called exactly so. */
const SENSITIVE_NAMES = new Set(['name', 'cvv', 'pin', 'code', 'sign', 'signature', 'jwt', 'assertion', 'clientassertion', 'dpop'])
/** Of headers only these have their values shown. */
const SHOWN_HEADERS =
  /^(content-type|content-length|content-encoding|date|retry-after|request-id|x-request-id|accept|.*-serial|.*-timestamp|clearing-institution|x-fapi-interaction-id)$/
const HIDDEN = '[redacted]'
const TEXT_MAX = 8_192

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]/g, '')

const isSensitive = (name: string, extra: readonly string[]): boolean => {
  const plain = plainName(name)
  return SENSITIVE.test(plain) || SENSITIVE_NAMES.has(plain) || extra.some(other => plainName(other) === plain)
}

/** Numbers of cards, accounts and identities (15 digits and more) and mainland mobile phones, wherever they stand. */
const scrubNumbers = (text: string): string =>
  text.replaceAll(/(?<![\w.])\d{15,19}[Xx]?(?!\w)/g, HIDDEN).replaceAll(/(?<![\w.])1[3-9]\d{9}(?!\w)/g, HIDDEN)

function redactValue(value: unknown, extra: readonly string[], depth: number): unknown {
  if (depth > 32) return HIDDEN
  if (typeof value === 'string') return redactText(value, extra, depth + 1)
  if (Array.isArray(value)) return value.map(item => redactValue(item, extra, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      // `code` and `name` hide what a person typed, not the structures that systems call so.
      isSensitive(name, extra) && (typeof inner === 'string' || typeof inner === 'number')
        ? name === 'code' && typeof inner === 'string' && /^[A-Z_]{3,}$|^\d{5}$/.test(inner)
          ? inner
          : HIDDEN
        : redactValue(inner, extra, depth + 1),
    ]),
  )
}

/** JSON, forms, XML and anything else, also one within another. */
export function redactText(text: string, extra: readonly string[] = [], depth = 0): string {
  const trimmed = text.trimStart()
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
    try {
      return JSON.stringify(redactValue(JSON.parse(text), extra, depth))
    } catch {
      // No JSON after all.
    }
  }
  if (trimmed.startsWith('<'))
    return scrubNumbers(
      text.replaceAll(/<([\w:.-]+)([^>]*)>([^<]*)<\//g, (whole, name: string, attributes: string, inner: string) =>
        inner.trim() !== '' && isSensitive(name.replace(/^.*:/, ''), extra) ? `<${name}${attributes}>${HIDDEN}</` : whole,
      ),
    )
  if (/^[\w.\-[\]]+=[^\n]*$/.test(text) && depth === 0)
    return text
      .split('&')
      .map(pair => {
        const at = pair.indexOf('=')
        const name = pair.slice(0, at)
        if (at < 0) return scrubNumbers(pair)
        if (isSensitive(name, extra)) return `${name}=${HIDDEN}`
        let value = pair.slice(at + 1)
        try {
          value = decodeURIComponent(value.replaceAll('+', ' '))
        } catch {
          // Shown as it came.
        }
        return `${name}=${redactText(value, extra, depth + 1)}`
      })
      .join('&')
  return scrubNumbers(text)
}

/** Path and query, with what the query must not show hidden. */
export function redactPath(path: string, extra: readonly string[] = []): string {
  const at = path.indexOf('?')
  return at < 0 ? scrubNumbers(path) : `${scrubNumbers(path.slice(0, at))}?${redactText(path.slice(at + 1), extra)}`
}

const headersOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name.toLowerCase()}: ${SHOWN_HEADERS.test(name.toLowerCase()) ? value : HIDDEN}`)
    .join('\n')

/** Headers and body as people may read them, within a bound. */
export function redactMessage(
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
  extra: readonly string[],
): string {
  const { body } = message
  // A body that is cut is no longer JSON, so only a whole one is looked into.
  const text = body.length > 262_144 ? `[${body.length} bytes]` : body.toString('utf8')
  const shown = `${headersOf(message.headers)}\n\n${text.includes('\uFFFD') ? `[${body.length} bytes]` : redactText(text, extra)}`
  const safe = shown.replaceAll('\u0000', '').toWellFormed()
  return safe.length > TEXT_MAX ? `${safe.slice(0, TEXT_MAX)}…` : safe
}
