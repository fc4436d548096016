import type { CallPatience } from '../aliyun/call';
import type { ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import type { Config } from '../config/types';
import type { SecretWord } from '../containment/types';
import { CloudAnswerMalformed } from '../errors';
import { type AccessKeyId, isAccessKeyId } from '../ids';
import type { LeakSignal } from '../signal/types';
import type { Paths } from './paths';
import type { Seal } from './seal';
import { isUnread, openStored } from './stored';

/**
 * `confirmed`: Security Center says that the secret is valid; `listed`: its list has it, and nobody has confirmed the
 * secret; `person`: at the command line, not capped; `unconfirmed`: anybody's word. Each is counted for itself: who may
 * send to the bus must not use up the places of what Security Center lists.
 */
export type CapClass = 'confirmed' | 'listed' | 'unconfirmed' | 'person';

export function capClassOf(signal: Pick<LeakSignal, 'source'>, tokenValid: SecretWord | undefined): CapClass {
  if (signal.source === 'command-line') return 'person';
  if (signal.source !== 'security-center') return 'unconfirmed';
  return tokenValid === 1 ? 'confirmed' : 'listed';
}

interface CountedContainment {
  readonly accessKeyId: string;
  readonly class: CapClass;
}

/** What other runs of this hour have contained: the keys by their objects' names, and what stands in the objects. */
export interface HourCount {
  readonly names: readonly string[];
  read(): Promise<readonly CountedContainment[]>;
}

/** What this instance has contained in the hour: all that counts while OSS cannot be read. */
export class CountedHere {
  private hour = '';
  private readonly keys = new Map<string, CapClass>();

  note(hour: string, accessKeyId: AccessKeyId, kind: CapClass): void {
    if (this.hour !== hour) this.keys.clear();
    this.hour = hour;
    this.keys.set(accessKeyId, kind);
  }

  count(hour: string): HourCount {
    const all = this.hour === hour ? [...this.keys] : [];
    return {
      names: all.map(([accessKeyId]) => accessKeyId),
      read: async () => all.map(([accessKeyId, kind]) => ({ accessKeyId, class: kind })),
    };
  }
}

const MOST_COUNTED = 5_000;
const READ_AT_ONCE = 100;

/** Writing a place down holds up the alert: it gets less time than an ordinary object. */
const NOTE_PATIENCE: CallPatience = { timeoutMs: 2_000, retries: 1 };

/**
 * The hourly cap on containments: exact within one run, passed by at most the number in flight where runs are parallel.
 * Counted from objects under `contained/<hour>/`, one a key; what does not bear our seal does not count.
 */
export class HourlyCap {
  private counted: Promise<HourCount> | undefined;
  private readonly takenHere = new Map<string, CapClass>();

  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
    private readonly clock: Clock,
    private readonly limits: Pick<Config, 'maxPerHour' | 'maxConfirmedPerHour'>,
    private readonly here = new CountedHere(),
  ) {}

  /** Begins to count, once a run. Rejects when OSS cannot be read; then there is {@link countHere}. */
  load(patience: CallPatience): Promise<HourCount> {
    this.counted ??= this.count(patience);
    return this.counted;
  }

  /** What this instance remembers of the hour. */
  countHere(): HourCount {
    return this.here.count(this.paths.contained(this.clock.now()));
  }

  private async count(patience: CallPatience): Promise<HourCount> {
    const listed = await this.store.list(this.paths.contained(this.clock.now()), patience);
    // By the same judgement by which an id is taken for one: whatever has a journal counts.
    const keys = listed.map(({ key }) => key).filter((key) => key.endsWith('.json') && isAccessKeyId(nameOf(key)));
    let contents: Promise<readonly CountedContainment[]> | undefined;
    return {
      names: keys.map(nameOf),
      read: () => {
        contents ??= this.readAll(keys, patience);
        return contents;
      },
    };
  }

  /** Throws CloudAnswerMalformed where there are more than an hour of ours can make: others have laid them there. */
  private async readAll(keys: readonly string[], patience: CallPatience): Promise<CountedContainment[]> {
    if (keys.length > MOST_COUNTED) {
      const why = `${keys.length} objects stand for the hour`;
      throw new CloudAnswerMalformed('oss', 'ListObjects', 'TooMany', 200, undefined, why);
    }
    const all: CountedContainment[] = [];
    for (let at = 0; at < keys.length; at += READ_AT_ONCE)
      all.push(...(await Promise.all(keys.slice(at, at + READ_AT_ONCE).map((key) => this.read(key, patience)))).flat());
    return all;
  }

  private async read(key: string, patience: CallPatience): Promise<CountedContainment[]> {
    const read = await openStored<CountedContainment>(this.store, this.seal, key, { patience });
    if (typeof read === 'string') return [];
    if (isUnread(read)) throw read.unread.error;
    return [read.content];
  }

  /**
   * Takes one place of the hour, or answers false when none is left. A key takes one place, however often it comes.
   * The objects are read only when their number could fill the limit: that is a round trip. Rejects when it fails.
   */
  async take(accessKeyId: AccessKeyId, kind: CapClass, counted: HourCount): Promise<boolean> {
    if (kind === 'person' || this.takenHere.has(accessKeyId)) return true;
    const limit = kind === 'confirmed' ? this.limits.maxConfirmedPerHour : this.limits.maxPerHour;
    if (counted.names.length + this.takenHere.size >= limit) {
      const known = await counted.read();
      if (this.takenHere.has(accessKeyId) || known.some((c) => c.accessKeyId === accessKeyId)) return true;
      const ofKind = known.filter((c) => c.class === kind && !this.takenHere.has(c.accessKeyId)).length;
      const used = ofKind + [...this.takenHere.values()].filter((k) => k === kind).length;
      if (used >= limit) return false;
    }
    this.takenHere.set(accessKeyId, kind);
    this.here.note(this.paths.contained(this.clock.now()), accessKeyId, kind);
    return true;
  }

  /** Writes the place down for other runs. */
  async note(accessKeyId: AccessKeyId, kind: CapClass): Promise<void> {
    const key = `${this.paths.contained(this.clock.now())}${accessKeyId}.json`;
    const content = { accessKeyId, class: kind, at: this.clock.now().toISOString() };
    await this.store.put(key, await this.seal.close(key, content), { patience: NOTE_PATIENCE });
  }
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1, -'.json'.length);
}
