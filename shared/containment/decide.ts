import type { Config } from '../config/types';
import { activeIds, bindsExcluded, excludedName, type NamesLastNight } from '../identity/excluded';
import type { KeyState, LastUse, OwnerAnswer } from '../identity/types';
import { type AccessKeyId, maskKey, namedKeys } from '../ids';
import type { IncidentState } from '../incident/state';
import { suspectedSince } from '../incident/suspicion';
import type { LeakSignal } from '../signal/types';
import type { Action, Decision, DecisionRow, SecretWord } from './types';

/** Everything that a decision rests on, handed in: it asks nobody and changes nothing. */
export interface DecisionFacts {
  readonly signal: LeakSignal;
  readonly owner: OwnerAnswer;
  /** What the journal says; `unknown` while OSS is down: a former release cannot be seen then. */
  readonly incident: IncidentState | 'unknown';
  /** Undefined: Security Center was not asked. */
  readonly tokenValid: SecretWord | undefined;
  readonly overCap: boolean;
  /** Whom the exclusion list means, where names have changed since. */
  readonly namesLastNight?: NamesLastNight;
  readonly lastUse: LastUse;
  readonly now: Date;
}

export type ContainmentRules = Pick<Config, 'containment' | 'exclude' | 'unusedDays'>;

const DAY_MS = 86_400_000;
/** Younger keys may be unused because they are new. */
const YOUNG_DAYS = 7;

/**
 * What to do about a leaked key: the first row of design.md's table that fits, with its reason. A person's approval
 * overrides the rows that hold or exclude, and never the facts (root, not ours, inactive).
 */
export function decide(facts: DecisionFacts, rules: ContainmentRules): Decision {
  const findings = findingsOf(facts);
  const answer = (
    row: DecisionRow,
    verdict: Decision['verdict'],
    reason: string,
    actions: readonly Action[] = [],
  ): Decision => ({
    row,
    verdict,
    reason,
    actions,
    findings,
  });
  const { owner, signal, incident } = facts;
  const key = maskKey(signal.accessKeyId);

  if (owner.kind === 'not-ours')
    return answer('not-ours', 'none', `${key} is no key of this account (looked in ${owner.looked.join(', ')})`);
  if (owner.kind === 'deleted')
    return answer('deleted', 'none', `${key} has been deleted${owner.recycledAt ? ` (${owner.recycledAt})` : ''}`);
  if (owner.owner.type === 'root') return answer('root-key', 'none', 'no RAM policy binds the root identity');

  const { userName, keys } = owner.owner;
  const leaked = keys.find(({ id }) => id === signal.accessKeyId);
  if (leaked === undefined) return answer('not-ours', 'none', `${key} is not among the keys of ${userName}`);
  if (leaked.status === 'Inactive' && !isOffByThis(facts) && !isOffForNow(facts))
    return answer('already-inactive', 'none', `${key} is off already`);

  const approved = incident === 'unknown' ? signal.approved === true : incident.approval?.leak === true;
  if (!approved) {
    // What was given back before any leak was known is no word on a leak.
    const release = incident === 'unknown' || incident.release?.leakIds.length === 0 ? null : incident.release;
    if (release?.inDoubt?.includes(signal.leakId) && facts.tokenValid === 1)
      return answer(
        'released-since-confirmed',
        'hold',
        `${release.by} released this leak at ${release.at}, and Security Center called its secret valid after that`,
      );
    if (release?.leakIds.includes(signal.leakId) && !isNewsSince(signal, release.at)) {
      return answer(
        'released-same-leak',
        'none',
        `${release.by} released this leak at ${release.at}: ${release.reason}`,
      );
    }
    if (release)
      return answer(
        'released-new-leak',
        'hold',
        `${release.by} released the key at ${release.at}, and this is another leak`,
      );
  }
  if (!approved && !isContainedAlready(facts)) {
    if (facts.tokenValid === 2)
      return answer('secret-invalid', 'hold', 'Security Center says that the published secret is not valid');
    const excluded = excludedName(
      keys.map(({ id }) => id),
      userName,
      rules.exclude.users,
      facts.namesLastNight,
    );
    if (excluded !== undefined)
      return answer(
        'excluded',
        'hold',
        `the user ${userName}${excluded === userName ? '' : `, until today ${excluded},`} is on the exclusion list`,
      );
    if (rules.exclude.keys.has(signal.accessKeyId))
      return answer('excluded', 'hold', `the key ${key} is on the exclusion list`);
    const bound = bindsExcluded(signal.accessKeyId, userName, activeIds(keys), rules.exclude.keys);
    if (bound !== undefined) return answer('excluded', 'hold', bound);
    if (facts.overCap) return answer('over-cap', 'hold', `the hourly cap for ${signal.source} is reached`);
  }
  return containment(facts, rules, leaked.createdAt, answer);
}

