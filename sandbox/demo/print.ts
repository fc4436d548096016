/** One moment of the story, told by the account's own records. */
export interface Moment {
  readonly type: 'moment';
  /** ISO 8601, the sandbox's clock. */
  readonly time: string;
  /** Milliseconds since the leak was published. */
  readonly sinceLeakMs: number;
  readonly who: 'leak' | 'thief' | 'signal' | 'respond' | 'investigate' | 'owner';
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
  /** From the leak's publication to the signal: the poll's wait, a minute at most on a real account. */
  readonly pollWaitMs: number;
  /** From the signal's arrival at the function to the deny; null when nothing was attached. */
  readonly signalToDenyMs: number | null;
  readonly thief: { readonly allowedBefore: number; readonly allowedAfter: number; readonly refusedAfter: number };
  readonly verification: { readonly state: string; readonly problems: readonly string[] } | null;
  readonly checks: readonly Check[];
  readonly out: string;
}

export interface Printer {
  begin(scenario: string, description: string): void;
  moment(moment: Moment): void;
  result(result: Result): void;
}

export function jsonPrinter(write: (text: string) => void = (text) => void process.stdout.write(text)): Printer {
  return {
    begin: (scenario, description) => write(`${JSON.stringify({ type: 'scenario', scenario, description })}\n`),
    moment: (moment) => write(`${JSON.stringify(moment)}\n`),
    result: (result) => write(`${JSON.stringify(result)}\n`),
  };
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;

export function textPrinter(stream: NodeJS.WriteStream = process.stdout): Printer {
  const colours = stream.isTTY && !process.env['NO_COLOR'];
  const paint = (text: string, colour: keyof typeof COLOURS): string =>
    colours ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  const line = (text: string): void => void stream.write(`${text}\n`);
  const marks: Readonly<Record<NonNullable<Moment['outcome']>, string>> = {
    allowed: paint('allowed', 'red'),
    refused: paint('REFUSED', 'green'),
    error: paint('error', 'dim'),
    'no-answer': paint('no answer', 'dim'),
  };
  return {
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
      line(
        `${paint(result.ok ? 'OK' : 'FAILED', result.ok ? 'green' : 'red')}  ${deny}; the poll's wait before it ${(result.pollWaitMs / 1000).toFixed(1)} s (up to 60 s on a real account, TOURNIQUET_POLL_SECONDS)`,
      );
      line(
        `    the thief: ${result.thief.allowedBefore} calls allowed before the deny; after it ${result.thief.refusedAfter} refused, ${result.thief.allowedAfter} allowed`,
      );
      if (result.verification)
        line(
          `    verification: ${result.verification.state}${result.verification.problems.length > 0 ? ` (${result.verification.problems.join('; ')})` : ''}`,
        );
      for (const { what, ok } of result.checks)
        line(`    ${ok ? paint('yes', 'green') : paint('NO ', 'red')}  ${what}`);
      line(`\n    The report:   ${result.out}/report.html`);
      line(`    The evidence: ${result.out}/`);
      line(`    The alerts:   ${result.out}/alerts/`);
    },
  };
}
