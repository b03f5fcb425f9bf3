/**
 * Refusals in the words of UK Open Banking: the error body (OBErrorResponse1) with codes of OBExternalStatusReason1Code, on every
 * status, also on those for which the standard asks for no body.
 */
import { STATUS_CODES } from 'node:http'
import type { DialectDocument, DialectProblem } from '../../../platform/http/dialect.ts'

/** U000 UnexpectedError, U001 Field.Expected … U029 Rules.ResourceAlreadyExists (Read/Write v4.0, code sets). */
export type ObCode = `U0${'0' | '1' | '2'}${number}`

export type ObStatus = 400 | 401 | 403 | 404 | 405 | 406 | 409 | 413 | 415 | 429 | 431 | 500 | 503

/** How our refusal codes are called; `status` where the catalogue's is not the standard's, `path` where the refusal names none. */
export type ObCodes = Readonly<Record<string, ObCode | { readonly code: ObCode; readonly status?: ObStatus; readonly path?: string }>>

const MESSAGE_MAX = 500

/** The standard answers 400 where REST would say not found, conflict, gone or unprocessable. */
const statusOf = (status: number): number => (status === 404 || status === 409 || status === 410 || status === 422 ? 400 : status)

/** `Data.Permissions.0` is `Data.Permissions[0]`; the platform's name of the idempotency key is the standard's. */
const pathOf = (param: string): string => (param === 'Idempotency-Key' ? 'x-idempotency-key' : param.replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]'))

/** Makes the function that words refusals. A code without an entry is called by its status: no answer fails for want of a name. */
export function createWording(tables: readonly ObCodes[]): DialectDocument['word'] {
  const codes: ObCodes = Object.assign({}, ...tables)
  return (problem: DialectProblem, about) => {
    const entry = codes[problem.code] ?? (problem.status >= 500 ? 'U000' : 'U002')
    const { code, status = statusOf(problem.status), path } = typeof entry === 'string' ? { code: entry } : entry
    const message = problem.detail.slice(0, MESSAGE_MAX)
    const where = problem.param === null ? path : pathOf(problem.param).slice(0, MESSAGE_MAX)
    const body = {
      Id: about.requestId,
      Code: `${status} ${STATUS_CODES[status] ?? 'Error'}`.slice(0, 40),
      Message: message,
      Errors: [
        {
          ErrorCode: code,
          Message: message,
          ...(where === undefined ? {} : { Path: where }),
          Url: `${about.baseUrl}/errors/${problem.code}`,
        },
      ],
    }
    return { status, body: JSON.stringify(body) }
  }
}

/** OBErrorResponse1 as JSON schema. */
export const OB_ERROR: DialectDocument['error'] = {
  name: 'ObErrorResponse',
  schema: {
    type: 'object',
    description:
      'UK Open Banking OBErrorResponse1. `Id` names the request; `Url` explains our own code, of which ErrorCode is the standard’s.',
    required: ['Id', 'Code', 'Message', 'Errors'],
    additionalProperties: false,
    properties: {
      Id: { type: 'string', maxLength: 40 },
      Code: { type: 'string', maxLength: 40 },
      Message: { type: 'string', maxLength: MESSAGE_MAX },
      Errors: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['ErrorCode', 'Message', 'Url'],
          additionalProperties: false,
          properties: {
            ErrorCode: { type: 'string', pattern: '^U0[0-2][0-9]$' },
            Message: { type: 'string', maxLength: MESSAGE_MAX },
            Path: { type: 'string', maxLength: MESSAGE_MAX, description: 'The field or header that is wrong.' },
            Url: { type: 'string', format: 'uri' },
          },
        },
      },
    },
  },
}
