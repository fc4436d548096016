import { ifThere } from '../../../shared/aliyun/call';
import type { KeyStatus } from '../../../shared/aliyun/ram';
import { isGone, whyRefused } from '../../../shared/containment/fence/apply';
import { keyStatusNow } from '../../../shared/identity/key-status';
import { messageOf } from '../../../shared/identity/looked';
import { type AccessKeyId, maskKey, parseUserName, type UserName } from '../../../shared/ids';
import type { Watched } from '../../../shared/incident/watch-list';
import type { Run } from '../../platform';
import { isFenced } from './live';

const MINUTE_MS = 60_000;

/**
 * No list tells which keys are on: one incident whose key is off has its turn each minute, one that is over, and of one
 * whose key is not known to be off its user's keys are listed. What fails of that is added to `failures`.
 */
export async function keysOfTurn(
  run: Run,
  keys: ReadonlyMap<AccessKeyId, Watched>,
  failures: string[],
): Promise<readonly AccessKeyId[]> {
  const ofMinute = turnOf(run);
  const off = ofMinute([...keys].filter(([, { keysOff, isOver }]) => keysOff.length > 0 && !isOver));
  const over = ofMinute([...keys].filter(([, { isOver, userName }]) => isOver && userName !== null));
  const on = ofMinute([...keys].filter(([key, { keysOff, userName }]) => userName !== null && !keysOff.includes(key)));
  const looks = [
    // Where the user of that name does not hold the key, his name is another's, who may carry the deny in his place.
    { one: on, isSuspect: async (...named: Named) => (await statusUnder(run, ...named)) !== 'Active' },
    // Here the key alone counts, whatever its user is called by now and whoever has been given his name.
    { one: over, isSuspect: async (...named: Named) => (await keyStatusNow(run.cloud, ...named)) === 'Active' },
  ];
  const seen: AccessKeyId[] = [];
  for (const { one, isSuspect } of looks) {
    if (one === undefined) continue;
    const [key, { userName }] = one;
    try {
      if (await isSuspect(key, parseUserName(userName ?? ''))) seen.push(key);
    } catch (error) {
      failures.push(`whether ${maskKey(key)} was switched on or off could not be checked: ${messageOf(error)}`);
    }
  }
  return [...(off ? [off[0]] : []), ...seen];
}

/** One of a list has its turn each minute. */
function turnOf({ clock }: Run): <T>(all: readonly T[]) => T | undefined {
  const minute = Math.floor(clock.now().getTime() / MINUTE_MS);
  return (all) => all[minute % Math.max(1, all.length)];
}

/**
 * IMS tells the network policy of one key at a time: one fenced key has its turn each minute, and is named where its policy
 * is another one, or where IMS does not find the user by his name of then. What fails of that is added to `failures`.
 */
export async function fenceOfTurn(
  run: Run,
  keys: ReadonlyMap<AccessKeyId, Watched>,
  failures: string[],
): Promise<AccessKeyId | undefined> {
  const fenced = [...keys].flatMap(([key, { fence }]) => (fence ? [{ key, fence }] : []));
  const one = turnOf(run)(fenced);
  if (one === undefined) return undefined;
  try {
    return (await isFenced(run, one.key, one.fence)) ? undefined : one.key;
  } catch (error) {
    if (isGone(error)) return one.key;
    failures.push(`whether ${maskKey(one.key)} is fenced in still could not be checked: ${whyRefused(error)}`);
    return undefined;
  }
}

type Named = readonly [key: AccessKeyId, userName: UserName];

/** Undefined: nobody of that name holds it. */
async function statusUnder({ cloud }: Run, ...[key, userName]: Named): Promise<KeyStatus | undefined> {
  return (await ifThere(cloud.ram.listAccessKeys(userName)))?.find(({ id }) => id === key)?.status;
}
