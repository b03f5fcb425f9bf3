/** The hosted checkout (收银台): one payment by its unguessable token, from the QR code to the receipt. */
import { mount } from '../ui/page.tsx'
import { CheckoutPage } from './checkout-page.tsx'

const token = decodeURIComponent(location.pathname.split('/')[2] ?? '')

mount(<CheckoutPage token={token} />)
