/** The demo shop: a tea shop that sells through Feiqian's checkout, and shows what became of an order (`?order=`). */
import { mount } from '../ui/page.tsx'
import { ShopPage } from './shop-page.tsx'

mount(<ShopPage orderReference={new URLSearchParams(location.search).get('order')} />)