/**
 * The deny is on the user already: there is nothing left for a person to decide, nothing that could be wronged, and nothing
 * that takes a place of the hour. Of an incident that has closed nobody looks whether it is. Pure.
 */
export const isContainedAlready = ({ incident }: Pick<DecisionFacts, 'incident'>): boolean =>
  incident !== 'unknown' && incident.attached.size > 0 && incident.closed === null;

/**
 * This containment switched it off beside its deny, as is written down, or as a run that died before it could write
 * anything down was about to: whoever tells of it again meets the same decision, not a key that was off before anything
 * was done.
 */
function isOffByThis({ signal, incident }: DecisionFacts): boolean {
  if (incident === 'unknown' || !incident.isContaining || incident.release !== null) return false;
  const { denyAt, disabledKeys, offByUs } = incident;
  if (denyAt !== null) return disabledKeys.has(signal.accessKeyId);
  return disabledKeys.size === 0 && offByUs.has(signal.accessKeyId);
}

/**
 * A refusal has no number of its own: all of a key's refusals are one leak, until a release; and who sends to the bus
 * chooses his numbers. One of a later time is another leak, or a forger could silence the real one by being released
 * first.
 */
function isNewsSince({ source, foundAt }: LeakSignal, releasedAt: string): boolean {
  return (
    (source === 'actiontrail' || source === 'bus') &&
    foundAt !== undefined &&
    foundAt.getTime() > Date.parse(releasedAt)
  );
}

/**
 * It may be on in the next moment: a run of ours is switching it off because nobody uses it, and gives it back where a use
 * shows up, perhaps the thief's; or a release is under way, which knew nothing of this leak.
 */
function isOffForNow({ incident }: DecisionFacts): boolean {
  return incident !== 'unknown' && (incident.idle?.end === null || incident.release?.complete === false);
}

type Answer = (row: DecisionRow, verdict: Decision['verdict'], reason: string, actions?: readonly Action[]) => Decision;

/** The key is ours, active and to be contained: the deny always, the switch only on what was seen. */
function containment(
  facts: DecisionFacts,
  rules: ContainmentRules,
  createdAt: string | null,
  answer: Answer,
): Decision {
  // A secret that nobody has confirmed costs the business no more than the quarantine, nor does a look that told nothing.
  const isDoubtful = facts.tokenValid === 0 || facts.tokenValid === 'unchecked';
  const freeze = rules.containment === 'freeze' && !isDoubtful;
  const deny: Action = { kind: 'attach', policy: freeze ? 'freeze' : 'quarantine' };
  const off: Action = { kind: 'disable-key', accessKeyId: facts.signal.accessKeyId };
  // Whoever released it has asked for it back, and knew of the leak: the deny is enough until what it does asks for more.
  const isGivenBack = facts.incident !== 'unknown' && facts.incident.givenBack.has(facts.signal.accessKeyId);
  const mayDisable = mayDisableKey(facts) && !isGivenBack;
  const disable = mayDisable && rules.containment === 'disable' ? [off] : [];

  const fence: readonly Action[] =
    rules.containment === 'fence' && !isDoubtful ? [{ kind: 'fence', accessKeyId: facts.signal.accessKeyId }] : [];

  if (facts.lastUse.kind !== 'known') {
    const why =
      facts.lastUse.kind === 'unknown'
        ? `the last use could not be checked (${facts.lastUse.why}): treated as in use`
        : 'treated as in use until the last use is known';
    return answer('use-unknown', 'contain', why, [deny, ...disable, ...fence]);
  }
  if (isUnused(facts, rules.unusedDays, createdAt)) {
    const since = facts.lastUse.at ? `not used since ${facts.lastUse.at}` : 'never used';
    return answer('unused', 'contain', since, mayDisable ? [deny, off] : [deny]);
  }
  return answer('in-use', 'contain', `in use (last ${facts.lastUse.at ?? 'unknown'})`, [deny, ...disable, ...fence]);
}

