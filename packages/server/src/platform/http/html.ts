/**
 * The few pages that the server writes itself: escaped text in one plain shell, without scripts or inline styles, so that the strictest
 * content security policy holds.
 */
import type { RawReply } from './route.ts'

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** A whole page; `body` is HTML, `title` is text. */
export const htmlPage = (status: number, title: string, body: string, language = 'en'): RawReply => ({
  kind: 'raw',
  status,
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Feiqian</title>
<link rel="stylesheet" href="/server.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`,
})

export const SERVER_CSS = `:root { color-scheme: light dark; font-family: system-ui, "Noto Sans SC", sans-serif; line-height: 1.5 }
body { margin: 0 }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.5rem }
code { font-family: ui-monospace, monospace; font-size: .95em; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
a { color: light-dark(#0b57d0, #8ab4f8) }
`
