/** What the pages say, in both languages. zh.ts decides the keys; a missing or extra one in en.ts is a type error. */
import type { Language } from '../../../platform/http/route.ts'
import { en } from './words-en.ts'
import { type Words, zh } from './words-zh.ts'

export type { Words } from './words-zh.ts'

export const wordsIn = (language: Language): Words => (language === 'zh' ? zh : en)
