import { CONTAINING_MS, containmentUnderWay } from '../../../shared/incident/containment-under-way';
import type { Incident } from '../../../shared/incident/journal';

const AT = '2026-05-20T12:00:00.000Z';
const intent = { type: 'decision', at: AT, mode: 'enforce', decision: { verdict: 'contain' } };
const before = new Date(Date.parse(AT) + CONTAINING_MS - 1);
const after = new Date(Date.parse(AT) + CONTAINING_MS);

test.each<[string, readonly object[], Date, boolean]>([
  ['nothing stands there', [], before, false],
  ['an intent, and no outcome yet', [intent], before, true],
  ['what was claimed or told meanwhile is no outcome', [intent, { type: 'alert-claim', at: AT }], before, true],
  ['a run that died or failed: a deny with all its tries takes less', [intent], after, false],
  ['its outcome is known', [intent, { type: 'outcome', at: AT }], before, false],
  ['a release came behind it', [intent, { type: 'release', at: AT }], before, false],
  ['observe mode attaches nothing', [{ ...intent, mode: 'observe' }], before, false],
  ['it was held', [{ ...intent, decision: { verdict: 'hold' } }], before, false],
])('a deny is on its way: %s', (_, entries, now, isOnItsWay) => {
  const incident = { entries } as unknown as Pick<Incident, 'entries'>;
  expect(containmentUnderWay(incident, now)).toEqual(isOnItsWay ? after : undefined);
});
