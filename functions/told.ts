import { randomUUID } from 'node:crypto';
import { CloudAlreadyThere, RunIncomplete } from '../shared/errors';
import { messageOf } from '../shared/identity/looked';
import { isUnread, openStored } from '../shared/incident/stored';
import type { Run } from './platform';

/** After this another run may tell: the one that claimed it has died. */
const LEASE_MS = 120_000;
/** While OSS cannot be asked, this instance tells the same thing once in so long. */
const HOUR_MS = 3_600_000;
const toldHereAtMs = new Map<string, number>();

/** No channel took the alert, and the outbox keeps it: the run fails, and nobody need send it again. */
export class AlertWaits extends RunIncomplete {
  override name = 'RunIncomplete';
}

/** Claim and receipt of a thing that is told once, under `<prefix>/told/`. */
interface Told {
  readonly schema: 1;
  readonly nonce: string;
  readonly at: string;
  readonly sent: boolean;
}

/**
 * `claimed-elsewhere`: another run is telling it now, or has died doing so. Whoever must see it told is not done yet.
 */
export type Telling<T> =
  | { readonly outcome: 'told'; readonly result: T }
  | { readonly outcome: 'told-before' | 'claimed-elsewhere' };

/**
 * Runs `tell` once for `what`, however many runs meet it: the claim stands in OSS before and the receipt after, so that a
 * run that dies in between is followed by another one. Throws what `tell` throws; the claim then ends at once.
 */
export function tellOnce<T>(run: Run, what: string, tell: () => Promise<T>): Promise<Telling<T>> {
  return tellOnceOfAny(run, [what], tell);
}

/** The same of several things that one message tells: it is sent where any of them is news, and all are told with it. */
export async function tellOnceOfAny<T>(
  run: Run,
  whats: readonly string[],
  tell: () => Promise<T>,
): Promise<Telling<T>> {
  const at = run.clock.now().toISOString();
  const claims = await Promise.all(
    whats.map(async (what) => {
      const key = run.paths.told(what);
      const claim: Told = { schema: 1, nonce: randomUUID(), at, sent: false };
      return { what, key, claim, standing: await mayTell(run, key, claim) };
    }),
  );
  const ours = claims.filter(({ standing }) => standing === 'ours');
  if (ours.length === 0) {
    const isElsewhere = claims.some(({ standing }) => standing === 'claimed-elsewhere');
    return { outcome: isElsewhere ? 'claimed-elsewhere' : 'told-before' };
  }
  const result = await tell().catch(async (error: unknown) => {
    // What waits in the outbox is on its way. Else nobody was told, and the delivery that follows within the lease must
    // not take this claim for somebody at work.
    const ended = error instanceof AlertWaits ? { sent: true } : { at: new Date(0).toISOString() };
    await Promise.all(ours.map(({ key, claim }) => write(run, key, { ...claim, ...ended }).catch(() => undefined)));
    throw error;
  });
  await Promise.all(
    ours.map(async ({ what, key, claim }) => {
      toldHereAtMs.set(key, run.clock.elapsedMs());
      await write(run, key, { ...claim, sent: true }).catch((error: unknown) =>
        run.log.warn({ why: messageOf(error), what }, 'that this was told could not be written down'),
      );
    }),
  );
  return { outcome: 'told', result };
}

type Standing = 'ours' | 'told-before' | 'claimed-elsewhere';

async function mayTell(run: Run, key: string, claim: Told): Promise<Standing> {
  try {
    return await claimed(run, key, claim);
  } catch (error) {
    const lastMs = toldHereAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
    run.log.warn({ why: messageOf(error) }, 'whether this was told before could not be checked');
    return run.clock.elapsedMs() - lastMs >= HOUR_MS ? 'ours' : 'told-before';
  }
}

async function claimed(run: Run, key: string, claim: Told): Promise<Standing> {
  try {
    await run.cloud.evidence.create(key, await run.seal.close(key, claim));
    return 'ours';
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
  }
  const there = await read(run, key);
  // Our own claim, whose first answer was lost on the way.
  if (there?.nonce === claim.nonce) return 'ours';
  if (there?.sent) return 'told-before';
  if (there && Date.parse(there.at) + LEASE_MS > Date.parse(claim.at)) return 'claimed-elsewhere';
  await write(run, key, claim);
  return 'ours';
}

/** Undefined for what does not bear our seal: nobody's word that something was told. */
async function read(run: Run, key: string): Promise<Told | undefined> {
  const there = await openStored<Told>(run.cloud.evidence, run.seal, key);
  if (typeof there === 'string') return undefined;
  if (isUnread(there)) throw there.unread.error;
  return there.content;
}

async function write(run: Run, key: string, told: Told): Promise<void> {
  await run.cloud.evidence.put(key, await run.seal.close(key, told));
}
