import type { AccessKey } from '../../shared/aliyun/ram';
import { disableKey } from '../../shared/containment/apply';
import { isIncidentOpen, isUnusedSince } from '../../shared/containment/idle-key/decide';
import type { StepResult } from '../../shared/containment/types';
import { looked, messageOf } from '../../shared/identity/looked';
import type { KeyState, LastUse } from '../../shared/identity/types';
import { type AccessKeyId, maskKey, type UserName } from '../../shared/ids';
import type { IdleKeyEntry } from '../../shared/incident/idle-entries';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';
import { lastUseOf } from './last-use';

const DAY_MS = 86_400_000;

/** How it ended, as the journal and the owner are told. */
export type Ended = Pick<IdleKeyEntry, 'end' | 'reason' | 'steps'>;

/** When the key was last used, asked now. */
export function useNow(run: Run, accessKeyId: AccessKeyId, userName: UserName): Promise<LastUse> {
  const info = looked(run.cloud.actionTrail().getAccessKeyLastUsedInfo(accessKeyId));
  return lastUseOf(run, userName, accessKeyId, info);
}

export function keyAmong(keys: readonly AccessKey[], accessKeyId: AccessKeyId): KeyState | undefined {
  const found = keys.find(({ id }) => id === accessKeyId);
  return found && { ...found, createdAt: found.createdAt?.toISOString() ?? null };
}

/**
 * Switches the key off, reads that back, and looks at its use once more. Throws where nobody knows how the switch went, and
 * what {@link settle} throws.
 */
export async function switchOff(run: Run, id: IncidentId, userName: UserName, reason: string): Promise<Ended> {
  const { accessKeyId } = id;
  const off = await disableKey(userName, accessKeyId, run);
  const seen = await looked(run.cloud.ram.listAccessKeys(userName));
  if ('couldNotCheck' in seen && !off.ok)
    throw new Error(
      `whether ${maskKey(accessKeyId)} is off could not be checked (${seen.couldNotCheck}): ${off.detail}`,
    );
  const isOff = 'value' in seen ? keyAmong(seen.value, accessKeyId)?.status === 'Inactive' : off.ok;
  const unread = 'couldNotCheck' in seen ? `; could not be read back: ${seen.couldNotCheck}` : '';
  const step: StepResult = { ...off, ok: isOff, detail: isOff ? `disabled${unread}` : off.detail };
  if (!isOff) return { end: 'left-on', reason: `it could not be switched off: ${step.detail}`, steps: [step] };
  return settle(run, id, userName, await useNow(run, accessKeyId, userName), reason, [step]);
}

const LEAKED = 'a leak of it was told of meanwhile: it stays off';
const LEFT_ON = 'a leak of it was told of meanwhile, and it could not be switched off again';

/**
 * What becomes of a key that we have switched off, by its use as a look behind that shows it: one that was used meanwhile,
 * or may have been, is given back. One whose leak was told of is not, nor does it stay on where that is seen right behind:
 * who decides about a leak from here on takes it for active, for the journal says that this run is at it. Throws where it
 * could not be given back, and what reading the journal throws: the next run tries again.
 */
export async function settle(
  run: Run,
  id: IncidentId,
  userName: UserName,
  lastUse: LastUse,
  reason: string,
  steps: readonly StepResult[] = [],
): Promise<Ended> {
  const since = run.clock.now().getTime() - run.config.unusedDays * DAY_MS;
  if (isUnusedSince(lastUse, since)) return { end: 'off', reason, steps };
  const why =
    lastUse.kind === 'known'
      ? `a use at ${lastUse.at} showed up`
      : `whether it was used meanwhile could not be checked${lastUse.kind === 'unknown' ? ` (${lastUse.why})` : ''}`;
  const isLeaked = async (): Promise<boolean> => isIncidentOpen((await run.journal.read(id)).state);
  if (await isLeaked()) return { end: 'off', reason: `${why}, and ${LEAKED}`, steps };
  const back = await activate(run, id.accessKeyId, userName);
  if (!back.ok)
    throw new Error(`${maskKey(id.accessKeyId)} is off (${why}), and could not be given back: ${back.detail}`);
  if (!(await isLeaked())) return { end: 'given-back', reason: why, steps: [...steps, back] };
  const again = await disableKey(userName, id.accessKeyId, run);
  const done = [...steps, back, again];
  if (again.ok) return { end: 'off', reason: `${why}, and ${LEAKED}`, steps: done };
  return { end: 'given-back', reason: `${why}, and ${LEFT_ON}: ${again.detail}`, steps: done };
}

/** Switches it on, and reads back where the answer was none. Never throws. */
async function activate(run: Run, accessKeyId: AccessKeyId, userName: UserName): Promise<StepResult> {
  const step = (ok: boolean, detail: string): StepResult => ({
    step: `activate-key:${accessKeyId}`,
    ok,
    detail,
    at: run.clock.now().toISOString(),
  });
  try {
    await run.cloud.ram.updateAccessKey(userName, accessKeyId, 'Active');
    return step(true, 'active');
  } catch (error) {
    const seen = await looked(run.cloud.ram.listAccessKeys(userName));
    const isOn = 'value' in seen && keyAmong(seen.value, accessKeyId)?.status === 'Active';
    return isOn ? step(true, 'read back') : step(false, messageOf(error));
  }
}
