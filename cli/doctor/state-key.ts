import { CloudNotFound } from '../../shared/errors';
import { type HeartbeatSeal, heartbeatSeal } from '../heartbeat-seal';
import { WHERE_THE_KEY_IS } from '../setup/state-key';
import { type Check, couldNotCheck, type Found, note, ok, problem } from './check';

/** The heartbeat, which the functions sign each minute, opens with this shell's state key: it is theirs. */
export const stateKey: Check = {
  id: 'state key',
  async look(cli) {
    try {
      return [judgeKey(cli.config.stateKey !== undefined, await heartbeatSeal(cli))];
    } catch (error) {
      if (error instanceof CloudNotFound)
        return [
          couldNotCheck("there is no heartbeat yet, which would tell whether the state key here is the functions' own"),
        ];
      if (error instanceof SyntaxError) return [problem('the heartbeat is no JSON: somebody else wrote it', LOOK)];
      throw error;
    }
  },
};

const LOOK = "look in the bucket's access log for writes that are not the functions'";

function judgeKey(isHere: boolean, { isSealed, opens }: HeartbeatSeal): Found {
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
