/** Links that come from outside (a merchant's return address) are followed only when they are web addresses. */

/** The address if it is http(s) or relative to this site, else null: never `javascript:` or another scheme. */
export function safeLink(address: string | null | undefined): string | null {
  if (address === null || address === undefined || address === '') return null
  try {
    const parsed = new URL(address, location.origin)
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null
  } catch {
    return null
  }
}
