/** Place an order: one call after the other, done when all have answered. */

export interface Line {
  sku: string;
  quantity: number;
  /** Minor units, as shown to the customer. */
  price: number;
}

export interface Cart {
  id: string;
  currency: "EUR" | "CHF";
  lines: Line[];
}

export interface Services {
  inventory: { enough(lines: Line[]): Promise<boolean> };
  payments: {
    authorise(amount: number, currency: string, token: string): Promise<string>;
    void(authorisation: string): Promise<void>;
  };
  orders: { create(cart: Cart, authorisation: string): Promise<string> };
  fulfilment: { release(orderId: string): Promise<void> };
}

export function totalOf(cart: Cart): number {
  return cart.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

export async function placeOrder(cart: Cart, token: string, services: Services): Promise<string> {
  if (!(await services.inventory.enough(cart.lines))) {
    throw new Error("sold out");
  }
  const authorisation = await services.payments.authorise(totalOf(cart), cart.currency, token);
  try {
    const orderId = await services.orders.create(cart, authorisation);
    await services.fulfilment.release(orderId);
    return orderId;
  } catch (error) {
    await services.payments.void(authorisation);
    throw error;
  }
}
