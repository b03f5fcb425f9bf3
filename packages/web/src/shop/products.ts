/** What the demo shop sells. The server sets the price of an order by the same ids; here it is for the shop window. */

export const PRODUCTS = [
  { id: 'longjing', amount: 28_800 },
  { id: 'puer', amount: 16_800 },
  { id: 'gaiwan', amount: 9_600 },
  { id: 'zisha', amount: 688_000 },
] as const

export type ProductId = (typeof PRODUCTS)[number]['id']

export const SHOP_CURRENCY = 'CNY'
