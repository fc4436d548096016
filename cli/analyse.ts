import { readFileSync } from 'node:fs';
import { analyse } from '../shared/findings/analyse';
import { judgeBills } from '../shared/findings/bills';
import { EventCollector } from '../shared/findings/exported';
import { parseAccessKeyId, parseAccountId } from '../shared/ids';
import { readInto } from './analyse/read';
import { sourcesOf } from './analyse/sources';
import { type Answer, inWords } from './analyse/words';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { jsonLine } from './printable';

export interface AnalyseOptions {
  readonly key: string;
  readonly account?: string;
  readonly homeRegion?: string;
  readonly leakTime?: string;
  readonly denyTime?: string;
  readonly now?: string;
  readonly bills?: string;
  readonly json?: boolean;
}

/**
 * The findings engine over exported ActionTrail files, without the cloud. Exit code 3: it was done, and something could
 * not be read. Throws CommandEnded for a file or a time that cannot be used, InvalidAccessKeyId, InvalidAccountId.
 */
export async function analyseCommand(files: readonly string[], options: AnalyseOptions, now: Date): Promise<ExitCode> {
  const accessKeyId = parseAccessKeyId(options.key);
  const accountId = options.account === undefined ? undefined : parseAccountId(options.account);
  checkRegion(options.homeRegion);
  const given = { accessKeyId, accountId, ...timesOf(options, now) };
  const collector = new EventCollector(accountId);
  const cuts: string[] = [];
  for await (const source of sourcesOf(files)) cuts.push(...(await readInto(collector, source)));
  cuts.push(...collector.notes);
  const { findings, actors, notes, complete } = analyse(collector.events, given);
  const bills =
    options.bills === undefined
      ? { findings: [], notes: [] }
      : judgeBills(readBills(options.bills), accessKeyId, given.leakAt);
  const answer: Answer = {
    findings: [...findings, ...bills.findings],
    actors,
    skipped: collector.skipped,
    notes: [...cuts, ...notes, ...bills.notes],
  };
  const { duplicate: _, ...unread } = collector.skipped;
  const isWhole = complete && cuts.length === 0 && bills.notes.length === 0 && Object.keys(unread).length === 0;
  const ofKey = collector.events.filter((event) => event.accessKeyId === accessKeyId).length;
  const read = { events: collector.events.length, ofKey, isWhole };
  process.stdout.write(options.json ? jsonLine(answer) : inWords(answer, read));
  return isWhole ? EXIT.done : EXIT.unchecked;
}

/** Clocks differ by minutes; what lies farther ahead is a slip, such as a time of China written as UTC. */
const SKEW_MS = 10 * 60_000;

/** Throws CommandEnded for what is no time, and for one that has not come yet: it would turn what was done since into history. */
function timesOf(options: AnalyseOptions, now: Date) {
  const judgedAt = timeOf('--now', options.now) ?? now.toISOString();
  const past = (option: string, value: string | undefined) => {
    const at = timeOf(option, value);
    if (at !== undefined && Date.parse(at) > Date.parse(judgedAt) + SKEW_MS)
      throw new CommandEnded(EXIT.usage, `${option} ${at} lies ahead: the time to judge by is ${judgedAt} (--now).`);
    return at;
  };
  const leakAt = past('--leak-time', options.leakTime);
  return { leakAt, denyAt: past('--deny-time', options.denyTime), now: judgedAt };
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** ISO 8601 with its offset: a time that means two moments is none, and neither is one of a day that no month has. */
function timeOf(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const [, year, month, day] = (TIME.exec(value) ?? []).map(Number);
  const isDay = new Date(Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day)).getUTCDate() === day;
  const at = new Date(isDay ? value : Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw new CommandEnded(
      EXIT.usage,
      `${option} must be a time such as 2026-05-20T12:00:00Z, and is ${JSON.stringify(value.slice(0, 60))}.`,
    );
  return at.toISOString();
}

/** `cn-hangzhou`, `ap-southeast-1`, `cn-shanghai-finance-1` (ActionTrail, DescribeRegions). */
const REGION = /^(cn|ap|us|eu|me|na|sa|af|rus)-[a-z]+(-[a-z]+)*(-\d{1,2})?$/;

function checkRegion(region: string | undefined): void {
  if (region !== undefined && !REGION.test(region))
    throw new CommandEnded(
      EXIT.usage,
      `--home-region must be a region such as cn-hangzhou, and is ${JSON.stringify(region.slice(0, 60))}.`,
    );
}

function readBills(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandEnded(EXIT.failed, `${file} cannot be read as bills: ${why}`, { cause: error });
  }
}
