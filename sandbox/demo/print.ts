import type { NightsResult } from './judge-nights';

/** One moment of the story, told by the account's own records. */
export interface Moment {
  readonly type: 'moment';
  /** ISO 8601, the sandbox's clock. */
  readonly time: string;
  /** Milliseconds since the leak was published. */
  readonly sinceLeakMs: number;
  readonly who: 'leak' | 'thief' | 'clock' | 'signal' | 'respond' | 'investigate' | 'owner';
  readonly what: string;
  readonly outcome?: 'allowed' | 'refused' | 'error' | 'no-answer';
}

export interface Check {
  readonly what: string;
  readonly ok: boolean;
}

export interface Result {
  readonly type: 'result';
  readonly scenario: string;
  readonly ok: boolean;
  readonly row: string | null;
  /** What set respond off first: the timer's poll, or an event of EventBridge. */
  readonly signal: 'timer' | 'event' | null;
  /** From the leak's place in Security Center's list to the signal: the timer's wait is a minute at most. */
  readonly pollWaitMs: number;
  /** From the signal's arrival at the function to the deny; null when nothing was attached. */
  readonly signalToDenyMs: number | null;
  /** The same for the last of several leaked keys. */
  readonly signalToLastDenyMs: number | null;
  readonly leakedKeys: number;
  readonly thief: { readonly allowedBefore: number; readonly allowedAfter: number; readonly refusedAfter: number };
  readonly verification: { readonly state: string; readonly problems: readonly string[] } | null;
  readonly checks: readonly Check[];
  readonly out: string;
}

/** One nightly look, and what the function answered. */
export interface PlayedNight {
  readonly date: string;
  readonly note: string;
  readonly answer: unknown;
}

export interface Printer {
  begin(scenario: string, description: string): void;
  moment(moment: Moment): void;
  result(result: Result): void;
  night(night: PlayedNight): void;
  nights(result: NightsResult): void;
}

/** How long a moment waits for an earlier one: the call log is looked at every 40 ms, and a call stands in it when it ends. */
const HOLD_MS = 500;

