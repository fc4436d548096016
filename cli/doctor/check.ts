import { messageOf } from '../../shared/identity/looked';
import type { CliRun } from '../run';

/** What a look at one part of a deployment came to. `todo`: what a person does about it. */
export type Found =
  | { readonly kind: 'ok'; readonly what: string }
  | { readonly kind: 'problem'; readonly what: string; readonly todo: string }
  | { readonly kind: 'could not check'; readonly what: string };

/** One look at a deployment. It changes nothing that it does not put back. */
export interface Check {
  readonly id: string;
  look(cli: CliRun): Promise<readonly Found[]>;
}

export const ok = (what: string): Found => ({ kind: 'ok', what });
export const problem = (what: string, todo: string): Found => ({ kind: 'problem', what, todo });

/** A look that fails is "could not check", and stops no other. Never throws. */
export async function lookSafely(check: Check, cli: CliRun): Promise<readonly Found[]> {
  try {
    return await check.look(cli);
  } catch (error) {
    return [{ kind: 'could not check', what: messageOf(error) }];
  }
}
