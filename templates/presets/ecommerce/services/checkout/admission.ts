/** Shed load before it hurts: at most a number of attempts per second, then 503. */

export const ATTEMPTS_PER_SECOND = 120;
export const RETRY_AFTER_SECONDS = 15;

export class Admission {
  private tokens: number;
  private last: number;

  constructor(
    private readonly rate: number,
    now: number,
  ) {
    this.tokens = rate;
    this.last = now;
  }

  /** Whether an attempt may go on; `now` is in seconds. */
  admit(now: number): boolean {
    this.tokens = Math.min(this.rate, this.tokens + (now - this.last) * this.rate);
    this.last = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }
}

/** Spread the return of those sent away, so that they do not come back together. */
export function retryAfter(random: () => number): number {
  return Math.round(RETRY_AFTER_SECONDS * (0.5 + random()));
}
