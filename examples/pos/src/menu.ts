export interface MenuItem {
  readonly id: string
  readonly name: string
  readonly price_minor: number
  /** The name of its category. */
  readonly category: string
}

export interface MenuCategory {
  readonly id: string
  readonly name: string
  readonly items: readonly MenuItem[]
}

function category(name: string, prices: Readonly<Record<string, number>>): MenuCategory {
  const items = Object.entries(prices).map(([item, price_minor]) => ({
    id: idOf(item),
    name: item,
    price_minor,
    category: name,
  }))
  return { id: idOf(name), name, items }
}

function idOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{Diacritic}/gu, '')
  return plain.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** What the house serves. Prices in minor units. */
export const menu: readonly MenuCategory[] = [
  category('Starters', {
    Bruschetta: 750,
    'Soup of the day': 650,
    'Caesar salad': 980,
    'Burrata & tomatoes': 1_150,
    'Beef carpaccio': 1_290,
    'Garlic prawns': 1_240,
    'Bread & olives': 480,
  }),
  category('Mains', {
    'Margherita pizza': 1_090,
    'Diavola pizza': 1_290,
    'Tagliatelle al ragù': 1_450,
    'Mushroom risotto': 1_520,
    'Grilled sea bass': 2_190,
    'Roast chicken': 1_790,
    'Ribeye steak 300 g': 2_890,
    'House burger': 1_590,
    'Slow-cooked lamb shank with rosemary potatoes': 2_350,
  }),
  category('Sides', {
    'French fries': 450,
    'Green salad': 520,
    'Grilled vegetables': 590,
  }),
  category('Desserts', {
    Tiramisù: 720,
    'Panna cotta': 680,
    'Lemon tart': 700,
    Affogato: 620,
    'Cheese board': 1_180,
  }),
  category('Drinks', {
    'Still water 0.75 l': 490,
    'Sparkling water 0.75 l': 490,
    'Cola 0.33 l': 390,
    'Fresh lemonade': 450,
    'Lager 0.4 l': 520,
    'House red, glass': 650,
    'House white, glass': 650,
    'Aperol spritz': 890,
    Espresso: 260,
    Cappuccino: 380,
  }),
]
