import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import type { PolicyHolders } from '../aliyun/ram-policies';
import type { Clock } from '../clock';
import { looked, messageOf } from '../identity/looked';
import { nameOfUser } from '../identity/name-now';
import type { Looked } from '../identity/types';
import { parseAccessKeyId, parseUserName } from '../ids';
import { FREEZE_POLICY } from '../ram-policy/documents';
import { QUARANTINE_NAMES } from '../ram-policy/our-denies';
import type { FitDeny } from './fit-deny';
import { calledNow, checkStep, type HeldIdentity, KEY_OFF, type MadeIdentity, type MadeToday } from './made';
import type { StepResult } from './types';

export interface MadeDeps {
  readonly cloud: Pick<Cloud, 'ram'>;
  readonly clock: Clock;
}

/**
 * Freeze on each, where a look has found that fit: whatever was made since is nobody's business, and a role's sessions end
 * by it, too. Where it is not, that failed step says so, and what holds still stands in: the quarantine, or the switch of
 * a user's keys, which needs no document. The steps bear the names of then, the calls those of today. Never throws.
 */
export async function containEach(made: readonly MadeToday[], fit: FitDeny, deps: MadeDeps): Promise<StepResult[]> {
  const { why } = fit;
  if (why !== undefined)
    return [...made.map((one) => failed(freezeStep(one), why, deps.clock)), ...(await standIn(made, fit, deps))];
  return Promise.all(made.map((one) => step(freezeStep(one), deps.clock, () => attachTo(one, [FREEZE_POLICY], deps))));
}

/** What stands in for a freeze that must be given to nobody. Never throws. */
export async function standIn(
  made: readonly MadeToday[],
  { deny, isUnchecked }: FitDeny,
  deps: MadeDeps,
): Promise<StepResult[]> {
  const each = made.map(async (one): Promise<StepResult[]> => {
    // The next minute looks again: a key that is off stays so.
    if (deny === undefined && isUnchecked) return [];
    if (deny?.policy !== 'quarantine') return switchKeysOff(one, deps);
    const tried = await step(quarantineStep(one), deps.clock, () => attachTo(one, deny.names, deps));
    return tried.ok ? [tried] : [tried, ...(await switchKeysOff(one, deps))];
  });
  return (await Promise.all(each)).flat();
}

/** All of a deny's parts. */
async function attachTo(one: MadeToday, policies: readonly string[], { cloud }: MadeDeps) {
  const name = calledNow(one);
  const done: string[] = [];
  for (const policyName of policies) {
    const policy = { name: policyName, type: 'Custom' } as const;
    done.push(
      await (one.type === 'user'
        ? cloud.ram.attachPolicyToUser(parseUserName(name), policy)
        : cloud.ram.attachPolicyToRole(name, policy)),
    );
  }
  if (!done.includes('attached')) return 'already';
  return name === one.name ? 'attached' : `it is called ${name} now`;
}

async function switchKeysOff(one: MadeToday, { cloud, clock }: MadeDeps): Promise<StepResult[]> {
  if (one.type === 'role') return [];
  const name = calledNow(one);
  const keys = await looked(cloud.ram.listAccessKeys(parseUserName(name)));
  if ('couldNotCheck' in keys) return [failed(`${KEYS_OFF}${one.name}`, keys.couldNotCheck, clock)];
  const on = keys.value.filter(({ status }) => status === 'Active');
  return Promise.all(
    on.map(({ id }) =>
      step(`${KEY_OFF}${id}`, clock, async () => {
        await cloud.ram.updateAccessKey(parseUserName(name), parseAccessKeyId(id), 'Inactive');
        return `disabled: a key of ${name}`;
      }),
    ),
  );
}

/**
 * A look back at what was attached: who carries freeze, and that it says what set-up wrote. A step for each that does not
 * stand as it should, and for each of `doubted`, by the steps' names, that does by now. Never throws.
 */
