import type { Config } from '../../config/types';
import { bindsExcluded, excludedName, type NamesLastNight } from '../../identity/excluded';
import { maskKey } from '../../ids';
import type { Incident } from '../../incident/journal';
import { isConsole, loginOf } from '../../incident/login-entries';
import { isOver } from '../../incident/release-state';
import type { Doer, Gone, TamperRow } from '../../incident/tamper-entries';
import { knownMade } from '../frozen';

/** As often in an hour is something of one incident put back (the "at most three times an hour"). */
export const MOST_PUT_BACK = 3;
const HOUR_MS = 3_600_000;

export interface TamperFacts {
  readonly incident: Pick<Incident, 'id' | 'entries' | 'state'>;
  /** All that this doer undid. */
  readonly gone: readonly Gone[];
  /** Null: nobody knows. */
  readonly doer: Doer | null;
  /** The user as a live look has just named him. */
  readonly userName: string | null;
  /** RAM's id of him; absent: nobody has told it. */
  readonly userId?: string;
  /** Those of his keys that are on. */
  readonly keysOn: ReadonlySet<string>;
  /** Whom the exclusion list means, where names have changed since. */
  readonly namesLastNight?: NamesLastNight;
  readonly now: Date;
}

export interface TamperDecision {
  readonly verdict: 'put-back' | 'ask';
  readonly row: TamperRow;
  /** One English sentence. */
  readonly reason: string;
}

/**
 * What to do about something of ours that was undone outside a release. It is put back where the attack did it, or
 * nobody known; where a person with a second factor or root did it he is asked, because an owner in an outage must not
 * fight the tool. A second factor shows nobody where the attack itself has made or changed the login. Pure: that something
 * is gone, a live look has just shown.
 */
export function decideTampering(facts: TamperFacts, rules: Pick<Config, 'mode' | 'exclude'>): TamperDecision {
  const { incident, gone, doer, userName, now } = facts;
  const { id, state } = incident;
  const ask = (row: TamperRow, reason: string): TamperDecision => ({ verdict: 'ask', row, reason });
  if (isOver(state))
    return ask(
      'over',
      'the incident is over, and its key was off or deleted then: whoever found it has its secret still',
    );
  if (rules.mode === 'observe') return ask('observe', 'observe mode changes nothing');
  const { users, keys } = rules.exclude;
  const name = userName === null ? undefined : excludedName([id.accessKeyId], userName, users, facts.namesLastNight);
  const isNamed = name !== undefined || keys.has(id.accessKeyId);
  if (isNamed && state.approval === null) return ask('excluded', 'the user or the key is on the exclusion list by now');
  // A switch or a fence is the one key's; a deny is on the user.
  const bound = gone.some((one) => /^(attach-|policy:)/.test(one))
    ? bindsExcluded(id.accessKeyId, userName ?? '', facts.keysOn, keys)
    : undefined;
  if (bound !== undefined && state.approval === null) return ask('excluded', `${bound} by now`);
  const login = doer === null ? undefined : loginOf(incident.entries, doer);
  const chain = doer === null ? null : chainWhy(facts, doer);
  const taken = doer !== null && login === 'taken' ? `${shown(doer)}, whose login the attack made or changed,` : null;
  const who = chain ?? taken;
  // Whoever gives power back must not meet the responder; what the attack does is no release. Whose login was taken may have
  // it back by then.
  if (chain === null && state.release !== null)
    return ask(
      'half-released',
      `${state.release.by} began to release it at ${state.release.at}, and it did not come to its end`,
    );
  if (doer !== null && who === null && isPerson(doer) && login === 'suspected')
    return ask(
      'suspected-login',
      `${shown(doer)} did it, whose login was made or changed with the leaked key: the owner, perhaps`,
    );
  if (doer !== null && who === null && isPerson(doer))
    return ask('person', `${shown(doer)} did it: the owner, perhaps, and for a reason`);
  if (who === null && doer !== null && isOwnSwitch(facts, doer))
    return ask('own-switch', `${shown(doer)} had switched the key off himself, and takes that back`);
  const times = (state.tampering?.putBacks ?? []).filter((at) => now.getTime() - Date.parse(at) < HOUR_MS).length;
  if (times >= MOST_PUT_BACK) return ask('too-often', `it was put back ${times} times within the hour`);
  if (who !== null)
    return { verdict: 'put-back', row: chain === null ? 'taken-login' : 'chain', reason: `${who} did it` };
  const how = doer?.mfa ? 'not at the console, as far as the event tells' : 'without a second factor';
  const other = doer === null ? 'nobody knows who did it' : `${shown(doer)} did it, ${how}`;
  return { verdict: 'put-back', row: 'unknown', reason: other };
}

/** Nothing of ours is gone: the same identity had switched the key off, as far as an event told. */
function isOwnSwitch({ incident: { id, state }, gone }: TamperFacts, { type, userName }: Doer): boolean {
  const isTheirs =
    !state.disabledKeys.has(id.accessKeyId) && gone.every((one) => one === `disable-key:${id.accessKeyId}`);
  const by = state.followed?.by;
  return isTheirs && userName !== null && by?.type === type && by.userName === userName;
}

/** Root, or somebody at the console who has shown a second factor. */
export function isPerson(doer: Doer): boolean {
  if (doer.type === 'root-account') return true;
  return doer.type === 'ram-user' && doer.mfa && isConsole(doer);
}

/**
 * Whether it was the leaked key, its user (who can have bound a device of the thief's), or what the attack made, as the
 * journal knows it; why, in English. Users by their ids where both are known: whoever renames himself stays who he is, and
 * who has taken his name is somebody else. Pure.
 */
function chainWhy({ incident, userName: owner, userId: ownerId }: TamperFacts, doer: Doer): string | null {
  const { id, entries, state } = incident;
  const { type, userName, userId, accessKeyId } = doer;
  if (accessKeyId === id.accessKeyId) return `the leaked key ${maskKey(id.accessKeyId)} itself`;
  if (type === 'ram-user' && userName !== null && isUser({ userName: owner, userId: ownerId }, doer))
    return `${userName}, whose key leaked,`;
  const made = [
    ...entries.flatMap((entry) => (entry.type === 'decision' ? (entry.made ?? []) : [])),
    ...knownMade(entries),
  ];
  if (type === 'assumed-role') {
    const role = `${userName?.replace(/:.*$/s, '')}`;
    const isMade =
      made.some((one) => one.type === 'role' && one.name === role) || state.alsoFrozen.has(`freeze-role:${role}`);
    return isMade ? `role ${role}, which the attack made,` : null;
  }
  if (type !== 'ram-user' || userName === null) return null;
  const users = made.filter((one) => one.type === 'user');
  const ids = users.flatMap((one) => (one.name === userName ? (one.id ?? []) : []));
  const isNamed = users.some(({ name }) => name === userName) || state.alsoFrozen.has(`freeze-user:${userName}`);
  const isMade =
    users.some((one) => one.id !== undefined && one.id === userId) ||
    (isNamed && (userId === undefined || ids.length === 0));
  return isMade ? `user ${userName}, which the attack made,` : null;
}

interface User {
  readonly userName: string | null;
  readonly userId?: string | undefined;
}

const isUser = (a: User, b: User): boolean =>
  a.userId !== undefined && b.userId !== undefined
    ? a.userId === b.userId
    : a.userName !== null && a.userName === b.userName;

function shown({ type, userName }: Doer): string {
  return type === 'root-account' ? 'root' : (userName ?? 'somebody without a name');
}
