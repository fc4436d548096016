import type { ObjectStore } from '../../aliyun/object-store';
import type { Clock } from '../../clock';
import { CloudAlreadyThere } from '../../errors';
import type { Paths } from '../../incident/paths';
import type { Seal } from '../../incident/seal';
import { isUnread, openStored } from '../../incident/stored';
import type { ChannelName } from './channel';

/**
 * Messages in a minute of the clock. DingTalk takes 20 in any minute, which may lie across two of the clock's; nobody reads
 * more mails than that, and a mail server that gets hundreds at once refuses them.
 */
const PER_MINUTE: Readonly<Partial<Record<ChannelName, number>>> = { dingtalk: 9, mail: 9 };
const MINUTE_MS = 60_000;
/** An alert does not wait for its place longer than this. */
const PATIENCE = { timeoutMs: 2_000, retries: 0 };

export interface PacePlace {
  readonly store: Pick<ObjectStore, 'get' | 'create' | 'put'>;
  readonly paths: Pick<Paths, 'told'>;
  readonly seal: Seal;
  readonly clock: Clock;
}

/**
 * How often all functions and instances together send by one channel: a robot counts what reaches it, whoever sent it. Each
 * message takes a place of its minute, an object created with forbid-overwrite. While OSS cannot be asked, nobody waits.
 */
export class Pace {
  /** The first place of the minute that may be free, as this run knows. */
  private readonly next = new Map<string, number>();

  constructor(private readonly place: PacePlace) {}

  /** 0 when a message may go now, which takes a place; else the milliseconds until the next minute. */
  async take(channel: ChannelName): Promise<number> {
    const most = PER_MINUTE[channel];
    if (most === undefined) return 0;
    const now = this.place.clock.now();
    const minute = `${channel}-${now.toISOString().slice(0, 16).replace(':', '')}`;
    try {
      for (let at = this.next.get(minute) ?? 1; at <= most; at += 1) {
        this.next.set(minute, at + 1);
        if (await this.takePlace(`${minute}--${at}`)) return 0;
      }
    } catch {
      // Rather too many alerts than none.
      return 0;
    }
    return MINUTE_MS - (now.getTime() % MINUTE_MS);
  }

  private async takePlace(name: string): Promise<boolean> {
    const { store, paths, seal, clock } = this.place;
    const key = paths.told(name);
    const text = await seal.close(key, { schema: 1, at: clock.now().toISOString() });
    try {
      await store.create(key, text, { patience: PATIENCE });
      return true;
    } catch (error) {
      if (!(error instanceof CloudAlreadyThere)) throw error;
    }
    if (await this.isOurs(key)) return false;
    // Somebody took the place who must not: a thief could keep every alert back.
    await store.put(key, text, { patience: PATIENCE });
    return true;
  }

  private async isOurs(key: string): Promise<boolean> {
    const read = await openStored(this.place.store, this.place.seal, key, { patience: PATIENCE });
    if (typeof read === 'string') return false;
    if (isUnread(read)) throw read.unread.error;
    return true;
  }
}
