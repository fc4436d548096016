import { messageOf } from '../../shared/identity/looked';
import type { CliRun } from '../run';

/** What a look at one part of a deployment came to. `todo`: what a person does about it. */
export type Found =
  | { readonly kind: 'ok'; readonly what: string }
  | { readonly kind: 'problem'; readonly what: string; readonly todo: string }
  | { readonly kind: 'could not check'; readonly what: string }
  /** Worth knowing, and right either way. */
  | { readonly kind: 'note'; readonly what: string }
  /** No API tells it: `todo` says where a person looks. */
  | { readonly kind: 'by hand'; readonly what: string; readonly todo: string };

/** One look at a deployment. It changes nothing that it does not put back. */
export interface Check {
  readonly id: string;
  look(cli: CliRun): Promise<readonly Found[]>;
}

export const ok = (what: string): Found => ({ kind: 'ok', what });
export const problem = (what: string, todo: string): Found => ({ kind: 'problem', what, todo });
export const couldNotCheck = (what: string): Found => ({ kind: 'could not check', what });
export const note = (what: string): Found => ({ kind: 'note', what });
export const byHand = (what: string, todo: string): Found => ({ kind: 'by hand', what, todo });

/** A look that fails is "could not check", and stops no other. Never throws. */
export async function lookSafely(check: Check, cli: CliRun): Promise<readonly Found[]> {
  try {
    return await check.look(cli);
  } catch (error) {
    return [couldNotCheck(messageOf(error))];
  }
}
