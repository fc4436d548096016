import type { LiveSession } from './facts';

/** How many sessions there are besides those that are listed. */
export const notListed = (sessions: readonly LiveSession[]): number =>
  sessions.reduce((sum, { more = 0 }) => sum + more, 0);
