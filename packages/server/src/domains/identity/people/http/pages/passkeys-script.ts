/** The one script of these pages: uses passkeys where the browser can. Self-hosted, so the strict content policy holds. */
import { defineRoute, type Route } from '../../../../../platform/http/route.ts'
import { PAGE } from './parts.ts'

const SCRIPT = `(() => {
  const button = document.getElementById('passkey')
  const box = document.getElementById('passkey-box')
  const problem = document.getElementById('passkey-problem')
  const canUse = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON
  if (!button || !box || !canUse) return
  box.hidden = false
  const post = async (path, body) => {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      body: JSON.stringify(body ?? {}),
    })
    const answer = await response.json().catch(() => ({}))
    if (!response.ok) throw new Error([answer.detail, answer.fix].filter(Boolean).join(' '))
    return answer
  }
  const { begin, finish, kind, next } = button.dataset
  button.addEventListener('click', async () => {
    button.disabled = true
    problem.textContent = ''
    try {
      const options = await post(begin)
      const credential = kind === 'register'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.public_key) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.public_key) })
      const response = credential.toJSON()
      if (kind === 'prove') {
        const proven = await post(finish, { type: 'passkey', response })
        location.assign(proven.complete ? next : location.href)
      } else {
        const name = document.getElementById('passkey-name')
        await post(finish, { ceremony: options.ceremony, response, ...(kind === 'register' ? { name: (name && name.value) || 'Passkey' } : {}) })
        location.assign(next)
      }
    } catch (error) {
      problem.textContent = error.name === 'NotAllowedError' ? (button.dataset.denied || error.message) : error.message
      button.disabled = false
      button.focus()
    }
  })
})()
`

export const passkeyScriptRoute: Route = defineRoute({
  ...PAGE,
  method: 'GET',
  path: '/passkeys.js',
  operationId: 'pages.passkeys_script',
  summary: 'Uses passkeys where the browser can',
  handle: () => ({
    kind: 'raw',
    status: 200,
    contentType: 'text/javascript; charset=utf-8',
    body: SCRIPT,
    headers: { 'Cache-Control': 'no-cache' },
  }),
})
