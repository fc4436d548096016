import type { Cloud } from '../../aliyun';
import type { Clock } from '../../clock';
import { looked, messageOf } from '../../identity/looked';
import { sha256 } from '../../incident/seal';
import { type Kept, keptLine, keptLines } from '../../secrecy/kept';
import { parseAccessLine } from './line';
import { linesWith } from './log-lines';
import { type LogTarget, logPrefixes, mayHold } from './log-names';
import { DataTally } from './tally';
import type { DataPart, DataResult, DataTask } from './types';

const MOST_OBJECTS = 5_000;
const PART_BYTES = 2_000_000;
const MOST_PARTS = 50;

/** Reads one bucket's log after the other, keeps the lines of the wanted keys, and adds them up. */
export class LogReader {
  private readonly tally = new DataTally();
  private readonly failures: string[] = [];
  private readonly buckets: string[] = [];
  private readonly parts: DataPart[] = [];
  private objectsRead = 0;
  private lines = 0;
  private unclear = 0;
  private ofOthers = 0;
  private endless = 0;

  constructor(
    private readonly cloud: Pick<Cloud, 'bucket'>,
    private readonly clock: Clock,
    private readonly task: DataTask,
  ) {}

  fail(why: string): void {
    if (!this.failures.includes(why)) this.failures.push(why);
  }

  async read(bucket: string, target: LogTarget): Promise<void> {
    const { from, to, stopAtMs } = this.task;
    const store = this.cloud.bucket(target.bucket);
    this.buckets.push(bucket);
    let kept: Kept[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      if (kept.length === 0) return;
      if (this.parts.length >= MOST_PARTS) this.fail(`${bucket}: more lines than the pack takes; they are counted all`);
      else this.parts.push(await this.keep(bucket, kept));
      kept = [];
      size = 0;
    };
    for (const prefix of logPrefixes(bucket, target, from, to)) {
      const listed = await looked(store.list(prefix));
      if ('couldNotCheck' in listed) {
        this.fail(`${bucket}: its log: ${listed.couldNotCheck}`);
        continue;
      }
      for (const { key } of listed.value) {
        if (!mayHold(key, `${target.prefix}${bucket}`, from, to)) continue;
        if (this.clock.elapsedMs() >= stopAtMs || this.objectsRead >= MOST_OBJECTS) {
          this.fail(
            `${bucket}: ${this.objectsRead >= MOST_OBJECTS ? `more than ${MOST_OBJECTS} log objects` : 'the time of the run was over'}`,
          );
          await flush();
          return;
        }
        this.objectsRead += 1;
        try {
          for await (const line of linesWith(this.task.keyIds, store.read(key))) {
            if (line === undefined) this.endless += 1;
            if (line === undefined || !this.take(line)) continue;
            kept.push(keptLine(line));
            size += line.length;
            if (size >= PART_BYTES) await flush();
          }
        } catch (error) {
          this.fail(`${key}: ${messageOf(error)}`);
        }
      }
    }
    await flush();
  }

  /**
   * Whether the line is kept. A key may stand in a URL or a header of somebody else's request, where only its own field
   * counts; but those are the requester's words, so such a line is kept and counted, and never passes for nothing.
   */
  private take(text: string): boolean {
    const line = parseAccessLine(text);
    if (line === undefined) {
      this.unclear += 1;
      return true;
    }
    const { at } = line;
    if (at < this.task.from.toISOString() || at > this.task.to.toISOString()) return false;
    if (!this.task.keyIds.includes(line.accessKeyId)) this.ofOthers += 1;
    else {
      this.lines += 1;
      this.tally.add(line);
    }
    return true;
  }

  private async keep(bucket: string, lines: readonly Kept[]): Promise<DataPart> {
    const body = keptLines(lines);
    const number = String(this.parts.length + 1).padStart(4, '0');
    const path = `${this.task.folder}/${bucket}-${number}.log`;
    await this.task.write(path, body);
    return { path, bytes: body.length, sha256: sha256(body), lines: lines.length };
  }

  result(unrecorded: readonly string[], failures: readonly string[] = []): DataResult {
    const { leftOut } = this.tally;
    return {
      asked: true,
      place: `oss://${this.task.logs.bucket}/${this.task.logs.prefix}`,
      from: this.task.from.toISOString(),
      to: this.task.to.toISOString(),
      buckets: this.buckets,
      unrecorded,
      lines: this.lines,
      uses: this.tally.result(),
      parts: this.parts,
      failures: [
        ...this.failures,
        ...failures,
        ...told(
          this.unclear,
          'lines with a wanted key in them cannot be read for certain, and were set aside as they came',
        ),
        ...told(
          this.ofOthers,
          'lines with a wanted key in them are of other keys or unsigned, and were set aside as they came',
        ),
        ...told(this.endless, 'lines have no end, and were not read'),
        ...(leftOut > 0 ? [`${leftOut} lines of further addresses were not added up`] : []),
      ],
    };
  }
}

const told = (count: number, what: string): string[] => (count > 0 ? [`${count} ${what}`] : []);
