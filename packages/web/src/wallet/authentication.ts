/**
 * Paying beyond the limit of the password alone: the server's page takes two kinds of factor for exactly this payment and leads back here
 * with the authentication in the address.
 */

const FORM = /^sca_[0-9a-z]{26}$/

/** The authentication that the page was opened with, or `null`. */
export function authenticationInAddress(): string | null {
  const given = new URLSearchParams(location.search).get('authentication')
  return given !== null && FORM.test(given) ? given : null
}

/** The page that takes the factors for it. */
export function factorPage(token: string, authentication: string): string {
  const back = `/wallet/pay/${encodeURIComponent(token)}`
  const query = new URLSearchParams({
    challenge: authentication,
    return_to: `${back}?authentication=${authentication}`,
    cancel_to: back,
  })
  return `/signin/factor?${query.toString()}`
}
