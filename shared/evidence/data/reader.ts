import type { Cloud } from '../../aliyun';
import type { Clock } from '../../clock';
import { looked, messageOf } from '../../identity/looked';
import { sha256 } from '../../incident/seal';
import { parseAccessLine } from './line';
import { type LogTarget, logPrefixes, mayHold } from './log-names';
import { DataTally } from './tally';
import type { DataPart, DataResult, DataTask } from './types';

const MOST_OBJECTS = 5_000;
const PART_BYTES = 2_000_000;
const MOST_PARTS = 50;
/** A line holds a URL and two headers; what is longer has no end that could be waited for. */
const LONGEST_LINE = 128 * 1024;

/** Reads one bucket's log after the other, keeps the lines of the wanted keys, and adds them up. */
export class LogReader {
  private readonly tally = new DataTally();
  private readonly failures: string[] = [];
  private readonly buckets: string[] = [];
  private readonly parts: DataPart[] = [];
  private readonly needles: readonly Buffer[];
  private objectsRead = 0;
  private lines = 0;
  private setAside = 0;

  constructor(
    private readonly cloud: Pick<Cloud, 'bucket'>,
    private readonly clock: Clock,
    private readonly task: DataTask,
  ) {
    this.needles = task.keyIds.map((id) => Buffer.from(id));
  }

  fail(why: string): void {
    if (!this.failures.includes(why)) this.failures.push(why);
  }

  async read(bucket: string, target: LogTarget): Promise<void> {
    const { from, to, stopAtMs } = this.task;
    const store = this.cloud.bucket(target.bucket);
    this.buckets.push(bucket);
    let kept: string[] = [];
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
          for await (const line of this.wantedLines(store.read(key))) {
            if (!this.take(line)) continue;
            kept.push(line);
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

  /** Lines that hold one of the keys, whole. */
  private async *wantedLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let rest: Buffer = Buffer.alloc(0);
    const wanted = function* (this: LogReader, block: Buffer): Generator<string> {
      if (!this.needles.some((needle) => block.includes(needle))) return;
      for (const line of block.toString().split('\n'))
        if (this.task.keyIds.some((id) => line.includes(id))) yield line.replace(/\r$/, '');
    }.bind(this);
    // The end of a line that is too long is no line of its own: who can write a part of it could forge one.
    let isSkipping = false;
    for await (const chunk of chunks) {
      const block: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const begin = isSkipping ? block.indexOf(0x0a) + 1 : 0;
      const end = block.lastIndexOf(0x0a) + 1;
      if (isSkipping && begin === 0) continue;
      isSkipping = false;
      yield* wanted(block.subarray(begin, end));
      rest = block.subarray(end);
      if (rest.length > LONGEST_LINE) {
        this.setAside += 1;
        isSkipping = true;
        rest = Buffer.alloc(0);
      }
    }
    yield* wanted(rest);
  }

  /** A key may stand in a URL that somebody else has signed: only its own field counts. */
  private take(text: string): boolean {
    const line = parseAccessLine(text);
    if (line === undefined) {
      this.setAside += 1;
      return true;
    }
    const { at } = line;
    if (!this.task.keyIds.includes(line.accessKeyId)) return false;
    if (at < this.task.from.toISOString() || at > this.task.to.toISOString()) return false;
    this.lines += 1;
    this.tally.add(line);
    return true;
  }

  private async keep(bucket: string, lines: readonly string[]): Promise<DataPart> {
    const body = Buffer.from(`${lines.join('\n')}\n`);
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
        ...(this.setAside > 0 ? [`${this.setAside} lines are no access log lines, and were set aside`] : []),
        ...(leftOut > 0 ? [`${leftOut} lines of further addresses were not added up`] : []),
      ],
    };
  }
}
