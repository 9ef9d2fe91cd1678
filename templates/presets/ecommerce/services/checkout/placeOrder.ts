/** Place an order: hold stock, create the order, authorise the payment. */

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

export type Outcome =
  | { kind: "placed"; orderId: string }
  | { kind: "challenge"; orderId: string; url: string }
  | { kind: "declined"; orderId: string }
  | { kind: "soldOut"; skus: string[] };

export interface Services {
  inventory: {
    hold(orderId: string, lines: Line[]): Promise<{ missing: string[] }>;
    release(orderId: string): Promise<void>;
  };
  orders: {
    /** Returns the same order for the same key. */
    create(key: string, cart: Cart): Promise<{ orderId: string; attempt: number }>;
  };
  payments: {
    authorise(
      key: string,
      amount: number,
      currency: string,
      token: string,
    ): Promise<{ status: "authorised" | "challenged" | "declined"; url?: string }>;
  };
}

export function totalOf(cart: Cart): number {
  return cart.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

/** The same order and attempt always give the same key (SPEC-0001). */
export function paymentKey(orderId: string, attempt: number): string {
  return `${orderId}:${attempt}`;
}

export async function placeOrder(
  attemptKey: string,
  cart: Cart,
  token: string,
  services: Services,
): Promise<Outcome> {
  const { orderId, attempt } = await services.orders.create(attemptKey, cart);

  const { missing } = await services.inventory.hold(orderId, cart.lines);
  if (missing.length > 0) {
    await services.inventory.release(orderId);
    return { kind: "soldOut", skus: missing };
  }

  const payment = await services.payments.authorise(
    paymentKey(orderId, attempt),
    totalOf(cart),
    cart.currency,
    token,
  );
  switch (payment.status) {
    case "authorised":
      return { kind: "placed", orderId };
    case "challenged":
      return { kind: "challenge", orderId, url: payment.url ?? "" };
    case "declined":
      return { kind: "declined", orderId };
  }
}
