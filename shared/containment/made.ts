import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import type { Config } from '../config/types';
import { CloudNotFound } from '../errors';
import { looked, messageOf } from '../identity/looked';
import { parseUserName } from '../ids';
import { FREEZE_POLICY } from '../ram-policy/documents';
import type { StepResult } from './types';

/** An identity that the attack made: what an event said, and nothing that the account has confirmed yet. */
export interface MadeIdentity {
  readonly type: 'user' | 'role';
  readonly name: string;
}

/** The same as a live call has just shown it. */
export interface SeenIdentity extends MadeIdentity {
  readonly live: { readonly createdAt: Date | undefined } | 'gone' | { readonly couldNotCheck: string };
}

export interface MadePlan {
  readonly contain: readonly MadeIdentity[];
  /** What a person must look after, and why it was left alone. */
  readonly left: readonly { readonly identity: MadeIdentity; readonly why: string }[];
  /** What could not be looked at: it is to be tried again. */
  readonly unchecked: readonly string[];
}

/** As many of an incident are contained by themselves (design.md, "Decision"); a longer list is a person's. */
const MOST = 10;
/** Roles of the cloud's own services; and the tool must not take its own power away. */
const NOT_TO_TOUCH = /^(AliyunServiceRoleFor|ak-tourniquet)/i;

/**
 * Which of the identities that the attack made are contained as well: only what is there, was made since the suspicion
 * began, and is on no exclusion list. Pure. `began`: ISO 8601; RAM tells whole seconds.
 */
export function planForMade(
  seen: readonly SeenIdentity[],
  facts: { readonly began: string; readonly ownUser: string },
  rules: Pick<Config, 'exclude'>,
): MadePlan {
  const contain: MadeIdentity[] = [];
  const left: MadePlan['left'][number][] = [];
  const unchecked: string[] = [];
  const since = Math.floor(Date.parse(facts.began) / 1000) * 1000;
  for (const { type, name, live } of seen) {
    const identity = { type, name };
    if (live === 'gone' || (type === 'user' && name === facts.ownUser)) continue;
    if ('couldNotCheck' in live) unchecked.push(`${type} ${name}: ${live.couldNotCheck}`);
    else if (NOT_TO_TOUCH.test(name)) left.push({ identity, why: 'it belongs to a service' });
    else if (type === 'user' && [...rules.exclude.users].some((user) => user === name))
      left.push({ identity, why: 'it is on the exclusion list' });
    else if (live.createdAt === undefined || live.createdAt.getTime() < since)
      left.push({ identity, why: 'it was there before the suspicion began' });
    else if (contain.length >= MOST) left.push({ identity, why: `${MOST} others were contained already` });
    else contain.push(identity);
  }
  return { contain, left, unchecked };
}

export interface MadeDeps {
  readonly cloud: Pick<Cloud, 'ram'>;
  readonly clock: Clock;
}

/** Looks at each live. Never throws. */
export function seeMade(made: readonly MadeIdentity[], { cloud }: MadeDeps): Promise<SeenIdentity[]> {
  return Promise.all(
    made.map(async (identity): Promise<SeenIdentity> => {
      const { type, name } = identity;
      const look = type === 'user' ? () => cloud.ram.getUser(parseUserName(name)) : () => cloud.ram.getRole(name);
      const live = await looked(
        Promise.resolve()
          .then(look)
          .then(({ createdAt }) => ({ createdAt }))
          .catch((error: unknown) => {
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
  const policy = { name: FREEZE_POLICY, type: 'Custom' } as const;
  return Promise.all(
    made.map(({ type, name }) =>
      step(`freeze-${type}:${name}`, clock, () =>
        type === 'user'
          ? cloud.ram.attachPolicyToUser(parseUserName(name), policy)
          : cloud.ram.attachPolicyToRole(name, policy),
      ),
    ),
  );
}

/** Takes it off again; an identity that is gone needs nothing. Never throws. */
export function unfreezeMade(made: readonly MadeIdentity[], { cloud, clock }: MadeDeps): Promise<StepResult[]> {
  const policy = { name: FREEZE_POLICY, type: 'Custom' } as const;
  return Promise.all(
    made.map(({ type, name }) =>
      step(`unfreeze-${type}:${name}`, clock, async () => {
        try {
          return type === 'user'
            ? await cloud.ram.detachPolicyFromUser(parseUserName(name), policy)
            : await cloud.ram.detachPolicyFromRole(name, policy);
        } catch (error) {
          if (error instanceof CloudNotFound) return 'already';
          throw error;
        }
      }),
    ),
  );
}

async function step(name: string, clock: Clock, act: () => Promise<string>): Promise<StepResult> {
  try {
    return { step: name, ok: true, detail: await act(), at: clock.now().toISOString() };
  } catch (error) {
    return { step: name, ok: false, detail: messageOf(error), at: clock.now().toISOString() };
  }
}

/** `freeze-user:svc-backup` -> the identity that the step was about; undefined for another step. */
export function identityOfStep(name: string, verb: 'freeze' | 'unfreeze'): MadeIdentity | undefined {
  const [, type, identity] = new RegExp(`^${verb}-(user|role):(.+)$`, 's').exec(name) ?? [];
  return identity === undefined ? undefined : { type: type as MadeIdentity['type'], name: identity };
}
