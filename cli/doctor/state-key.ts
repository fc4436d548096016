import { CloudNotFound } from '../../shared/errors';
import { isObject } from '../../shared/signal/loose';
import { WHERE_THE_KEY_IS } from '../setup/state-key';
import { type Check, couldNotCheck, type Found, note, ok, problem } from './check';

/** The heartbeat, which the functions sign each minute, opens with this shell's state key: it is theirs. */
export const stateKey: Check = {
  id: 'state key',
  async look({ run, config }) {
    const key = run.paths.heartbeat;
    try {
      const text = (await run.cloud.evidence.get(key)).body.toString();
      const content: unknown = JSON.parse(text);
      const isSealed = isObject(content) && typeof content['hmac'] === 'string';
      return [judgeKey(config.stateKey !== undefined, isSealed, (await run.seal.open(key, text)) !== undefined)];
    } catch (error) {
      if (error instanceof CloudNotFound)
        return [
          couldNotCheck('there is no heartbeat yet, which would tell whether the state key here is the functions'),
        ];
      if (error instanceof SyntaxError) return [problem('the heartbeat is no JSON: somebody else wrote it', LOOK)];
      throw error;
    }
  },
};

const LOOK = "look in the bucket's access log for writes that are not the functions'";

/** `opens`: without a key here everything does. */
function judgeKey(isHere: boolean, isSealed: boolean, opens: boolean): Found {
  if (!isHere)
    return isSealed
      ? problem('the functions sign what they remember, and this shell has no state key to see it by', WHERE_THE_KEY_IS)
      : note('neither this shell nor the functions have a state key: what is recorded bears no seal');
  if (opens) return ok("the state key here is the functions'");
  if (!isSealed) return problem('the heartbeat bears no seal: the functions have no state key', 's deploy');
  return problem(
    "the state key here is not the functions': by it every journal counts as somebody else's",
    `${WHERE_THE_KEY_IS}; if it is the same, ${LOOK}`,
  );
}
