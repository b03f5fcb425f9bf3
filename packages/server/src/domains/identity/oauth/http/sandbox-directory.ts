/** The sandbox's directory of software: issues the statements that a registration needs. Served in test mode only. */
import { z } from 'zod'
import type { Route } from '../../../../platform/http/route.ts'
import { defineRoute } from '../../../../platform/http/route.ts'
import type { Statements } from '../statements.ts'
import { THIRD_PARTY_ROLES } from '../types.ts'

const zUri = z.string().min(1).max(2_000)

const zSoftware = z
  .strictObject({
    client_name: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'As people see it.', examples: ['Money Overview'] }),
    client_name_zh: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ examples: ['财务一览'] }),
    organisation: z.string().min(1).max(200).default('Sandbox organisation'),
    contacts: z
      .array(z.string().min(1).max(320))
      .max(5)
      .optional()
      .meta({
        description: 'Whom people may ask about their data; shown when they are asked for consent.',
        examples: [['privacy@app.example']],
      }),
    roles: z.array(z.enum(THIRD_PARTY_ROLES)).min(1).max(3),
    redirect_uris: z.array(zUri).min(1).max(20),
    jwks_uri: zUri.optional().meta({ description: 'Leave it out to send `jwks` with the registration.' }),
  })
  .meta({ id: 'SandboxSoftware' })

const zStatement = z
  .strictObject({
    object: z.literal('software_statement'),
    software_statement: z.string().meta({ description: 'A signed JWT (RFC 7591 section 2.3).' }),
  })
  .meta({ id: 'SoftwareStatement' })

export function sandboxDirectoryRoutes(deps: { readonly statements: Statements; readonly mode: 'test' | 'live' }): readonly Route[] {
  if (deps.mode !== 'test') return []
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/sandbox/software_statements',
      operationId: 'createSandboxSoftwareStatement',
      tag: 'Sandbox',
      summary: 'Get a software statement from the sandbox directory',
      description: 'Plays the directory of third parties: what a registration at POST /oauth/register needs. There is none in live mode.',
      access: 'public',
      body: zSoftware,
      response: { status: 201, schema: zStatement },
      refusals: [],
      handle: ({ body }) => {
        const statement = deps.statements.issue({
          name: body.client_name,
          nameZh: body.client_name_zh ?? null,
          organisation: body.organisation,
          contacts: body.contacts ?? [],
          roles: body.roles,
          redirectUris: body.redirect_uris,
          jwksUri: body.jwks_uri ?? null,
        })
        return { kind: 'json', status: 201, body: { object: 'software_statement', software_statement: statement } }
      },
    }),
  ]
}
