import { isMeant, type Trouble } from './calls';
import type { Played, UserState } from './cell';
import type { Drive } from './drives';

/** What a cell of the table says, by what came of it. */
export type Outcome =
  | 'as ever'
  | 'gap told'
  | 'freeze instead'
  | 'group instead'
  | 'key off instead'
  | 'alarm, goes on'
  | 'alarm'
  | 'outbox'
  | 'comes again'
  | 'BROKEN';

export interface Judged {
  readonly outcome: Outcome;
  /** Each a promise that was broken. */
  readonly broken: readonly string[];
}

const DENIES = /^AkTourniquet(Quarantine|Freeze)/;
/** ORDINARY's three further tries. */
const MOST_TRIES = 4;
const MOST_PACED = 60;
/** A throttled attachment's five further turns (aliyun/ram.ts). */
const MOST_TURNS = 6;
/** Words by which a text says that something was not seen or did not work. */
const GAP =
  /could not|cannot|not known|unknown|unseen|no answer|failed|not checked|was not|were not|not read|not seen|not told|incomplete|cut|alone/i;

/** What an invocation under `trouble` came to, beside the same one undisturbed. */
export function judge(drive: Drive, trouble: Trouble, calm: Played, played: Played): Judged {
  const broken = [
    ...nobodyElse(drive, calm, played),
    ...noMoreThan(drive, calm, played),
    ...triesBounded(trouble, calm, played),
    ...(played.tookMs <= played.timeLimitMs ? [] : [`took ${Math.round(played.tookMs / 1000)} s`]),
  ];
  const outcome = outcomeOf(drive, calm, played, broken);
  return { outcome: broken.length > 0 ? 'BROKEN' : outcome, broken };
}

function outcomeOf(drive: Drive, calm: Played, played: Played, broken: string[]): Outcome {
  const isHeld = drive.leaked.every((name) => isDenied(played.users[name]) || !isDenied(calm.users[name]));
  const told = [...played.mails, ...played.chats];
  const failed = played.failure !== undefined || isToBeContinued(played);
  const kept = keysOf(played, 'outbox/').length > 0;
  const isSilent = calm.mails.length + calm.chats.length > 0 && told.length === 0;
  if (!isHeld && !told.some((text) => GAP.test(text)) && !(failed && kept))
    broken.push('neither contained, nor told, nor kept for later');
  if (!isHeld && !failed) broken.push('not contained, and the run calls itself good');
  if (isSilent && !failed) broken.push('nobody was told, and the run calls itself good');
  if (isSilent && !kept && !comesAgain(drive, played)) broken.push('nobody was told, and nothing is kept for later');
  if (!isSilent && !failed) broken.push(...silentGaps(calm, played));
  if (kept && isSilent) return 'outbox';
  if (!isHeld) return 'alarm';
  if (failed) return told.length > 0 ? 'alarm, goes on' : 'comes again';
  const instead = drive.leaked.map((name) => insteadOf(calm.users[name], played.users[name])).find(Boolean);
  return instead ?? (isSame(calm, played) ? 'as ever' : 'gap told');
}

const isToBeContinued = ({ answer }: Played): boolean =>
  (answer as { state?: unknown } | undefined)?.state === 'to be continued';

const keysOf = ({ objects }: Played, folder: string): string[] =>
  [...objects.keys()].filter((key) => key.startsWith(folder));

/** What failed and told nobody is made again: a look by its entry in the schedule, a delivery and a night by the platform. */
function comesAgain({ role }: Drive, played: Played): boolean {
  if (played.failure === undefined) return isToBeContinued(played);
  return role === 'investigate'
    ? keysOf(played, 'schedule/').some((key) => key.includes('investigate'))
    : role === 'hygiene';
}

function isDenied(user: UserState | undefined): boolean {
  if (user === undefined) return false;
  const keys = Object.values(user.keys);
  const isOff = keys.length > 0 && keys.every((status) => status === 'Inactive');
  return isOff || [...user.policies, ...user.groups].some((name) => DENIES.test(name));
}

