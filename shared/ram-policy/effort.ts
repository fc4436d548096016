import { PoliciesTooIntricate } from '../errors';
import type { Meter } from './match';

/**
 * So many steps of the matcher, and lookups, are spent on what some policies let pass: some tenths of a processor's second.
 * Twenty full policies as people write them take some hundred thousand; whoever may write policies can make them take more.
 */
const MOST_STEPS = 5_000_000;

/** What is spent on one question about policies, or on all questions about the same ones. */
export class Effort implements Meter {
  steps = 0;

  /** Throws {@link PoliciesTooIntricate} where it comes to be too much. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MOST_STEPS) throw new PoliciesTooIntricate();
  }

  /** What counts its steps here. Throws as `spend` does. */
  counted<T>(work: (meter: Meter) => T): T {
    const result = work(this);
    this.spend(0);
    return result;
  }
}
