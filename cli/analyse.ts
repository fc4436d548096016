import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readFileSync, readSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { TextDecoder } from 'node:util';
import { gunzip, type Unpacked } from '../shared/evidence/trail/gunzip';
import { analyse } from '../shared/findings/analyse';
import { judgeBills } from '../shared/findings/bills';
import { EventCollector } from '../shared/findings/exported';
import { itemsOf } from '../shared/findings/items';
import type { Actor, Finding } from '../shared/findings/model';
import { adviceOf } from '../shared/findings/words';
import { parseAccessKeyId, parseAccountId } from '../shared/ids';
import { CommandEnded, EXIT, type ExitCode } from './exit';

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
  const leakAt = timeOf('--leak-time', options.leakTime);
  const given = {
    accessKeyId,
    accountId,
    leakAt,
    denyAt: timeOf('--deny-time', options.denyTime),
    now: timeOf('--now', options.now) ?? now.toISOString(),
  };
  const collector = new EventCollector(accountId);
  const cuts: string[] = [];
  for (const file of files) {
    const cut = await readInto(collector, file);
    if (cut !== undefined) cuts.push(cut);
  }
  const { findings, actors, notes, complete } = analyse(collector.events, given);
  const bills =
    options.bills === undefined
      ? { findings: [], notes: [] }
      : judgeBills(readBills(options.bills), accessKeyId, leakAt);
  const answer = {
    findings: [...findings, ...bills.findings],
    actors,
    skipped: collector.skipped,
    notes: [...cuts, ...notes, ...bills.notes],
  };
  process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : inWords(answer, collector.events.length));
  const { duplicate: _, ...unread } = collector.skipped;
  const isWhole = complete && cuts.length === 0 && bills.notes.length === 0 && Object.keys(unread).length === 0;
  return isWhole ? EXIT.done : EXIT.unchecked;
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

/** Resolves with why the file is not whole, when it is not. */
async function readInto(collector: EventCollector, file: string): Promise<string | undefined> {
  const before = collector.taken;
  let isCut = false;
  let broken: string | undefined;
  try {
    const { chunks, unpacked } = contentOf(file);
    for await (const item of itemsOf(asUtf8(chunks))) {
      collector.add(item);
      if ('unread' in item && item.unread === 'cut-short') isCut = true;
    }
    broken = (await unpacked)?.cut;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandEnded(EXIT.failed, `${file} cannot be read: ${why}`, { cause: error });
  }
  const wrong = [
    ...(isCut ? ['it ends in the midst of an event'] : []),
    ...(broken === undefined ? [] : [`unpacked up to a broken place, and no further (${broken})`]),
  ];
  if (wrong.length > 0) return `${file}: ${wrong.join('; ')}`;
  return collector.taken === before ? `${file}: it holds no event` : undefined;
}

/** The file's text; of a packed one that is damaged all that can be unpacked: it is evidence as well. */
function contentOf(file: string): { chunks: AsyncIterable<Buffer>; unpacked: Promise<Unpacked | undefined> } {
  const packed = () => createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
  if (!isGzip(file)) return { chunks: packed(), unpacked: Promise.resolve(undefined) };
  const text = new PassThrough({ highWaterMark: 1 << 20 });
  const unpacked = gunzip(packed, async (chunk) => {
    if (!text.write(chunk)) await once(text, 'drain');
  });
  unpacked.then(
    () => text.end(),
    (error: Error) => text.destroy(error),
  );
  return { chunks: text, unpacked };
}

/** Text that begins with UTF-16's byte order mark, as some programs export it, becomes UTF-8. */
async function* asUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && chunk.length >= 2) {
      const mark = chunk.readUInt16BE(0);
      decoder =
        mark === 0xfffe ? new TextDecoder('utf-16le') : mark === 0xfeff ? new TextDecoder('utf-16be') : undefined;
    }
    isFirst = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}

/** By its first bytes (RFC 1952): files are renamed on their way. */
function isGzip(file: string): boolean {
  try {
    const open = openSync(file, 'r');
    try {
      const head = Buffer.alloc(2);
      return readSync(open, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
    } finally {
      closeSync(open);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandEnded(EXIT.failed, `${file} cannot be read: ${why}`, { cause: error });
  }
}

function readBills(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandEnded(EXIT.failed, `${file} cannot be read as bills: ${why}`, { cause: error });
  }
}

interface Answer {
  readonly findings: readonly Finding[];
  readonly actors: readonly Actor[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** For a person: the gravest first, then whom the attack made, then what could not be read. */
function inWords({ findings, actors, skipped, notes }: Answer, events: number): string {
  const lines = [`${eventsOf(events)} read.`];
  const grave = findings.filter(({ severity }) => severity === 'critical' || severity === 'high');
  lines.push('', grave.length === 0 ? 'Nothing here shows an attack.' : `${counted(grave.length)} an attack:`);
  for (const finding of findings) {
    const { severity, title, eventIds, technique } = finding;
    lines.push(
      `  ${severity.padEnd(8)}  ${plain(title)}${technique ? ` [${technique}]` : ''}, ${eventsOf(eventIds.length)}`,
    );
    // What is low may be nothing: it is not worth the reader's eye here.
    const advice = severity === 'low' ? undefined : adviceOf(finding);
    if (advice !== undefined) lines.push(`            ${advice.en}`);
  }
  lines.push('', 'The key, and what it made or became:');
  for (const { type, name, parent, how } of actors)
    lines.push(`  ${type} ${plain(name)}${parent === null ? '' : `, by ${plain(how)} of ${plain(parent)}`}`);
  for (const [why, count] of Object.entries(skipped)) lines.push('', `Set aside: ${count} (${why})`);
  for (const note of notes) lines.push('', plain(note));
  return `${lines.join('\n')}\n`;
}

const eventsOf = (n: number): string => (n === 1 ? '1 event' : `${n} events`);

const counted = (n: number): string => (n === 1 ? '1 finding shows' : `${n} findings show`);

/** Names come from the events: no control character of theirs reaches the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}
