import { confirmedBehind, containedFor } from '../../../shared/incident/confirmed';
import type { Entry } from '../../../shared/incident/entries';
import type { LeakSource } from '../../../shared/signal/types';

const signal = (leakId: string, source: LeakSource, tokenValid: 0 | 1 | 2 | null = null) => ({
  leakId,
  source,
  tokenValid,
});
const NOTICE = signal('bus:s:1', 'bus');
const LISTED = signal('sas:1', 'security-center', 1);

test.each<[string, Parameters<typeof confirmedBehind>[0], readonly string[] | undefined]>([
  ['nothing', [], undefined],
  ['a notice alone', [NOTICE], undefined],
  ['a notice, then a record with a valid secret', [NOTICE, LISTED], ['sas:1']],
  ['an invocation, then the same', [signal('manual:1', 'manual'), LISTED], ['sas:1']],
  ['two records', [NOTICE, LISTED, signal('sas:2', 'security-center', 1), LISTED], ['sas:1', 'sas:2']],
  ['the record first', [LISTED, NOTICE], undefined],
  ['a person at the command line first', [signal('manual:1', 'command-line'), LISTED], undefined],
  ['a record that nobody has confirmed', [NOTICE, signal('sas:1', 'security-center', 0)], undefined],
  ['of which nothing could be asked', [NOTICE, signal('sas:1', 'security-center')], undefined],
  ['a record that is confirmed later', [signal('sas:1', 'security-center', 0), LISTED], ['sas:1']],
  ['a record that was called invalid, then valid', [signal('sas:1', 'security-center', 2), LISTED], ['sas:1']],
  ['a record of which nothing could be asked, then valid', [signal('sas:1', 'security-center'), LISTED], ['sas:1']],
  ['whose secret is not valid', [NOTICE, signal('sas:1', 'security-center', 2)], undefined],
])('%s', (_, signals, leakIds) => {
  const confirmed = confirmedBehind(signals);
  expect(confirmed?.leakIds).toEqual(leakIds);
  if (leakIds !== undefined) expect(confirmed?.first.leakId).toBe(signals[0]?.leakId);
});

test('what was contained for counts since the last release, and what was held does not', () => {
  const decided = (of: object, verdict: 'contain' | 'hold'): Entry =>
    ({ type: 'decision', signal: of, decision: { verdict } }) as unknown as Entry;
  const release = { type: 'release' } as Entry;
  const before = [decided(NOTICE, 'contain'), release];
  expect(containedFor([...before, decided(NOTICE, 'hold'), decided(LISTED, 'contain')])).toEqual([LISTED]);
});
