import { readLeakList } from '../../shared/aliyun/leak-list';
import { isOddMinute } from '../../shared/either-end';
import type { NamesLastNight } from '../../shared/identity/excluded';
import type { HourlyCap } from '../../shared/incident/cap';
import { type Seen, SeenLeaks } from '../../shared/incident/seen';
import { signalsOf } from '../../shared/signal/security-center';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { beginUntilMs, inTime } from '../time-limits';
import { onAgain } from './back-on';
import { validByNow } from './confirmed-later';
import { AT_ONCE, type Handled, handleAll } from './handle';
import { heldByNow } from './held-by-now';
import { Marks } from './marks';
import { tellUnreadLeaks } from './unread-leaks';

/** What is to be contained waits no longer for a mark. */
const MARKS_MS = 500;

export interface Polled {
  readonly handled: readonly Handled[];
  /** Objects that do not bear our seal. */
  readonly tampered: readonly string[];
  /** What of the list could not be checked. */
  readonly failures: readonly string[];
}

/**
 * One look at Security Center's leak list, every page and every status; what is not done yet is handled, though the rest
 * could not be read. The leak ids of what went through whole are remembered, so that they cost no look again: but for a key
 * that is off, which costs one. Records whose key cannot be read are kept and told.
 */
export async function poll(run: Run, cap: HourlyCap): Promise<Polled> {
  const { records, lacking } = await readLeakList((page) => run.cloud.securityCenter.describeAccesskeyLeakList(page));
  const failures = lacking === undefined ? [] : [`poll: ${lacking}`];
  const { signals, unread } = signalsOf(records);
  try {
    return { ...(await handleList(run, signals, lacking === undefined, cap)), failures };
  } finally {
    // Behind the containment, whatever became of it.
    failures.push(...(await tellUnreadLeaks(run, unread)));
  }
}

async function handleList(
  run: Run,
  signals: readonly LeakSignal[],
  isWhole: boolean,
  cap: HourlyCap,
): Promise<Pick<Polled, 'handled' | 'tampered'>> {
  if (signals.length === 0) return { handled: [], tampered: [] };
  const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
  // Without the list of what is done everything is taken up again: that costs calls, and loses nothing.
  const done = await seen.read().catch((error: unknown) => {
    run.log.error({ err: error }, 'the list of leaks that are done cannot be read');
    return { leakIds: new Set<string>(), keys: new Map<string, string>(), tampered: false };
  });
  const marks = new Marks(run);
  const off = signals.filter(({ leakId }) => marks.isOff(leakId, done.leakIds));
  const fresh = [
    ...signals.filter(({ leakId }) => !marks.isDone(leakId, done.leakIds)),
    ...(off.length === 0 ? [] : await onAgain(run, off)),
  ];
  const unsure = signals.filter(({ leakId }) => marks.isUnsure(leakId, done.leakIds));
  const foreign = signals.filter(({ leakId }) => marks.isForeign(leakId, done.leakIds));
  const tampered = done.tampered ? [run.paths.seen] : [];
  if (fresh.length + unsure.length + foreign.length === 0) return { handled: [], tampered };
  const inList = new Set(signals.flatMap(({ leakId }) => marks.of(leakId)));
  const notebook = new Notebook(seen, done, (mark) => !isWhole || inList.has(mark));
  const keyOf = new Map(signals.map(({ leakId, accessKeyId }) => [leakId, accessKeyId]));
  const handle = (some: readonly LeakSignal[]): Promise<Handled[]> =>
    handleAll(run, some, cap, {
      onKept: (one) =>
        notebook.add(marks.for(one, notebook.known), hasJournal(one) ? keyOf.get(one.leakId) : undefined),
      beginUntilMs: beginUntilMs(run, 'contain'),
    });
  // Where all of them are begun at once, nobody waits for anybody, nor for the index.
  const names = fresh.length > AT_ONCE ? await run.ownerIndex.all() : new Map<string, string>();
  // Some of them are done: in a storm the run of the minute before is still at work, and both meet in the middle.
  const isTurned = fresh.length < signals.length && isOddMinute(run.clock.now());
  const handled = await handle(inOrder(isTurned ? [...fresh].reverse() : fresh, names));
  if (handled.length < fresh.length)
    run.log.warn({ left: fresh.length - handled.length }, 'the time of this run is over: the rest waits for the next');
  // Behind what is new: these keys are contained, or a person was asked; or nobody here was known to hold them.
  const [valid, held] = await Promise.all([validByNow(run, unsure), heldByNow(run, foreign)]);
  // Written down before: what fails is handled again in the next minute, not when its turn comes again.
  const again = [...held.map(({ leakId }) => marks.held(leakId)), ...valid.map(({ leakId }) => marks.valid(leakId))];
  if (again.length > 0) {
    notebook.add(again, undefined);
    await inTime(run.clock, notebook.written(), MARKS_MS, 'list of leaks that are done');
  }
  const confirmed = await handle([...held, ...valid]);
  await notebook.written();
  return { handled: [...handled, ...confirmed], tampered };
}

/** Of keys that are not this account's, and of what was not written down, nothing need stand anywhere. */
const hasJournal = ({ row, note }: Handled): boolean => row !== 'not-ours' && row !== 'unknown' && note === undefined;

/**
 * Writes down what is done as it is done, one write at a time: a run that is ended in its midst has not worked for nothing,
 * and one beside it writes in the same list, whose marks stay as long as the leaks do that `isWanted` knows.
 */
class Notebook {
  private readonly marks: Set<string>;
  private readonly keys: Map<string, string>;
  private isChanged = false;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly seen: SeenLeaks,
    known: Pick<Seen, 'leakIds' | 'keys'>,
    private readonly isWanted: (mark: string) => boolean,
  ) {
    this.marks = new Set(known.leakIds);
    this.keys = new Map(known.keys);
  }

  /** The marks that stand there, with those of this run. */
  get known(): ReadonlySet<string> {
    return this.marks;
  }

  add(marks: readonly string[], key: string | undefined): void {
    for (const mark of marks) this.marks.add(mark);
    const [first] = marks;
    if (key !== undefined && first !== undefined) this.keys.set(first, key);
    this.isChanged = true;
    this.writing ??= this.write();
    // Heard in `written`.
    this.writing.catch(() => undefined);
  }

  /** Resolves when everything is written. Throws what the store throws. */
  async written(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    while (this.isChanged) {
      this.isChanged = false;
      const there = await this.seen.read();
      const marks = [...new Set([...there.leakIds, ...this.marks])].filter(this.isWanted);
      await this.seen.write({ leakIds: new Set(marks), keys: new Map([...there.keys, ...this.keys]) });
    }
    this.writing = undefined;
  }
}

/**
 * Keys that stood in last night's index first: who floods the list does it with keys of nobody, or with such as he has made
 * today, and the true leak must neither wait behind them nor lose its place of the hour to them. Then pending leaks:
 * those that somebody has dealt with are older, or hidden by a thief who is already in.
 */
function inOrder(signals: readonly LeakSignal[], lastNight: NamesLastNight): LeakSignal[] {
  const rank = ({ accessKeyId, dealt }: LeakSignal): number =>
    (lastNight.size === 0 || lastNight.has(accessKeyId) ? 0 : 2) + (dealt === undefined ? 0 : 1);
  return [...signals].sort((a, b) => rank(a) - rank(b));
}
