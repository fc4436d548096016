/** A trail delivers within minutes; what is older than this and not in it does not come any more. */
export const DELIVERED_MS = 30 * 60_000;
