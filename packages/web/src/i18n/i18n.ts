/**
 * Which language the page speaks: `?lang=`, else what was chosen before (localStorage), else the browser's. The choice sets
 * `<html lang>`, and is sent with every request.
 */
import i18next from 'i18next'
import { useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import { createApi } from '../api.ts'
import { formatMoney } from '../money.ts'
import type { Name } from '../types.ts'
import { bankName } from './banks.ts'
import { en } from './en.ts'
import type { Messages } from './messages.ts'
import { zh } from './zh.ts'

export type Language = 'zh-CN' | 'en'

const STORAGE_KEY = 'feiqian.language'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Messages }
  }
}

const languageOf = (text: string | null | undefined): Language | null => {
  if (text === null || text === undefined) return null
  const lower = text.toLowerCase()
  return lower.startsWith('zh') ? 'zh-CN' : lower.startsWith('en') ? 'en' : null
}

/** localStorage may be forbidden (private modes); the language then lives as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language)
  } catch {
    return
  }
}

function firstLanguage(): Language {
  const asked = languageOf(new URLSearchParams(location.search).get('lang'))
  if (asked !== null) remember(asked)
  const preferred = navigator.languages.map(languageOf).find(language => language !== null)
  return asked ?? languageOf(remembered()) ?? preferred ?? 'en'
}

/** Starts translation before the first render. */
export function startLanguage(): void {
  const language = firstLanguage()
  document.documentElement.lang = language
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  })
}

/** Switches the language of the page, remembers it, and corrects `?lang=` in the address if it is there. */
export function chooseLanguage(language: Language): void {
  remember(language)
  document.documentElement.lang = language
  const address = new URL(location.href)
  if (address.searchParams.has('lang')) {
    address.searchParams.set('lang', language === 'en' ? 'en' : 'zh')
    history.replaceState(history.state, '', address)
  }
  void i18next.changeLanguage(language)
}

/** All that a component needs of the language: words, the API client that speaks it, and its formats. */
export function useWords() {
  const { t, i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const formats = useMemo(() => {
    const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
    const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
    const shortTime = new Intl.DateTimeFormat(language, {
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    return {
      api: createApi(language),
      money: (amount: number, currency: string): string => formatMoney(amount, currency, language),
      nameOf: (name: Name): string => (language === 'en' ? name.en : name.zh),
      bankName: (code: string): string => bankName(code, language),
      dateTime: (iso: string): string => dateTime.format(new Date(iso)),
      date: (iso: string): string => date.format(new Date(iso)),
      shortTime: (iso: string): string => shortTime.format(new Date(iso)),
    }
  }, [language])
  return { t, language, ...formats }
}
