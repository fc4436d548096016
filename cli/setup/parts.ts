import { credentialsFault } from '../../shared/aliyun/call';
import { BucketUnfit, CloudAlreadyThere, CloudCallFailed, type TourniquetError } from '../../shared/errors';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import type { Say, Step } from './policies';

export type PartName = 'evidence' | 'archive' | 'deny' | 'roles';

/** What set-up does about one thing: a part that cannot be seen or done stops none that does not need it. */
export interface Part {
  readonly name: PartName;
  readonly steps: readonly Step[];
  /** Why it is left as it is. */
  readonly refusal?: TourniquetError;
  /** It waits where that one failed. */
  readonly needs?: PartName;
}

export const ROLES_WAIT = 'note   The roles wait for the evidence bucket, which their rights name.';

/** Where a plan is carried out: whoever has several profiles sees that it is the right one. */
export const accountInWords = ({ run, config }: Pick<CliRun, 'run' | 'config'>): string =>
  `In the account ${run.accountId}, region ${config.region}:`;

/**
 * Looks at one part. Throws what concerns the whole: what was asked for wrongly, credentials that are not taken, and what
 * `isOfAll` tells.
 */
export async function partOf(
  name: PartName,
  look: () => Promise<readonly Step[]>,
  say: Say,
  isOfAll: (error: unknown) => boolean = () => false,
): Promise<Part> {
  try {
    return { name, steps: await look() };
  } catch (error) {
    if (isOfAll(error) || !isOfOnePart(error)) throw error;
    say(`note   ${error.message} What does not need it is made and mended all the same.`);
    return { name, steps: [], refusal: error };
  }
}

/**
 * Does it, part by part, and puts the plan of what was done into `done`. Resolves with what kept a part from its end;
 * undefined where somebody else was first at one of them, which is looked at anew while it `mayMeet`.
 */
export async function actAll(
  parts: readonly Part[],
  done: string[],
  say: Say,
  mayMeet: boolean,
): Promise<readonly TourniquetError[] | undefined> {
  const refused = new Map(parts.flatMap(({ name, refusal }) => (refusal ? [[name, refusal] as const] : [])));
  for (const { name, steps, needs } of parts) {
    if (needs !== undefined && refused.has(needs)) {
      say(ROLES_WAIT);
      continue;
    }
    try {
      for (const { plan, act } of steps) {
        await act();
        done.push(plan);
        say(`done   ${plan}`);
      }
    } catch (error) {
      if (mayMeet && error instanceof CloudAlreadyThere) return undefined;
      if (!isOfOnePart(error)) throw error;
      refused.set(name, error);
    }
  }
  return [...refused.values()];
}

function isOfOnePart(error: unknown): error is TourniquetError {
  if (error instanceof CommandEnded) return error.exitCode === EXIT.failed;
  return error instanceof BucketUnfit || (error instanceof CloudCallFailed && credentialsFault(error) === undefined);
}