/** Tells moments in the order of their time, though they are learnt from several places; the result comes last. */
export function inOrder(printer: Printer): Printer {
  let held: { readonly moment: Moment; readonly learntMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const tell = (isReady: (one: (typeof held)[number]) => boolean): void => {
    held.sort((a, b) => Date.parse(a.moment.time) - Date.parse(b.moment.time));
    // Whatever is earlier than something that has waited long enough goes with it.
    const ready = held.findLastIndex(isReady) + 1;
    for (const { moment } of held.slice(0, ready)) printer.moment(moment);
    held = held.slice(ready);
  };
  return {
    begin: (scenario, description) => printer.begin(scenario, description),
    moment(moment) {
      held.push({ moment, learntMs: performance.now() });
      timer ??= setInterval(() => tell(({ learntMs }) => performance.now() - learntMs >= HOLD_MS), 50);
      timer.unref();
    },
    result(result) {
      clearInterval(timer);
      timer = undefined;
      tell(() => true);
      printer.result(result);
    },
    night: (night) => printer.night(night),
    nights: (result) => printer.nights(result),
  };
}

export function jsonPrinter(write: (text: string) => void = (text) => void process.stdout.write(text)): Printer {
  return inOrder({
    begin: (scenario, description) => write(`${JSON.stringify({ type: 'scenario', scenario, description })}\n`),
    moment: (moment) => write(`${JSON.stringify(moment)}\n`),
    result: (result) => write(`${JSON.stringify(result)}\n`),
    night: (night) => write(`${JSON.stringify({ type: 'night', ...night })}\n`),
    nights: (result) => write(`${JSON.stringify(result)}\n`),
  });
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;

export function textPrinter(stream: NodeJS.WriteStream = process.stdout): Printer {
  const colours = stream.isTTY && !process.env['NO_COLOR'];
  const paint = (text: string, colour: keyof typeof COLOURS): string =>
    colours ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  const line = (text: string): void => void stream.write(`${text}\n`);
  const checked = (checks: readonly Check[]): void => {
    for (const { what, ok } of checks) line(`    ${ok ? paint('yes', 'green') : paint('NO ', 'red')}  ${what}`);
  };
  const marks: Readonly<Record<NonNullable<Moment['outcome']>, string>> = {
    allowed: paint('allowed', 'red'),
    refused: paint('REFUSED', 'green'),
    error: paint('error', 'dim'),
    'no-answer': paint('no answer', 'dim'),
  };
  return inOrder({
    begin(scenario, description) {
      line(paint(`ak-tourniquet: ${scenario}`, 'bold'));
      line(`${description}\n`);
    },
    moment({ sinceLeakMs, who, what, outcome }) {
      const seconds = `${sinceLeakMs < 0 ? '-' : '+'}${(Math.abs(sinceLeakMs) / 1000).toFixed(3)} s`.padStart(10);
      const name = paint(who.padEnd(11), who === 'thief' || who === 'leak' ? 'yellow' : 'cyan');
      line(`${paint(seconds, 'dim')}  ${name} ${what}${outcome ? ` … ${marks[outcome]}` : ''}`);
    },
    result(result) {
      line('');
      const deny =
        result.signalToDenyMs === null
          ? 'nothing was attached'
          : `deny ${(result.signalToDenyMs / 1000).toFixed(3)} s after the signal`;
      const last =
        result.leakedKeys > 1 && result.signalToLastDenyMs !== null
          ? `, the last of ${result.leakedKeys} after ${(result.signalToLastDenyMs / 1000).toFixed(3)} s`
          : '';
      line(`${paint(result.ok ? 'OK' : 'FAILED', result.ok ? 'green' : 'red')}  ${deny}${last}; ${waitOf(result)}`);
      line(
        result.signalToDenyMs === null
          ? `    the thief: ${result.thief.allowedBefore} calls allowed; nothing was there to refuse them`
          : `    the thief: ${result.thief.allowedBefore} calls allowed before the deny; after it ${result.thief.refusedAfter} refused, ${result.thief.allowedAfter} allowed`,
      );
      if (result.verification)
        line(
          `    verification: ${result.verification.state}${result.verification.problems.length > 0 ? ` (${result.verification.problems.join('; ')})` : ''}`,
        );
      checked(result.checks);
      line(`\n    The report:   ${result.out}/report.html`);
      line(`    The evidence: ${result.out}/`);
      line(`    The alerts:   ${result.out}/alerts/`);
      line(`\n    ${paint(inPlainWords(result), 'bold')}`);
    },
    night({ date, note, answer }) {
      const { findings, couldNotCheck, alert } = answer as Readonly<Record<string, string | number>>;
      const counts = `${findings} findings, ${couldNotCheck} could not be checked; alert: ${alert}`;
      line(`${paint(date, 'cyan')}  ${counts}${note === '' ? '' : `  ${paint(note, 'dim')}`}`);
    },
    nights(result) {
      line(`\n${paint(result.ok ? 'OK' : 'FAILED', result.ok ? 'green' : 'red')}  ${result.nights.length} nights`);
      checked(result.checks);
      line(`\n    The report of the last night: ${paint(result.report, 'bold')}`);
      line(`    The nights before, CSV, JSON:  ${result.out}/`);
      line(`    The alerts:                    ${result.out}/alerts/`);
    },
  });
}

function waitOf({ signal, pollWaitMs }: Result): string {
  const seconds = `${(pollWaitMs / 1000).toFixed(1)} s`;
  return signal === 'event'
    ? `EventBridge's signal came ${seconds} after the leak was listed`
    : `the timer's wait before it ${seconds} (up to 60 s; TOURNIQUET_POLL_SECONDS shortens it)`;
}

/** What became of it, in one sentence: never quieter than what was verified. */
export function inPlainWords({
  row,
  signalToDenyMs,
  verification,
}: Pick<Result, 'row' | 'signalToDenyMs' | 'verification'>): string {
  if (row === 'root-key') return 'Nothing can restrict a root key: the alert tells its owner how to disable it, now.';
  if (signalToDenyMs === null) return 'Nothing was attached; the alert tells why.';
  const { state, problems } = verification ?? { state: 'not verified', problems: [] };
  const why = problems.length > 0 ? `: ${problems.join('; ')}` : '';
  switch (state) {
    case 'contained, quiet':
      return `Contained, and quiet${problems.length > 0 ? ` now${why}` : ' since'}.`;
    case 'deny attached':
      return problems.length > 0
        ? `The deny is attached, but it took effect late${why}. Quiet is not claimed before an hour without such a call.`
        : 'The deny is attached; whether it is quiet shows later.';
    case 'contained, still active':
      return `STILL ACTIVE: the deny does not hold${why}.`;
    default:
      return `The deny is attached, but could not be verified${why}.`;
  }
}
