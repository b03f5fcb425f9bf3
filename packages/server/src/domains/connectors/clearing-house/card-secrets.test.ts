/** Cards are passed to the house when they are bound, and kept nowhere: not even under seal in the log of exchanges. */
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/time.ts'
import type { ClientOptions, ExchangeOptions } from '../kit/types.ts'
import { createClearingHouse } from './clearing-house.ts'

describe.each(['sim', 'sim_b'] as const)('house %s', code => {
  it('has what binds a card logged without its contents', async () => {
    const asked: { readonly path: string; readonly body: unknown; readonly withoutBodies: boolean }[] = []
    const exchange = async (_: string, path: string, body: unknown, { withoutBodies }: ExchangeOptions) => {
      asked.push({ path, body, withoutBodies: withoutBodies === true })
      return { spoke: false, sent: false, reason: 'not asked' } as const
    }
    const download = async () => ({ spoke: false, sent: false, reason: 'not asked' }) as const
    const house = createClearingHouse({
      code,
      clock: systemClock,
      configured: { url: 'https://house.example', institution: 'inst', secret: 'a secret for tests only' },
      kit: {
        connection: () => ({
          ...{ code, baseUrl: 'https://house.example', enabled: true, settings: { institution: 'inst' } },
          credential: () => null,
          credentials: () => [{ material: 'a secret for tests only' } as never],
          credentialByKeyId: () => null,
        }),
        createClient: (_: ClientOptions) => ({ exchange, download, breaker: null as never, close: async () => undefined }),
        explain: () => undefined,
        recordInbound: () => undefined,
      },
    })
    const card = { name: '韩梅梅', idNumber: '11010519491231002X', cardNumber: '6222020000000000018', phone: '13900000000' }
    await house.port.bind('request-1', card)
    await house.port.verifyBinding('binding-1', '123456')
    await house.port.unbind('agreement-1')
    expect(asked.map(({ withoutBodies }) => withoutBodies)).toEqual([true, true, false])
    expect(JSON.stringify(asked[0]?.body)).toContain(card.cardNumber)
    expect(JSON.stringify(asked[1]?.body)).toContain('123456')
  })
})
