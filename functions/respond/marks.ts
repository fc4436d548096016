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
    return [leakId, this.base(leakId), this.forNow(leakId), this.unsure(leakId), this.sure(leakId)];
  }

  /** What is to be written down behind a leak that was handled; `done`: what stands there. */
  for(handled: Handled, done: ReadonlySet<string>): readonly string[] {
    const { leakId, row, tokenValid } = handled;
    // A key that is off, or lies in the recycle bin, can be brought back: it is handled again every hour.
    const marks = [isOffRow(row) ? this.forNow(leakId) : this.base(leakId)];
    if (tokenValid !== 1) return restsOnSecret(handled) ? [...marks, this.unsure(leakId)] : marks;
    return done.has(this.unsure(leakId)) ? [...marks, this.sure(leakId)] : marks;
  }

  isDone(leakId: string, done: ReadonlySet<string>): boolean {
    return done.has(this.base(leakId)) || done.has(this.forNow(leakId));
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

  private unsure(leakId: string): string {
    return `${this.base(leakId)} unsure`;
  }

  private sure(leakId: string): string {
    return `${this.base(leakId)} sure`;
  }
}

/** Something else would be done or told if the secret were known to be valid. */
const restsOnSecret = ({ verdict, row }: Handled): boolean =>
  verdict === 'contain' || row === 'secret-invalid' || row === 'over-cap';