/**
 * Security Center's list is asked by a call of ours, and a person at the command line has agreed to the plan; whatever
 * else tells of a leak is an event, which anybody may have sent, and an event never switches a key off. Nor
 * does a secret that nobody has confirmed, or of which a look told nothing.
 */
export function mayDisableKey(facts: Pick<DecisionFacts, 'signal' | 'tokenValid' | 'incident'>): boolean {
  const approved = facts.incident !== 'unknown' && facts.incident.approval?.leak === true;
  if (approved) return true;
  if (facts.signal.source === 'command-line') return true;
  if (facts.signal.source !== 'security-center') return false;
  return facts.tokenValid === 1 || facts.tokenValid === undefined;
}

/**
 * What is switched off when no deny can be attached: the leaked key, and the user's keys made since the suspicion began,
 * which may be the thief's. Never an excluded one.
 */
export function switchedInstead(
  signal: Pick<LeakSignal, 'accessKeyId' | 'foundAt'>,
  keys: readonly KeyState[],
  rules: Pick<ContainmentRules, 'exclude'>,
  now: Date,
): AccessKeyId[] {
  // RAM tells the second in which a key was made.
  const since = Math.floor(suspectedSince({ ...signal, receivedAt: now }).getTime() / 1000) * 1000;
  const made = keys
    .filter((key) => key.id !== signal.accessKeyId && key.status === 'Active')
    .filter((key) => key.createdAt !== null && Date.parse(key.createdAt) >= since);
  return [signal.accessKeyId, ...namedKeys(made).filter((id) => !rules.exclude.keys.has(id))];
}

/** Unused: no use in `unusedDays` before the suspicion began (use since then is the thief's), and not a young key. */
function isUnused(facts: DecisionFacts, unusedDays: number, createdAt: string | null): boolean {
  if (facts.lastUse.kind !== 'known' || createdAt === null) return false;
  const suspicion = suspectedSince({ ...facts.signal, receivedAt: facts.now });
  if (facts.now.getTime() - Date.parse(createdAt) <= YOUNG_DAYS * DAY_MS) return false;
  if (facts.lastUse.at === null) return true;
  const used = Date.parse(facts.lastUse.at);
  return used < suspicion.getTime() - unusedDays * DAY_MS;
}

function findingsOf(facts: DecisionFacts): string[] {
  const { signal, owner, incident } = facts;
  const active =
    owner.kind === 'found' &&
    owner.owner.type === 'ram-user' &&
    owner.owner.keys.some((k) => k.id === signal.accessKeyId && k.status === 'Active');
  const ours = incident !== 'unknown' && incident.release !== null && incident.release.leakIds.length > 0;
  return signal.dealt !== undefined && active && !ours ? ['alarms-silenced'] : [];
}

/** Whether a set of facts is about the key that a decision names: what the apply step asserts once more. */
export function namesOnly(decision: Decision, accessKeyId: AccessKeyId): boolean {
  return decision.actions.every((action) => action.kind === 'attach' || action.accessKeyId === accessKeyId);
}
