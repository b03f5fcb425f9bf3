/** 图片上传: `POST /v3/merchant/media/upload`, multipart/form-data whose part `meta` is what the request signs. */
import { createHash } from 'node:crypto'
import { parseObject } from '../body.ts'
import { type Context, newToken, text } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'

export const UPLOAD_PATH = '/v3/merchant/media/upload'
/** Of the request; pictures may have 2 MB. */
export const UPLOAD_BYTES_MAX = 3 * 1024 * 1024
const PICTURE_BYTES_MAX = 2 * 1024 * 1024

export type Upload = { readonly meta: Buffer; readonly file: Buffer }

const CRLF2 = Buffer.from('\r\n\r\n')

/** The parts `meta` and `file`; null when it is no such form. */
export function parseUpload(contentType: string, raw: Buffer): Upload | null {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]{1,70})"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const mark = Buffer.from(`--${boundary}`)
  const parts = new Map<string, Buffer>()
  for (let from = raw.indexOf(mark); from >= 0; ) {
    const next = raw.indexOf(mark, from + mark.length)
    if (next < 0) break
    // After the mark comes a line end, before the next one another.
    const part = raw.subarray(from + mark.length + 2, next - 2)
    const head = part.indexOf(CRLF2)
    const name = head < 0 ? undefined : /name="(meta|file)"/.exec(part.subarray(0, head).toString('utf8'))?.[1]
    if (name !== undefined) parts.set(name, part.subarray(head + CRLF2.length))
    from = next
  }
  const [meta, file] = [parts.get('meta'), parts.get('file')]
  return meta === undefined || file === undefined ? null : { meta, file }
}

/** Keeps the digest of what was uploaded, which must be the one that `meta` says, and gives its media_id. */
export function keepUpload({ state }: Context, upload: Upload | null): Answer {
  if (upload === null) return refuse('PARAM_ERROR', '须为multipart/form-data，含meta与file · multipart/form-data with meta and file')
  const meta = parseObject(upload.meta) ?? {}
  if (text(meta, 'filename', 128) === null) return wrongField('/meta/filename', meta.filename, 'required')
  if (!/\.(jpe?g|png|bmp)$/i.test(String(meta.filename))) return wrongField('/meta/filename', meta.filename, 'jpg, png or bmp')
  if (upload.file.length > PICTURE_BYTES_MAX) return refuse('INVALID_REQUEST', '图片大于2M · the picture is larger than 2 MB')
  const sha256 = createHash('sha256').update(upload.file).digest('hex')
  if (meta.sha256 !== sha256) return wrongField('/meta/sha256', meta.sha256, `the file's digest is ${sha256}`)
  const mediaId = `sandbox_${newToken(24)}`
  state.media[mediaId] = sha256
  return { status: 200, body: { media_id: mediaId } }
}
