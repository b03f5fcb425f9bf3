/**
 * The whole server with every simulator of the outside world in the same process, connected as an institution would be: two clearing houses,
 * a reserve bank, WeChat Pay and Alipay, all on the clock of the test. Shops made here have a number at each channel.
 */
import { type RunningSandbox, type SandboxOptions, startSandbox } from '@feiqian/sandbox'
import { sandboxConnections } from '../../src/app/sandbox-access.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { type Outside, type Shop, type ShopOptions, type TestApp, useApp } from './app.ts'
import type { TestDatabase } from './database.ts'

export type ChannelsApp = TestApp & {
  readonly sandbox: RunningSandbox
  /** A shop with an agreement for every method that WeChat Pay and Alipay know by one of the numbers which they were started with. */
  channelShop(options?: ShopOptions): Promise<Shop>
}

/** The merchants of institutions that the simulators know from the start. */
const SUB_MERCHANTS = [
  { wechat_pay: '1900000011', alipay: '2088600000000011' },
  { wechat_pay: '1900000012', alipay: '2088600000000012' },
] as const

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'wallet_balance', basis_points: 38, min: 1 },
  { number: '3.2', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

/** Call after `useDatabase`. `options` are the sandbox's: faults, seeds, speed of repeated callbacks. */
export function useChannels(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
  options: Omit<SandboxOptions, 'clock'> = {},
): ChannelsApp {
  let sandbox: RunningSandbox | null = null
  let shops = 0
  const world = useApp(database, env, {
    async outside(clock): Promise<Outside> {
      const running = await startSandbox({
        callbackTimeScale: 0.001,
        ...options,
        clock,
      })
      sandbox = running
      const access = running.access()
      return {
        house: running.houseA,
        clearing: { url: access.sim.base_url, secret: access.sim.credentials[0]?.material ?? '' },
        connect: app => app.connectors.kit.seed(sandboxConnections(access).filter(({ code }) => app.connectors.codes.has(code))),
        close: () => running.close(),
      }
    },
  })
  async function channelShop(shopOptions: ShopOptions = {}): Promise<Shop> {
    const numbers = SUB_MERCHANTS[shops]
    if (numbers === undefined) throw new Error(`the simulators know ${SUB_MERCHANTS.length} merchants from the start; others apply`)
    shops += 1
    const shop = await world.shop({ clauses: CLAUSES, ...shopOptions })
    await addChannels(world, shop.uuid, numbers)
    return shop
  }
  return Object.defineProperty(Object.assign(world, { channelShop }), 'sandbox', {
    get(): RunningSandbox {
      if (sandbox === null) throw new Error('the sandbox runs while tests do')
      return sandbox
    },
  }) as ChannelsApp
}

const addChannels = (world: TestApp, merchantId: Id<'mer'>, numbers: (typeof SUB_MERCHANTS)[number]): Promise<void> =>
  world.app.db.transaction(async tx => {
    tx.lock('merchants')
    world.app.merchants.putChannels(
      tx,
      (['wechat_pay', 'alipay'] as const).map(channel => ({
        merchantId,
        channel,
        subMerchant: numbers[channel],
        subAppId: null,
        status: 'active',
        flows: [],
      })),
    )
  })
