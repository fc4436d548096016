import type { AuditProgress } from '../../shared/evidence/audit';
import type { KeptObject, Pack } from '../../shared/evidence/pack';

import { isUnread, openStored } from '../../shared/incident/stored';
import type { Run } from '../platform';

/** How far a round has come, kept beside its evidence under our seal, so that another invocation can go on. */
export interface Checkpoint {
  readonly schema: 1;
  readonly round: number;
  /** Invocations that worked on it so far. */
  readonly runs: number;
  readonly savedAt: string;
  readonly audit: AuditProgress;
  /** What was collected whole, by its hash: the bucket alone is not believed. Absent in one of an earlier version: it is collected anew. */
  readonly kept?: readonly KeptObject[];
  /** Paths at which something else lay than was written there. */
  readonly changed?: readonly string[];
}

/** Older ones are of a round that died: it begins anew, because page tokens do not live long. */
const TOO_OLD_MS = 6 * 3_600_000;
const MOST_BYTES = 32 * 2 ** 20;

export class Checkpoints {
  private readonly key: string;

  constructor(
    private readonly run: Pick<Run, 'cloud' | 'seal' | 'clock'>,
    private readonly pack: Pack,
    private readonly round: number,
  ) {
    this.key = pack.keyOf(`evidence/round-${round}/checkpoint.json`);
  }

  /**
   * Undefined when there is none, when it is old, or when it does not bear our seal (told in `tampered`), as one that OSS
   * refuses does not: everything is read anew then, and the next one is written over it. The pack then knows what was
   * kept. Throws what may pass.
   */
  async load(): Promise<{ readonly checkpoint: Checkpoint | undefined; readonly tampered: boolean }> {
    const { cloud, seal, clock } = this.run;
    const read = await openStored<Checkpoint>(cloud.evidence, seal, this.key, { most: MOST_BYTES });
    if (read === 'gone') return { checkpoint: undefined, tampered: false };
    if (typeof read !== 'string' && isUnread(read) && !read.unread.isRefused) throw read.unread.error;
    if (read === 'strange' || isUnread(read) || read.content.schema !== 1)
      return { checkpoint: undefined, tampered: true };
    const ageMs = clock.now().getTime() - Date.parse(read.content.savedAt);
    if (ageMs >= TOO_OLD_MS) return { checkpoint: undefined, tampered: false };
    this.pack.recall(read.content.kept ?? [], read.content.changed ?? []);
    return { checkpoint: read.content, tampered: false };
  }

  async save(audit: AuditProgress, runs: number): Promise<void> {
    const savedAt = this.run.clock.now().toISOString();
    const known = {
      kept: this.pack.keptObjects().filter(({ isWhole }) => isWhole),
      changed: [...this.pack.changed],
    };
    const checkpoint: Checkpoint = { schema: 1, round: this.round, runs, savedAt, audit, ...known };
    await this.run.cloud.evidence.put(this.key, await this.run.seal.close(this.key, checkpoint));
  }

  async remove(): Promise<void> {
    await this.run.cloud.evidence.delete(this.key);
  }
}
