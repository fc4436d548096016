import { CloudNotFound } from '../../shared/errors';
import type { AuditProgress } from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';

import type { Run } from '../platform';

/** How far a round has come, kept beside its evidence under our seal, so that another invocation can go on. */
export interface Checkpoint {
  readonly schema: 1;
  readonly round: number;
  /** Invocations that worked on it so far. */
  readonly runs: number;
  readonly savedAt: string;
  readonly audit: AuditProgress;
}

/** Older ones are of a round that died: it begins anew, because page tokens do not live long. */
const TOO_OLD_MS = 6 * 3_600_000;
const MOST_BYTES = 32 * 2 ** 20;

export class Checkpoints {
  private readonly key: string;

  constructor(
    private readonly run: Pick<Run, 'cloud' | 'seal' | 'clock'>,
    pack: Pack,
    private readonly round: number,
  ) {
    this.key = pack.keyOf(`evidence/round-${round}/checkpoint.json`);
  }

  /** Undefined when there is none, when it is old, or when it does not bear our seal (told in `tampered`). */
  async load(): Promise<{ readonly checkpoint: Checkpoint | undefined; readonly tampered: boolean }> {
    const body = await this.body();
    if (body === undefined) return { checkpoint: undefined, tampered: false };
    const checkpoint = await this.open(body);
    if (checkpoint === undefined || checkpoint.schema !== 1) return { checkpoint: undefined, tampered: true };
    const ageMs = this.run.clock.now().getTime() - Date.parse(checkpoint.savedAt);
    return { checkpoint: ageMs < TOO_OLD_MS ? checkpoint : undefined, tampered: false };
  }

  private async body(): Promise<Buffer | undefined> {
    try {
      return (await this.run.cloud.evidence.get(this.key, undefined, MOST_BYTES)).body;
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  private async open(body: Buffer): Promise<Checkpoint | undefined> {
    try {
      return await this.run.seal.open<Checkpoint>(this.key, body.toString());
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async save(audit: AuditProgress, runs: number): Promise<void> {
    const savedAt = this.run.clock.now().toISOString();
    const checkpoint: Checkpoint = { schema: 1, round: this.round, runs, savedAt, audit };
    await this.run.cloud.evidence.put(this.key, await this.run.seal.close(this.key, checkpoint));
  }

  async remove(): Promise<void> {
    await this.run.cloud.evidence.delete(this.key);
  }
}
