import { CLI } from '../../shared/command-line';
import { CloudNotFound } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import { isObject } from '../../shared/signal/loose';
import type { CliRun } from '../run';
import type { Say } from './policies';

/** Where a person reads the state key that the functions have. */
export const WHERE_THE_KEY_IS =
  'take the value of TOURNIQUET_STATE_KEY from the Function Compute console, ak-tourniquet-respond, Configuration, Environment Variables';

/** `toGive`: the key to print. `isUnchecked`: whether the functions have one already could not be seen. */
export interface StateKey {
  readonly toGive?: string;
  readonly isUnchecked: boolean;
}

/**
 * The state key that was made, where the functions are to have it. A second key beside theirs is worse than none: by it
 * every journal counts as somebody else's, so that nothing is printed unless a look shows that they have none. `isAsked`: a
 * new one is wanted all the same.
 */
export async function stateKeyToGive({ run, madeStateKey }: CliRun, isAsked: boolean, say: Say): Promise<StateKey> {
  if (madeStateKey === undefined) return { isUnchecked: false };
  const { bucket } = run.config.evidence;
  const isSealed = await looked(hasSealed(run));
  if (!isAsked && 'couldNotCheck' in isSealed) {
    say(
      `note   No state key was made: whether the functions have one could not be checked (${isSealed.couldNotCheck}). If they have: ${WHERE_THE_KEY_IS}. If not: ${CLI} setup --new-state-key.`,
    );
    return { isUnchecked: true };
  }
  if (!isAsked && 'value' in isSealed && isSealed.value) {
    say(
      `note   What is in ${bucket} is signed with the state key that the functions have, and this shell has none: ${WHERE_THE_KEY_IS}. No new one was made, because it would make what is recorded unreadable (${CLI} setup --new-state-key makes one all the same).`,
    );
    return { isUnchecked: false };
  }
  if ('value' in isSealed && isSealed.value)
    say(`note   With this new key what is recorded in ${bucket} can no longer be read: open incidents are forgotten.`);
  say('Give the functions this, and keep it like a password: it signs what they remember.');
  return { toGive: madeStateKey, isUnchecked: false };
}

/** Whether the heartbeat or a journal bears a seal, whoever's: the functions have a key then. */
async function hasSealed({ cloud: { evidence }, config, paths }: CliRun['run']): Promise<boolean> {
  try {
    if (await isSealedAt(paths.heartbeat)) return true;
    const objects = await evidence.list(`${config.evidence.prefix}/incidents/`);
    const entry = objects.find(({ key }) => /\/journal\/\d{6}\.json$/.test(key));
    return entry !== undefined && (await isSealedAt(entry.key));
  } catch (error) {
    // No bucket: nothing was ever remembered.
    if (error instanceof CloudNotFound) return false;
    throw error;
  }

  async function isSealedAt(key: string): Promise<boolean> {
    try {
      const content: unknown = JSON.parse((await evidence.get(key)).body.toString());
      return isObject(content) && typeof content['hmac'] === 'string';
    } catch (error) {
      // What is no JSON bears no seal.
      if (error instanceof CloudNotFound || error instanceof SyntaxError) return false;
      throw error;
    }
  }
}
