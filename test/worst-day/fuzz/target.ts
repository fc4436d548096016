import fc from 'fast-check';
import { IS_LONG } from '../table';

type Property = fc.IRawProperty<never, boolean>;
// biome-ignore lint/suspicious/noExplicitAny: properties of whatever is generated
export type AnyProperty = fc.IRawProperty<any, boolean>;

/** Something that takes what strangers write, and what must hold whatever they write. */
export interface Target {
  readonly name: { readonly en: string; readonly zh: string };
  /** What is asserted of each input, in plain words. */
  readonly holds: { readonly en: string; readonly zh: string };
  /** Inputs in `npm test`, and in `npm run test:fuzz`. */
  readonly runs: readonly [number, number];
  property(): AnyProperty;
  /** What it needs besides: an account, for the targets over HTTP. */
  open?(): Promise<void>;
  close?(): Promise<void>;
}

export interface Outcome {
  readonly inputs: number;
  readonly failed: number;
  /** Undefined where all held. */
  readonly report: string | undefined;
}

const given = (name: string): number | undefined =>
  process.env[name] === undefined ? undefined : Number(process.env[name]);

/** One seed for a whole run: printed with whatever fails, and taken from FUZZ_SEED to see it again. */
export const SEED = given('FUZZ_SEED') ?? Date.now() % 0x7fffffff;

/** Tries the target with fresh inputs. The first that fails is made small and told with all that repeats it. */
export async function tried(target: Target): Promise<Outcome> {
  const numRuns = given('FUZZ_RUNS') ?? target.runs[IS_LONG ? 1 : 0];
  // Of inputs that cost a whole run each, making one small would take hours.
  const endOnFailure = target.open !== undefined;
  const details = await fc.check(target.property() as Property, { seed: SEED, numRuns, endOnFailure });
  if (!details.failed) return { inputs: details.numRuns, failed: 0, report: undefined };
  // fast-check's own words cannot show every object that is made here.
  const input = JSON.stringify(details.counterexample) ?? '';
  const shown = input.length > 3_000 ? `${input.slice(0, 1_500)} … ${input.slice(-1_500)}` : input;
  const again = `FUZZ_SEED=${SEED} FUZZ_RUNS=${numRuns} npm run test:fuzz -- -t ${JSON.stringify(target.name.en)}`;
  const why =
    details.errorInstance instanceof Error ? (details.errorInstance.stack ?? '').slice(0, 1_500) : 'it does not hold';
  return { inputs: details.numRuns, failed: 1, report: `${why}\n\nInput: ${shown}\nAgain: ${again}` };
}

/** Throws with the names of what does not hold. */
export function must(claims: Readonly<Record<string, boolean>>): true {
  const broken = Object.keys(claims).filter((name) => claims[name] !== true);
  if (broken.length > 0) throw new Error(`does not hold: ${broken.join(', ')}`);
  return true;
}
