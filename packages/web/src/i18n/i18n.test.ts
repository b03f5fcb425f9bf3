import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { zh } from './zh.ts'

type Tree = { readonly [key: string]: string | Tree }

const texts = (tree: Tree, path = ''): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...texts(value, `${path}${key}.`)],
    ),
  )

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1] ?? '').sort()

describe('the two languages', () => {
  it('have the same keys, and each text the same placeholders', () => {
    const chinese = texts(zh)
    const english = texts(en)
    expect([...english.keys()]).toEqual([...chinese.keys()])
    for (const [key, text] of english) expect([key, placeholders(text)]).toEqual([key, placeholders(chinese.get(key) ?? '')])
  })

  it('leave no text empty and no Chinese in the English', () => {
    for (const text of texts(zh).values()) expect(text.trim()).not.toBe('')
    for (const text of texts(en).values()) expect(text).not.toMatch(/[\u4e00-\u9fff]/)
  })
})
