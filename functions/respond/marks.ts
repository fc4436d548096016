import type { Run } from '../platform';
import { isOffRow } from './back-on';
import type { Handled } from './handle';

/** Under which marks a leak of Security Center's list is known as done. */
export class Marks {
  private readonly hour: string;

  constructor(private readonly run: Pick<Run, 'config' | 'clock'>) {
    this.hour = run.clock.now().toISOString().slice(0, 13);
  }

  /** Every mark that a leak may bear: they stay as long as it stands in the list. */
  of(leakId: string): readonly string[] {
    return [
      ...[leakId, this.base(leakId), this.forNow(leakId), this.unsure(leakId), this.sure(leakId)],
      ...[this.foreign(leakId), this.held(leakId), this.valid(leakId)],
    ];
  }

  /** What is to be written down behind a leak that was handled; `done`: what stands there. */
  for(handled: Handled, done: ReadonlySet<string>): readonly string[] {
    const { leakId, row, tokenValid } = handled;
    const marks = [this.doneAs(leakId, row, done)];
    if (tokenValid !== 1) return restsOnSecret(handled) ? [...marks, this.unsure(leakId)] : marks;
    return done.has(this.unsure(leakId)) || done.has(this.valid(leakId)) ? [...marks, this.sure(leakId)] : marks;
  }

  /**
   * A key that is off, or lies in the recycle bin, can be brought back: it is handled again every hour. One that is of
   * nobody here stands in a list which this account was told of its own keys: that may be wrong, and is never final.
   */
  private doneAs(leakId: string, row: Handled['row'], done: ReadonlySet<string>): string {
    if (row === 'not-ours' && !done.has(this.held(leakId))) return this.foreign(leakId);
    return isOffRow(row) || row === 'not-ours' ? this.forNow(leakId) : this.base(leakId);
  }

  isDone(leakId: string, done: ReadonlySet<string>): boolean {
    if (done.has(this.valid(leakId)) && !done.has(this.sure(leakId))) return false;
    return done.has(this.base(leakId)) || done.has(this.forNow(leakId)) || this.isForeign(leakId, done);
  }

  /** It was handled as a key of nobody here, and no look since has named anybody. */
  isForeign(leakId: string, done: ReadonlySet<string>): boolean {
    return done.has(this.foreign(leakId)) && !done.has(this.held(leakId));
  }

  /** This hour has handled it, and its key was off or gone. */
  isOff(leakId: string, done: ReadonlySet<string>): boolean {
    return done.has(this.forNow(leakId)) && !done.has(this.base(leakId));
  }

  /** It was handled, and whether the published secret is valid was not known then, or it was not. */
  isUnsure(leakId: string, done: ReadonlySet<string>): boolean {
    return done.has(this.unsure(leakId)) && !done.has(this.sure(leakId)) && this.isDone(leakId, done);
  }

  /** What observe mode has only planned is still to be done when enforce mode begins. */
  private base(leakId: string): string {
    return this.run.config.mode === 'observe' ? `observe ${leakId}` : leakId;
  }

  private forNow(leakId: string): string {
    return `${this.base(leakId)} off ${this.hour}`;
  }

  private foreign(leakId: string): string {
    return `${this.base(leakId)} foreign`;
  }

  /** Of a leak that was of nobody's key: somebody here holds it, so that it is to be handled. */
  held(leakId: string): string {
    return `${this.base(leakId)} held`;
  }

  /** Of a leak in doubt: Security Center calls its secret valid, so that it is to be handled until that was done knowing so. */
  valid(leakId: string): string {
    return `${this.base(leakId)} valid`;
  }

  private unsure(leakId: string): string {
    return `${this.base(leakId)} unsure`;
  }

  private sure(leakId: string): string {
    return `${this.base(leakId)} sure`;
  }
}

/** Something else would be done or told if the secret were known to be valid. */
const restsOnSecret = ({ verdict }: Handled): boolean => verdict !== 'none';