export async function checkFrozen(
  made: readonly MadeToday[],
  { why }: FitDeny,
  doubted: ReadonlySet<string>,
  { cloud, clock }: { readonly cloud: Pick<Cloud, 'ram' | 'ramPolicies'>; readonly clock: Clock },
): Promise<StepResult[]> {
  if (made.length === 0) return [];
  const holders = await looked(cloud.ramPolicies.listEntitiesForPolicy({ name: FREEZE_POLICY, type: 'Custom' }));
  const each = made.map(async (one): Promise<StepResult[]> => {
    const name = checkStep(one);
    const failure = why ?? (await whyNotCarried(one, holders, cloud));
    if (failure !== undefined) return [failed(name, failure, clock)];
    return doubted.has(name) ? [{ step: name, ok: true, detail: 'read back', at: clock.now().toISOString() }] : [];
  });
  return (await Promise.all(each)).flat();
}

/** Whom the list of all carriers does not show, for it may be late, his own list has the word about. */
async function whyNotCarried(
  one: MadeToday,
  holders: Looked<PolicyHolders>,
  { ram, ramPolicies }: Pick<Cloud, 'ram' | 'ramPolicies'>,
): Promise<string | undefined> {
  const unknown = (couldNotCheck: string): string =>
    `who carries ${FREEZE_POLICY} could not be checked: ${couldNotCheck}`;
  if ('couldNotCheck' in holders) return unknown(holders.couldNotCheck);
  const { users, roles, userIds } = holders.value;
  const { type, id } = one;
  const name = calledNow(one);
  // RAM attaches to a name: whoever has taken it in between carries the deny now.
  const bearer = type === 'user' ? userIds.get(name) : undefined;
  if (id !== undefined && bearer !== undefined && bearer !== id)
    return `${FREEZE_POLICY} went to another user, who is called ${name} by now, and is on him until a person takes it off in the RAM console`;
  if ((type === 'user' ? users : roles).includes(name)) return undefined;
  const carried = await looked(
    type === 'user' ? ram.listPoliciesForUser(parseUserName(name)) : ramPolicies.listPoliciesForRole(name),
  );
  if ('couldNotCheck' in carried) return unknown(carried.couldNotCheck);
  const isThere = carried.value.some((one) => one.type === 'Custom' && one.name === FREEZE_POLICY);
  return isThere ? undefined : `${FREEZE_POLICY} is not attached`;
}

/** The steps' names in journal, alert and report. */
export const freezeStep = ({ type, name }: MadeIdentity): string => `freeze-${type}:${name}`;
const quarantineStep = ({ type, name }: MadeIdentity): string => `quarantine-${type}:${name}`;
export const takeOffStep = ({ type, name, deny }: HeldIdentity): string =>
  `un${deny === 'quarantine' ? deny : 'freeze'}-${type}:${name}`;
/** All of a user's keys, where they could not be listed. */
const KEYS_OFF = 'disable-keys-of:';

/**
 * Takes it off one again, and tells how; an identity that is gone needs nothing. A user goes by his id: whoever bears his
 * name by now is another one.
 */
export async function takeOffMade(
  { type, name, id, deny }: HeldIdentity,
  cloud: Pick<Cloud, 'ram' | 'ims'>,
): Promise<string> {
  const names = deny === 'quarantine' ? QUARANTINE_NAMES : [FREEZE_POLICY];
  const nameNow = type === 'role' || id === undefined ? name : await nameOfUser(cloud, id);
  if (nameNow === undefined) return 'already';
  const off: (string | undefined)[] = [];
  for (const policyName of names) {
    const policy = { name: policyName, type: 'Custom' } as const;
    const detached =
      type === 'role'
        ? cloud.ram.detachPolicyFromRole(name, policy)
        : cloud.ram.detachPolicyFromUser(parseUserName(nameNow), policy);
    off.push(await ifThere(detached));
  }
  const detail = off.includes('detached') ? 'detached' : 'already';
  // Renamed in between he carries it still: "already" would be the answer about nobody.
  if (detail === 'already' && type === 'user' && id !== undefined) {
    const after = await nameOfUser(cloud, id);
    if (after !== undefined && after !== nameNow) throw new Error(`${nameNow} was renamed meanwhile`);
  }
  return nameNow === name ? detail : `${detail}: called ${nameNow} now`;
}

async function step(name: string, clock: Clock, act: () => Promise<string>): Promise<StepResult> {
  try {
    return { step: name, ok: true, detail: await act(), at: clock.now().toISOString() };
  } catch (error) {
    return failed(name, messageOf(error), clock);
  }
}

const failed = (name: string, detail: string, clock: Clock): StepResult => ({
  step: name,
  ok: false,
  detail,
  at: clock.now().toISOString(),
});