function insteadOf(calm: UserState | undefined, played: UserState | undefined): Outcome | undefined {
  const more = (of: (user: UserState) => readonly string[]): string[] =>
    played && calm ? of(played).filter((name) => !of(calm).includes(name)) : [];
  if (more(({ policies }) => policies).some((name) => name.includes('Freeze'))) return 'freeze instead';
  if (more(({ groups }) => groups).length > 0) return 'group instead';
  const off = (user: UserState | undefined): number =>
    Object.values(user?.keys ?? {}).filter((s) => s === 'Inactive').length;
  return off(played) > off(calm) ? 'key off instead' : undefined;
}

/** Users whom no leak concerns are as they were, and so is everything that is nobody's. */
function nobodyElse(drive: Drive, calm: Played, played: Played): string[] {
  const others = Object.keys(calm.users).filter((name) => !drive.leaked.includes(name));
  const touched = others.filter((name) => JSON.stringify(calm.users[name]) !== JSON.stringify(played.users[name]));
  return [
    ...touched.map((name) => `${name} was touched: ${JSON.stringify([calm.users[name], played.users[name]])}`),
    ...(calm.rest === played.rest ? [] : ['policies or roles were changed']),
  ];
}

/** Nothing is switched off that an undisturbed run leaves on, unless no deny at all could be attached. */
function noMoreThan(drive: Drive, calm: Played, played: Played): string[] {
  return drive.leaked.flatMap((name) => {
    const [was, is] = [calm.users[name], played.users[name]];
    const off = Object.entries(is?.keys ?? {}).filter(
      ([key, status]) => status === 'Inactive' && was?.keys[key] !== 'Inactive',
    );
    const hasDeny = [...(is?.policies ?? []), ...(is?.groups ?? [])].some((policy) => DENIES.test(policy));
    return off.length > 0 && hasDeny ? [`a key of ${name} was switched off beside a deny`] : [];
  });
}

/** The same request goes out again a few times at most, after pauses of their own, and never one that was refused. */
function triesBounded(trouble: Trouble, calm: Played, played: Played): string[] {
  const most = ({ attempts }: Played): number => {
    const counts = new Map<string, number>();
    for (const { call, request } of attempts)
      if (isMeant(trouble, call)) counts.set(request, (counts.get(request) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  };
  const [usual, tries] = [Math.max(1, most(calm)), most(played)];
  const bound = usual * mostTries(trouble);
  const { pauses } = played;
  return [
    ...(tries > bound ? [`the same ${trouble.call} went out ${tries} times (undisturbed: ${usual})`] : []),
    ...(new Set(pauses).size < pauses.length ? ['two pauses were the same to the last digit'] : []),
    ...(trouble.fault === 'deny' && pauses.length > calm.pauses.length
      ? ['a call that was refused was made again']
      : []),
  ];
}

/**
 * What comes back within the minute: throttled, it is asked slower and slower (evidence/audit/lookup-events.ts), or once a
 * second (evidence/audit/log-store.ts).
 */
const PACED = ['actiontrail LookupEvents', 'sls GetLogsV2'];

function mostTries({ call, fault }: Trouble): number {
  if (fault !== 'throttle') return MOST_TRIES;
  if (PACED.includes(call)) return MOST_PACED;
  return call === 'ram AttachPolicyToUser' ? MOST_TURNS : MOST_TRIES;
}

/** What an undisturbed run tells and this one does not is said to be unseen. */
function silentGaps(calm: Played, played: Played): string[] {
  if (isSame(calm, played)) return [];
  const before = new Set(linesOf(calm));
  const news = linesOf(played).filter((line) => !before.has(line));
  return news.some((line) => GAP.test(line)) ? [] : [`differs without a word of why: ${firstDifference(calm, played)}`];
}

function isSame(calm: Played, played: Played): boolean {
  return linesOf(calm).join('\n') === linesOf(played).join('\n');
}

/** What the messages and the report say, each line once. */
function linesOf({ mails, chats, objects }: Played): string[] {
  const reports = [...objects].filter(([key]) => /\/(report|manifest)\.json$/.test(key)).map(([, text]) => text);
  const texts = mails.length > 0 ? mails : chats;
  return [...new Set([...texts, ...reports].flatMap((text) => text.split(/\n|(?<=[,{[]) *(?=")/)))].sort();
}

function firstDifference(calm: Played, played: Played): string {
  const [was, is] = [linesOf(calm), linesOf(played)];
  const lost = was.filter((line) => !is.includes(line)).slice(0, 3);
  const come = is.filter((line) => !was.includes(line)).slice(0, 3);
  return JSON.stringify({ lost, come });
}
