import { decideByWord } from '../../../shared/containment/tampering/decide-each';
import { expectedOf } from '../../../shared/containment/tampering/expect';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Gone } from '../../../shared/incident/tamper-entries';
import { openTamperings } from '../../../shared/incident/tamper-state';
import { WatchList } from '../../../shared/incident/watch-list';
import type { Run } from '../../platform';
import { carryOut } from './carry-out';
import { lookAtDenies } from './denies';
import { lookAtGone } from './examine';

/** What a person's word put back, and what of it failed. */
export interface ByWord {
  readonly gone: readonly Gone[];
  readonly failures: readonly string[];
}

/**
 * Puts back what somebody undid, because a person who was asked has said so: whoever did it, and however often. Undefined:
 * nothing is gone that anybody was asked about, or observe mode changes nothing. Throws what the looks throw.
 */
export async function putBackByWord(
  run: Run,
  id: IncidentId,
  word: { readonly by: string; readonly reason: string },
): Promise<ByWord | undefined> {
  const read = await run.journal.read(id);
  const expected = expectedOf(read, run.clock.now());
  const isOpen = openTamperings(read.state.tampering).length > 0;
  if (!isOpen || typeof expected === 'string' || run.config.mode === 'observe') return undefined;
  const policies = new Set([...expected.policies, ...(expected.frozen.length > 0 ? (['freeze'] as const) : [])]);
  const { sound = {} } = await new WatchList(run.cloud.evidence, run.paths, run.seal).read();
  const denies = await lookAtDenies(run, policies, expected.userName === null ? [] : [expected.userName], sound);
  const seen = await lookAtGone(run, id, denies, []);
  if (seen === undefined || seen.live.gone.length === 0) return undefined;
  const { gone } = seen.live;
  const open = openTamperings(seen.incident.state.tampering);
  const failures = await carryOut(run, seen, denies, decideByWord(gone, open, `${word.by}: ${word.reason}`));
  return { gone, failures: failures ?? ['another run was at it in the same moment: run the command again'] };
}
