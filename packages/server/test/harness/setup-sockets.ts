/**
 * Runs before each test file. An SDK that judges the Alipay simulator brings an HTTP library which wraps `Socket.prototype.destroy` for the whole
 * process when it is loaded; files of a worker share a process, so each begins with the socket as Node made it.
 */
import { Socket } from 'node:net'

const ORIGINAL = Symbol.for('feiqian socket destroy')
const kept = globalThis as { [ORIGINAL]?: Socket['destroy'] }

kept[ORIGINAL] ??= Socket.prototype.destroy
Socket.prototype.destroy = kept[ORIGINAL]
