import type { EntryBody } from '../../../shared/incident/entries';
import { observedLeak } from '../../../shared/incident/observed-leak';
import { stateOf } from '../../../shared/incident/state';
import * as e from './entries';

const OBSERVE = { mode: 'observe' } as const;
const of = (leakId: string) => ({ signal: e.signal(leakId) });
const planned = e.decided({}, OBSERVE);
const finding = (more: object = {}, verdict: 'hold' | 'contain' = 'hold') =>
  e.decided(
    { row: 'persistence-after-leak', verdict, actions: verdict === 'hold' ? [] : [e.freeze] },
    {
      ...of('persistence-after-leak:0'),
      ...more,
    },
  );
const asked = e.decided({ row: 'excluded', verdict: 'hold', actions: [] }, { ...OBSERVE, ...of('bus:2') });
const nothing = e.decided({ row: 'already-inactive', verdict: 'none', actions: [] }, { ...OBSERVE, ...of('bus:2') });

test.each<[string, readonly EntryBody[], string | undefined]>([
  ['nothing is known', [], undefined],
  ['a person is asked about the leak', [e.decided({ verdict: 'hold' }, OBSERVE)], undefined],
  ['the key was off when it was told', [nothing], undefined],
  ['it would have been contained', [planned], 'sas:1'],
  ['... and something of the run failed', [planned, e.failure], 'sas:1'],
  ['... told of twice: the last', [planned, e.decided({}, { ...OBSERVE, ...of('bus:2') })], 'bus:2'],
  ['... and a person is asked about what the thief made', [planned, finding(OBSERVE)], 'sas:1'],
  ['... also by enforce mode', [planned, finding()], 'sas:1'],
  ['... or that is planned as well', [planned, finding(OBSERVE, 'contain')], 'sas:1'],
  ['what the thief made alone is planned', [finding(OBSERVE, 'contain')], undefined],
  ['... and a person is asked about another leak', [planned, asked], 'sas:1'],
  ['... or another notice found the key off', [planned, nothing], 'sas:1'],
  ['a person has said yes in observe mode', [asked, e.approval, planned], 'sas:1'],
  ['enforce mode has begun to contain it', [planned, e.contain], undefined],
  ['... and has done it', [planned, e.contain, e.denied()], undefined],
  ['... for another leak', [planned, e.decided({}, of('sas:2')), e.denied()], undefined],
  ['... for another leak, and nothing has come of it', [planned, e.decided({}, of('sas:2'))], 'sas:1'],
  ['enforce mode asks a person about this leak', [planned, e.hold], undefined],
  ['... about another one', [planned, { ...e.hold, ...of('sas:2') }], 'sas:1'],
  [
    'it froze the user for what the thief made',
    [planned, finding({}, 'contain'), e.outcome([e.went('attach-freeze')])],
    undefined,
  ],
  ['the key was contained already', [e.contain, e.denied(), planned], undefined],
  ['nothing had come of that', [e.contain, planned], 'sas:1'],
  ['a release has begun', [planned, e.releaseIntent], undefined],
  ['... or came to its end in part', [planned, e.partly()], undefined],
  ['it was released', [planned, e.released()], undefined],
  ['... as a false alarm', [planned, e.released([], { falseAlarm: true })], undefined],
  ['... and a person has said since that it is to be contained', [planned, e.released(), e.approval], undefined],
  ['... which observe mode has noted', [planned, e.released(), e.approval, planned], 'sas:1'],
  ['it closed itself', [planned, e.closed], undefined],
  ['a containment closed itself, and the key leaks anew', [e.contain, e.denied(), e.closed, planned], 'sas:1'],
])('what observe mode has told of and nothing has become of: %s', (_, bodies, leakId) => {
  const entries = e.journal(...bodies);
  expect(observedLeak({ entries, state: stateOf(entries) })).toBe(leakId);
});
