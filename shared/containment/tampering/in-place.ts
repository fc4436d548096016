import type { Incident } from '../../incident/journal';
import type { Gone } from '../../incident/tamper-entries';
import { POLICY_NAMES } from '../apply';

/**
 * When a thing of ours was last in its place, as the journal knows: made, put back or found there. Undefined: it does not
 * say. A call from before that moment has not undone it. Pure.
 */
export function inPlaceAt({ id, entries }: Pick<Incident, 'id' | 'entries'>, thing: Gone): Date | undefined {
  const isLeaked = thing === `disable-key:${id.accessKeyId}`;
  const made = stepsThatMake(thing);
  const at = entries.flatMap((entry) => {
    if (entry.type === 'mended' && (entry.gone === undefined || entry.gone.includes(thing))) return [entry.at];
    if (entry.type === 'followed' && entry.key === 'Inactive' && isLeaked) return [entry.at];
    if (entry.type === 'fence') return entry.step.ok && made.includes(entry.step.step) ? [entry.step.at] : [];
    if (entry.type !== 'outcome' && entry.type !== 'mended' && entry.type !== 'rotation') return [];
    return entry.steps.flatMap((step) => (step.ok && made.includes(step.step) ? step.at : []));
  });
  return at.length === 0 ? undefined : new Date(Math.max(...at.map((one) => Date.parse(one))));
}

/** The steps that attach a policy show that there was one to attach. */
function stepsThatMake(thing: Gone): readonly string[] {
  if (thing === `policy:${POLICY_NAMES.quarantine}` || thing === 'attach-quarantine')
    return ['attach-quarantine', 'add-to-group'];
  return thing === `policy:${POLICY_NAMES.freeze}` ? ['attach-freeze'] : [thing];
}
