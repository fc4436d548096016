import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import { CloudNotFound } from '../errors';
import { looked, messageOf } from '../identity/looked';
import { nameOfUser } from '../identity/name-now';
import { parseUserName } from '../ids';
import { FREEZE_POLICY } from '../ram-policy/documents';
import type { MadeIdentity, SeenIdentity } from './made';
import type { StepResult } from './types';

const FREEZE = { name: FREEZE_POLICY, type: 'Custom' } as const;

export interface MadeDeps {
  readonly cloud: Pick<Cloud, 'ram'>;
  readonly clock: Clock;
}

/** Looks at each live. Never throws. */
export function seeMade(made: readonly MadeIdentity[], { cloud }: MadeDeps): Promise<SeenIdentity[]> {
  return Promise.all(
    made.map(async (identity): Promise<SeenIdentity> => {
      const { type, name } = identity;
      const look = async () => {
        if (type === 'role') return { createdAt: (await cloud.ram.getRole(name)).createdAt };
        const { createdAt, id } = await cloud.ram.getUser(parseUserName(name));
        return { createdAt, id };
      };
      const live = await looked(
        look().catch((error: unknown) => {
          if (error instanceof CloudNotFound) return 'gone' as const;
          throw error;
        }),
      );
      return { ...identity, live: 'value' in live ? live.value : live };
    }),
  );
}

/** Freeze on each: whatever was made since is nobody's business. A role's sessions end by it, too. Never throws. */
export function freezeMade(made: readonly MadeIdentity[], { cloud, clock }: MadeDeps): Promise<StepResult[]> {
  return Promise.all(
    made.map(({ type, name }) =>
      step(freezeStep({ type, name }), clock, () =>
        type === 'user'
          ? cloud.ram.attachPolicyToUser(parseUserName(name), FREEZE)
          : cloud.ram.attachPolicyToRole(name, FREEZE),
      ),
    ),
  );
}

/** The steps' names in journal, alert and report. */
export const freezeStep = ({ type, name }: MadeIdentity): string => `freeze-${type}:${name}`;
export const unfreezeStep = ({ type, name }: MadeIdentity): string => `unfreeze-${type}:${name}`;

/**
 * Takes it off one again, and tells how; an identity that is gone needs nothing. A user goes by his id: whoever bears his
 * name by now is another one.
 */
export async function unfreezeMade(
  { type, name, id }: MadeIdentity,
  cloud: Pick<Cloud, 'ram' | 'ims'>,
): Promise<string> {
  try {
    if (type === 'role') return await cloud.ram.detachPolicyFromRole(name, FREEZE);
    const nameNow = id === undefined ? parseUserName(name) : await nameOfUser(cloud, id);
    if (nameNow === undefined) return 'already';
    const detail = await cloud.ram.detachPolicyFromUser(nameNow, FREEZE);
    return nameNow === name ? detail : `${detail}: called ${nameNow} now`;
  } catch (error) {
    if (error instanceof CloudNotFound) return 'already';
    throw error;
  }
}

async function step(name: string, clock: Clock, act: () => Promise<string>): Promise<StepResult> {
  try {
    return { step: name, ok: true, detail: await act(), at: clock.now().toISOString() };
  } catch (error) {
    return { step: name, ok: false, detail: messageOf(error), at: clock.now().toISOString() };
  }
}
