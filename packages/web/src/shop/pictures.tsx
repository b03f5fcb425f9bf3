/** Pictures of the products, drawn here so that the page loads nothing from elsewhere. Decoration only. */
import type { ProductId } from './products.ts'

const Longjing = () => (
  <>
    <path className="p-deep" d="M64 62h72v66a10 10 0 0 1-10 10H74a10 10 0 0 1-10-10z" />
    <path className="p-dark" d="M60 48a6 6 0 0 1 6-6h68a6 6 0 0 1 6 6v14H60z" />
    <rect className="p-paper" x="84" y="76" width="32" height="46" rx="3" />
    <path className="p-leaf-line" d="M100 114V92m0 12c-8 0-11-6-11-12 8 0 11 6 11 12Zm0-6c0-8 4-12 11-13 0 8-3 13-11 13Z" />
  </>
)

const Puer = () => (
  <>
    <ellipse className="p-shade" cx="100" cy="126" rx="62" ry="12" />
    <circle className="p-paper" cx="100" cy="90" r="52" />
    <circle className="p-ring" cx="100" cy="90" r="44" />
    <circle className="p-tea" cx="100" cy="90" r="26" />
    <path className="p-tea-line" d="M84 84c8-6 14 4 22-2m-20 12c8-6 16 4 26-2m-22 12c6-4 10 2 16-1" />
    <rect className="p-seal" x="118" y="112" width="13" height="13" rx="2" />
  </>
)

const Gaiwan = () => (
  <>
    <ellipse className="p-celadon-deep" cx="100" cy="130" rx="52" ry="10" />
    <path className="p-celadon" d="M56 72h88c0 34-18 52-34 54H90c-16-2-34-20-34-54Z" />
    <path className="p-celadon-deep" d="M52 72c4-20 26-28 48-28s44 8 48 28Z" />
    <rect className="p-celadon" x="90" y="34" width="20" height="10" rx="5" />
    <path className="p-light-line" d="M66 82c2 16 8 26 16 32" />
  </>
)

const Zisha = () => (
  <>
    <ellipse className="p-shade" cx="98" cy="134" rx="56" ry="8" />
    <path className="p-clay-line" d="M136 76c24-8 34 8 26 24-5 10-14 16-24 18" />
    <path className="p-clay" d="M60 92 34 74c-4-3-2-9 3-8l16 3 12 15z" />
    <path className="p-clay" d="M58 130c-10-10-12-34 6-58h66c18 24 16 48 6 58-4 4-74 4-78 0Z" />
    <path className="p-clay-deep" d="M68 72c4-12 18-18 29-18s25 6 29 18Z" />
    <circle className="p-clay-deep" cx="97" cy="49" r="8" />
    <path className="p-light-line" d="M66 84c-6 12-7 24-3 36" />
  </>
)

const PICTURES: Readonly<Record<ProductId, () => React.JSX.Element>> = { longjing: Longjing, puer: Puer, gaiwan: Gaiwan, zisha: Zisha }

export function Picture({ product }: { product: ProductId }) {
  const Drawing = PICTURES[product]
  return (
    <svg className={`picture ${product}`} viewBox="0 0 200 170" aria-hidden="true">
      <Drawing />
    </svg>
  )
}

/** Hills and pines behind the shop's name. */
export const Hills = () => (
  <svg className="hills" viewBox="0 0 1200 240" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
    <circle className="h-sun" cx="930" cy="78" r="38" />
    <path className="h-far" d="M0 240V150c120-60 210-70 330-30 90-70 190-80 300-10 110-60 220-70 330-10 90-40 160-40 240-10v150z" />
    <path className="h-mid" d="M0 240v-50c140-50 240-40 360-5 120-50 260-60 400 0 140-45 280-50 440 0v55z" />
    <path className="h-near" d="M0 240v-22c200-30 400-30 600-8s420 14 600-10v40z" />
    <g className="h-pine">
      <path d="M1052 212V118m0 10c-22 2-36 10-40 20 26 2 54 2 80 0-4-10-18-18-40-20Zm0 26c-30 2-50 12-56 24 36 3 76 3 112 0-6-12-26-22-56-24Zm0-46c-14 2-24 8-27 15 18 2 36 2 54 0-3-7-13-13-27-15Z" />
      <path d="M128 220v-66m0 4c-18 2-30 9-33 17 22 2 44 2 66 0-3-8-15-15-33-17Zm0 22c-24 2-40 10-45 20 30 2 60 2 90 0-5-10-21-18-45-20Z" />
    </g>
  </svg>
)
