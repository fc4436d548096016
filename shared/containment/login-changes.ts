import type { LoginProfile, LoginSettings } from '../aliyun/login-profiles';
import type { Looked } from '../identity/types';
import type { Entry } from '../incident/entries';
import type { Changes } from './changes';

/** A change of a console login by this tool. */
export interface OwnLoginChange {
  readonly former: LoginSettings;
  readonly wanted: LoginSettings;
}

/** What this tool has done to the user's console login. */
export interface OwnLoginChanges {
  readonly sets: readonly OwnLoginChange[];
  /** When it wrote there: from the intent to the reading back (ISO 8601 UTC). */
  readonly writes: readonly { readonly from: string; readonly to: string }[];
  /** When it had been changed last before it wrote (ISO 8601 UTC), which its writing has covered. */
  readonly covered: readonly string[];
}

/** What a look shows beside the profile. */
export interface LoginLook {
  /** When somebody, whoever it was, last changed the login (ISO 8601 UTC); absent: nobody asked. */
  readonly changedAt?: string;
  /** Since when (ISO 8601 UTC); absent: ever. */
  readonly since?: string;
  readonly ours: OwnLoginChanges;
}

/** As far as our clock and the cloud's may differ. */
const SKEW_MS = 2_000;
/** As long as writing and reading back may take, where the journal keeps but one moment of it. */
const WRITE_MS = 10_000;

const NOTHING: Changes = { gained: [], lost: [], unknown: [] };

const REQUIREMENTS = {
  mfaBindRequired: 'an MFA device at the next login',
  passwordResetRequired: 'a new password at the next login',
} as const;

/**
 * What somebody else has changed about how a user logs in. What is no longer asked of him is protection lost; a login made
 * anew, or changed where nothing else shows it, may have a password that somebody else knows. Pure.
 */
export function loginChanges(was: LoginProfile | boolean, is: LoginProfile | false, of: LoginLook): Changes {
  const { changedAt, since, ours } = of;
  if (is === false) return was === false ? NOTHING : { ...NOTHING, lost: ['his console login was taken away'] };
  if (was === false) return { ...NOTHING, gained: ['a console login was made for him'] };
  const before = was === true ? {} : was;
  if (before.createdAt !== undefined && is.createdAt !== undefined && before.createdAt !== is.createdAt)
    return { ...NOTHING, gained: [`his console login was taken away and made anew at ${is.createdAt}`] };
  const asked = Object.entries(REQUIREMENTS).map(([name, what]) =>
    requirement(before, is, name as keyof typeof REQUIREMENTS, what, ours),
  );
  const gained = asked.flatMap((one) => one.gained);
  const changed = [...(changedAt === undefined ? [] : [changedAt]), ...ours.covered].find((at) =>
    isSince(at, since, ours),
  );
  if (gained.length === 0 && changed !== undefined)
    gained.push(`his console login was changed at ${changed}: perhaps its password`);
  return { gained, lost: asked.flatMap((one) => one.lost), unknown: asked.flatMap((one) => one.unknown) };
}

function requirement(
  before: LoginProfile,
  is: LoginProfile,
  name: keyof typeof REQUIREMENTS,
  what: string,
  { sets }: OwnLoginChanges,
): Changes {
  const [was, now] = [before[name], is[name]];
  if (was === undefined || now === undefined)
    return { ...NOTHING, unknown: [`whether ${what} was asked of him before could not be compared`] };
  // As we set it, or as we gave it back.
  const isOurs = sets.some(
    ({ former, wanted }) => former[name] !== wanted[name] && (now === wanted[name] || now === former[name]),
  );
  if (was === now || isOurs) return NOTHING;
  return now
    ? { ...NOTHING, lost: [`${what} was asked of him`] }
    : { ...NOTHING, gained: [`${what} is not asked of him any more`] };
}

/** The cloud tells whole seconds: what was changed in that of the containment was so before. */
const isAfter = (at: string, since: string | undefined): boolean =>
  !(Date.parse(at) <= (since === undefined ? 0 : Math.floor(Date.parse(since) / 1000) * 1000));

function isSince(changedAt: string, since: string | undefined, { writes }: OwnLoginChanges): boolean {
  const at = Date.parse(changedAt);
  const isOurs = writes.some(
    ({ from, to }) => at >= Date.parse(from) - 1000 - SKEW_MS && at <= Date.parse(to) + SKEW_MS,
  );
  return isAfter(changedAt, since) && !isOurs;
}

/** What the journals say of the user's login, under the names that he had. Pure. */
export function ownLoginChanges(entries: readonly Entry[], names: readonly string[]): OwnLoginChanges {
  const sets: OwnLoginChange[] = [];
  const writes: { from: string; to: string }[] = [];
  const covered: string[] = [];
  // A run that died behind its intent may have written.
  const begun = new Map<string, string>();
  for (const entry of entries) {
    if (entry.type === 'console-intent' && names.includes(entry.userName)) {
      sets.push({ former: entry.former, wanted: entry.wanted });
      begun.set(entry.userName, entry.at);
      if (entry.changedAt !== undefined) covered.push(entry.changedAt);
    }
    const from = entry.type === 'console' ? begun.get(entry.userName) : undefined;
    if (entry.type === 'console' && from !== undefined) {
      begun.delete(entry.userName);
      // Another incident had set it: nothing was written.
      if (entry.step.detail !== 'already') writes.push({ from, to: entry.step.at });
    }
    if ('steps' in entry)
      for (const { step, at } of entry.steps)
        if (names.some((name) => step === `restore-console:${name}` || step === `keep-login:${name}`))
          writes.push({ from: new Date(Date.parse(at) - WRITE_MS).toISOString(), to: at });
  }
  for (const from of begun.values()) writes.push({ from, to: new Date(Date.parse(from) + WRITE_MS).toISOString() });
  return { sets, writes, covered };
}

/** The user's MFA device, as live calls have just shown it. */
export interface MfaLook {
  /** Its serial number; true: RAM does not tell it; false: none is bound. */
  readonly device: string | boolean;
  /** When it was bound (ISO 8601 UTC); undefined: nobody tells. */
  readonly boundAt: Looked<string | undefined>;
}

/**
 * A device in another's place is one that its new holder has; so may one be that was made anew under the same serial number.
 * One of an earlier version's object is compared by its being there, and by when it was bound. Pure.
 */
export function mfaChanges(
  was: string | boolean,
  { device: is, boundAt }: MfaLook,
  since: string | undefined,
): Changes {
  // Without the device a password is enough: losing it is what a thief gains.
  if (was !== false && is === false) return { ...NOTHING, gained: ['his MFA device was unbound'] };
  if (was === false && is !== false) return { ...NOTHING, lost: ['an MFA device was bound for him'] };
  if (typeof was === 'string' && typeof is === 'string' && was !== is)
    return { ...NOTHING, gained: [`his MFA device ${was} was replaced by ${is}`] };
  if (was === false) return NOTHING;
  if ('couldNotCheck' in boundAt)
    return { ...NOTHING, unknown: [`since when his MFA device is bound could not be read: ${boundAt.couldNotCheck}`] };
  const { value } = boundAt;
  return value === undefined || !isAfter(value, since)
    ? NOTHING
    : { ...NOTHING, gained: [`his MFA device${typeof is === 'string' ? ` ${is}` : ''} was bound anew at ${value}`] };
}
