import { sha256 } from '../incident/seal';
import { type Kept, type KeptBody, keptLines, keptRecord } from '../secrecy/kept';
import { parseAuditEvent } from './event';
import type { AuditEvent, AuditPart } from './types';

/** Events a part holds at most, and how large its text grows: what one region keeps in memory. */
const PART_EVENTS = 1_000;
const PART_BYTES = 2_000_000;

/**
 * Writes one region's events as JSON lines into numbered objects, as they come: nothing is held but the part in hand.
 * The names depend on region and number alone, so that a repeated look writes the same objects.
 */
export class PartWriter {
  private lines: Kept[] = [];
  private bytes = 0;
  private times: string[] = [];
  readonly parts: AuditPart[];

  constructor(
    private readonly nameOf: (number: number) => string,
    private readonly write: (path: string, body: KeptBody) => Promise<void>,
    before: readonly AuditPart[],
  ) {
    this.parts = [...before];
  }

  /** Less their secrets. Answers in how many of them something was nested too deep to be read, and is not kept. */
  async add(events: readonly Record<string, unknown>[]): Promise<number> {
    let shortened = 0;
    for (const event of events) {
      const { line, aside } = keptRecord(event);
      if (aside > 0) shortened += 1;
      this.lines.push(line);
      this.bytes += line.length + 1;
      const { at } = parseAuditEvent(event);
      if (at !== '') this.times.push(at);
    }
    if (this.lines.length >= PART_EVENTS || this.bytes >= PART_BYTES) await this.flush();
    return shortened;
  }

  /** Writes what is held. Call it before the progress is stored. */
  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const body = keptLines(this.lines);
    const path = this.nameOf(this.parts.length + 1);
    await this.write(path, body);
    const sorted = this.times.sort();
    this.parts.push({
      path,
      bytes: body.length,
      sha256: sha256(body),
      events: this.lines.length,
      oldest: sorted[0] ?? null,
      newest: sorted.at(-1) ?? null,
    });
    this.lines = [];
    this.times = [];
    this.bytes = 0;
  }
}

/** The events of a part as it was read back, in the order in which they were written. */
export function eventsOf(body: Buffer): AuditEvent[] {
  return body
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseAuditEvent(JSON.parse(line) as unknown));
}
