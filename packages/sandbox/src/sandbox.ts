/**
 * Every simulator of the outside world, connected with one another: two clearing houses that book at a reserve bank, WeChat Pay and Alipay that
 * settle through house A, and an index page. In one process; each on its own port.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accessOf, type SandboxAccess } from './access.ts'
import { type AlipayOptions, createAlipay, type RunningAlipay } from './alipay/alipay.ts'
import { type ClearingHouseOptions, createClearingHouse, type RunningClearingHouse } from './clearing-house/clearing-house.ts'
import { createIndex } from './index-page.ts'
import { createReserveBank, type ReserveBankOptions, type RunningReserveBank } from './reserve-bank/reserve-bank.ts'
import { createStateFile } from './state-file.ts'
import { createWeChatPay, type RunningWeChatPay, type WeChatPayOptions } from './wechat-pay/wechat-pay.ts'

export type { SandboxAccess, SystemAccess } from './access.ts'

export const PORTS = { index: 4090, house_a: 4100, house_b: 4110, reserve_bank: 4130, wechat_pay: 4300, alipay: 4310 } as const
export type SystemName = keyof typeof PORTS

export type SandboxOptions = {
  /** The institution at houses and bank; default inst_demo. */
  readonly institution?: string
  /** Where each listens; 0 (default): any free port. */
  readonly ports?: Partial<Record<SystemName, number>>
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Keeps keys and state there; without it everything is forgotten. */
  readonly folder?: string
  /** Key at house A; made unless given. */
  readonly secret?: string
  readonly clock?: { now(): Date }
  /** Of every system's fault dice; default 1. */
  readonly seed?: number
  /** Multiplies every schedule of repeated callbacks; default 1, the real ones. */
  readonly callbackTimeScale?: number
  /** When the houses' business date ends by itself, HH:MM; default 24:00. */
  readonly cutOff?: string
  /** What a system is started with beyond that. */
  readonly houseA?: Partial<ClearingHouseOptions>
  readonly houseB?: Partial<ClearingHouseOptions>
  readonly reserveBank?: Partial<ReserveBankOptions>
  readonly weChatPay?: Partial<WeChatPayOptions>
  readonly alipay?: Partial<AlipayOptions>
}

export type RunningSandbox = {
  readonly url: string
  readonly houseA: RunningClearingHouse
  readonly houseB: RunningClearingHouse
  readonly reserveBank: RunningReserveBank
  readonly weChatPay: RunningWeChatPay
  readonly alipay: RunningAlipay
  /** How a server connects to each system: address, settings and keys by their roles. */
  access(): SandboxAccess
  /** Ends the business day everywhere, in the order in which money flows; resolves when the bank has it all. Returns the day that ended. */
  rollDay(): Promise<string>
  close(): Promise<void>
}

type Secrets = Readonly<Record<'house_a' | 'house_b' | 'reserve_bank' | 'member_a' | 'member_b' | 'wechat_pay' | 'alipay', string>>

const newSecret = (): string => randomBytes(32).toString('hex')

/** The keys between the simulators and the institution, of an earlier run if there was one. */
function secretsOf(folder: string | undefined, given: string | undefined): Secrets {
  const file = createStateFile<Secrets>(folder === undefined ? undefined : join(folder, 'secrets.json'))
  const kept = file.load()
  const secrets: Secrets = {
    house_a: given ?? kept?.house_a ?? newSecret(),
    house_b: kept?.house_b ?? newSecret(),
    reserve_bank: kept?.reserve_bank ?? newSecret(),
    member_a: kept?.member_a ?? newSecret(),
    member_b: kept?.member_b ?? newSecret(),
    wechat_pay: kept?.wechat_pay ?? newSecret(),
    alipay: kept?.alipay ?? newSecret(),
  }
  file.flush(secrets)
  return secrets
}

/** Starts all of them; when one does not come up, none stays. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { folder, institution = 'inst_demo' } = options
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secrets = secretsOf(folder, options.secret)
  const running: { close(): Promise<void> }[] = []
  const base = (name: SystemName) => ({
    port: options.ports?.[name] ?? 0,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(folder === undefined ? {} : { stateFile: join(folder, `${name}.json`) }),
  })
  async function begin<Running extends { close(): Promise<void> }>(name: string, starting: Promise<Running>): Promise<Running> {
    const begun = await starting.catch((error: Error) => {
      throw Object.assign(error, { system: name })
    })
    running.push(begun)
    return begun
  }
  const closeAll = async (): Promise<void> => {
    for (const one of running.splice(0).reverse()) await one.close()
  }
  const cutOff = options.cutOff === undefined ? {} : { cutOff: options.cutOff }
  const scale = options.callbackTimeScale === undefined ? {} : { callbackTimeScale: options.callbackTimeScale }
  try {
    const reserveBank = await begin(
      'reserve_bank',
      createReserveBank({
        ...base('reserve_bank'),
        customers: [{ id: institution, secret: secrets.reserve_bank }],
        members: [
          { id: 'sim', secret: secrets.member_a },
          { id: 'sim_b', secret: secrets.member_b },
        ],
        ...options.reserveBank,
      }),
    )
    const houseA = await begin(
      'house_a',
      createClearingHouse({
        ...base('house_a'),
        ...cutOff,
        ...scale,
        institutions: [{ id: institution, secret: secrets.house_a }],
        members: [
          { id: 'wechat_pay', secret: secrets.wechat_pay },
          { id: 'alipay', secret: secrets.alipay },
        ],
        reserveBank: { url: reserveBank.url, member: 'sim', secret: secrets.member_a },
        ...options.houseA,
      }),
    )
    const houseB = await begin(
      'house_b',
      createClearingHouse({
        house: 'b',
        ...base('house_b'),
        ...cutOff,
        ...scale,
        institutions: [{ id: institution, secret: secrets.house_b }],
        reserveBank: { url: reserveBank.url, member: 'sim_b', secret: secrets.member_b },
        ...options.houseB,
      }),
    )
    const weChatPay = await begin(
      'wechat_pay',
      createWeChatPay({
        ...base('wechat_pay'),
        ...scale,
        settlement: { url: houseA.url, member: 'wechat_pay', secret: secrets.wechat_pay, institution },
        ...options.weChatPay,
      }),
    )
    const alipay = await begin(
      'alipay',
      createAlipay({
        ...base('alipay'),
        ...(options.callbackTimeScale === undefined ? {} : { retryScale: options.callbackTimeScale }),
        settlement: { url: houseA.url, member: 'alipay', secret: secrets.alipay, institution },
        ...options.alipay,
      }),
    )
    const access = (): SandboxAccess => accessOf({ institution, secrets, reserveBank, houseA, houseB, weChatPay, alipay })
    async function rollDay(): Promise<string> {
      weChatPay.control.rollDay()
      alipay.control.rollDay()
      await Promise.all([weChatPay.control.settled(), alipay.control.settled()])
      houseB.control.rollDay()
      const ended = houseA.control.rollDay()
      await Promise.all([houseA.control.settled(), houseB.control.settled()])
      reserveBank.control.rollDay()
      return ended
    }
    const listen = { port: options.ports?.index ?? 0, host: options.host ?? '127.0.0.1' }
    const index = await begin('index', createIndex({ ...listen, access, rollDay }))
    return {
      url: index.url,
      houseA,
      houseB,
      reserveBank,
      weChatPay,
      alipay,
      access,
      rollDay,
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}
