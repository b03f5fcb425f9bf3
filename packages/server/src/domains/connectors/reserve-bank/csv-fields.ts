/** Fields of one line of comma-separated values (RFC 4180), quotes doubled within quotes. */

/** `null`: a quote that does not end, or text after one. */
export function csvFields(line: string): string[] | null {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at)
      const field = line.slice(at, end === -1 ? undefined : end)
      if (field.includes('"')) return null
      fields.push(field)
      if (end === -1) return fields
      at = end + 1
      continue
    }
    let field = ''
    at += 1
    for (;;) {
      const quote = line.indexOf('"', at)
      if (quote === -1) return null
      field += line.slice(at, quote)
      at = quote + 1
      if (line[at] !== '"') break
      field += '"'
      at += 1
    }
    fields.push(field)
    if (at === line.length) return fields
    if (line[at] !== ',') return null
    at += 1
  }
}
