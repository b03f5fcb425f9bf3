import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createParts, StoppedError } from './parts.ts'

function world() {
  const told: string[] = []
  const parts = createParts((name, error) => told.push(`${name} failed: ${String(error)}`))
  const start = (name: string, stop: () => Promise<void> = async () => {}) =>
    parts.start(
      name,
      async () => {
        told.push(`${name} up`)
      },
      async () => {
        await stop()
        told.push(`${name} down`)
      },
    )
  return { told, parts, start }
}

describe('createParts', () => {
  it('stops the latest part first, once, however often it is asked', async () => {
    const { told, parts, start } = world()
    await start('database')
    await start('server')
    expect(await Promise.all([parts.stop(), parts.stop()])).toEqual([true, true])
    expect(told).toEqual(['database up', 'server up', 'server down', 'database down'])
  })

  it('waits for the part that is just beginning, stops it too and begins no other', async () => {
    const { told, parts, start } = world()
    const slow = parts.start(
      'database',
      () => sleep(50),
      async () => void told.push('database down'),
    )
    const gaveUp = expect(slow).rejects.toBeInstanceOf(StoppedError)
    await parts.stop()
    await gaveUp
    expect(told).toEqual(['database down'])
    await expect(start('server')).rejects.toBeInstanceOf(StoppedError)
  })

  it('stops the others when one does not stop as it should, and says so', async () => {
    const { told, parts, start } = world()
    await start('database')
    await start('server', () => Promise.reject(new Error('stuck')))
    expect(await parts.stop()).toBe(false)
    expect(told).toEqual(['database up', 'server up', 'server failed: Error: stuck', 'database down'])
  })

  it('has nothing to stop of a part that failed to begin', async () => {
    const { parts } = world()
    await expect(
      parts.start(
        'server',
        () => Promise.reject(new Error('port in use')),
        async () => {},
      ),
    ).rejects.toThrow('port in use')
    expect(await parts.stop()).toBe(true)
  })
})
