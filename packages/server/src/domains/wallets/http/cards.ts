/** A holder's bank cards: bind, enter the code, list, unbind. */
import { z } from 'zod'
import { ok } from '../../../kernel/outcome.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zId, zList, zText } from '../../../platform/http/schemas.ts'
import { type Cards, cardJson } from '../bind-cards.ts'
import type { WalletsDeps } from '../deps.ts'
import { zIdNumber, zPhone } from './fields.ts'
import { holderOf, zCardJson } from './schemas.ts'

export function cardRoutes(deps: WalletsDeps, cards: Cards): Route[] {
  const params = z.strictObject({ id: zId('card') })
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/cards',
      operationId: 'bindCard',
      tag: 'Wallet',
      summary: 'Start binding a bank card',
      description:
        "The clearing house checks the card with its bank and sends a code to the phone that the bank has on file. The card must be the holder's own.",
      access: { holder: true },
      body: z.strictObject({
        name: zText(60),
        id_number: zIdNumber,
        card_number: z.string().regex(/^\d{12,19}$/, 'Invalid card number: expected 12 to 19 digits'),
        phone: zPhone,
      }),
      response: { status: 201, schema: zCardJson },
      refusals: ['holder_not_found', 'card_holder_differs', 'bank_card_invalid', 'bank_card_refused', 'clearing_unavailable'],
      command: 'plain',
      handle: ({ principal, body, command }) =>
        cards.bind(
          {
            holderId: holderOf(principal),
            name: body.name,
            idNumber: body.id_number,
            cardNumber: body.card_number,
            phone: body.phone,
          },
          command,
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/cards/:id/verify',
      operationId: 'verifyCard',
      tag: 'Wallet',
      summary: 'Finish binding a card with its code',
      access: { holder: true },
      params,
      body: z.strictObject({ code: z.string().regex(/^\d{4,8}$/, 'Invalid code: expected 4 to 8 digits') }),
      response: { status: 200, schema: zCardJson },
      refusals: ['card_not_found', 'card_not_bound', 'bank_card_code_wrong', 'bank_agreement_not_found', 'clearing_unavailable'],
      command: 'plain',
      handle: ({ principal, params: { id }, body, command }) =>
        cards.verify({ holderId: holderOf(principal), cardId: id, code: body.code }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/cards',
      operationId: 'listCards',
      tag: 'Wallet',
      summary: 'List bound cards',
      access: { holder: true },
      response: { status: 200, schema: zList(zCardJson) },
      refusals: [],
      async handle({ principal }) {
        const bound = await deps.consents.boundCards(holderOf(principal))
        return ok({ object: 'list', data: bound.map(cardJson), has_more: false })
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/wallet/cards/:id',
      operationId: 'unbindCard',
      tag: 'Wallet',
      summary: 'Unbind a card',
      description: 'From the answer on, nothing is debited from it. Unbinding again answers with the card as it is.',
      access: { holder: true },
      params,
      response: { status: 200, schema: zCardJson },
      refusals: ['card_not_found'],
      command: 'plain',
      handle: ({ principal, params: { id }, command }) => cards.unbind({ holderId: holderOf(principal), cardId: id }, command),
    }),
  ]
}
