/** The wallet: sign-in, home, cards, moving money, mandates (`/wallet`, sections in the hash) and the pay page (`/wallet/pay/:token`). */
import { mount } from '../ui/page.tsx'
import { WalletApp } from './wallet-app.tsx'

const [, , section, token] = location.pathname.split('/')

mount(<WalletApp payToken={section === 'pay' && token !== undefined && token !== '' ? decodeURIComponent(token) : null} />)
