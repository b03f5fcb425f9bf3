/** Rate limits as the configuration gives them: 0 is none, and twice a second's worth may come at once. */
export const perSecond = (rate: number): { readonly perSecond: number; readonly burst: number } | null =>
  rate === 0 ? null : { perSecond: rate, burst: rate * 2 }
