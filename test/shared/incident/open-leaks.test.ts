import type { EntryBody } from '../../../shared/incident/entries';
import { openLeaks } from '../../../shared/incident/open-leaks';
import * as e from './entries';

const found = (leakId: string, verdict: 'contain' | 'hold' | 'none' = 'contain') =>
  e.decided({ verdict }, { signal: e.signal(leakId) });
const releasedAs = (falseAlarm: boolean, ...leakIds: string[]) =>
  e.released([], { leakIds, ...(falseAlarm ? { falseAlarm } : {}) });
const begun = (...leakIds: string[]): EntryBody => ({ ...e.releaseIntent, leakIds, falseAlarm: true });

test.each<[string, readonly EntryBody[], readonly string[]]>([
  ['nothing is known', [], []],
  ['nobody has released it', [found('sas:1')], ['sas:1']],
  ['a person is asked', [found('sas:1', 'hold')], ['sas:1']],
  ['a release called it none', [found('sas:1'), releasedAs(true, 'sas:1')], []],
  ['... also while that one goes on, or once it has died', [found('sas:1'), begun('sas:1')], []],
  ['... but not another leak of the key', [found('sas:1'), found('sas:2'), releasedAs(true, 'sas:1')], ['sas:2']],
  ['a release that called it nothing', [found('sas:1'), releasedAs(false, 'sas:1')], ['sas:1']],
  ['... behind one that called another none', [found('sas:1'), releasedAs(true, 'sas:1'), releasedAs(false)], []],
  [
    'a notice that came while the key was off takes nothing back',
    [found('sas:1'), releasedAs(false, 'sas:1'), found('bus:1', 'none')],
    ['sas:1'],
  ],
  ['a notice that is no case for anybody', [found('bus:1', 'none')], []],
  ['... behind a false alarm', [found('sas:1'), releasedAs(true, 'sas:1'), found('bus:1', 'none')], []],
  ['what was called none is told of again: none still', [found('sas:1'), begun('sas:1'), found('sas:1', 'none')], []],
  [
    '... and a person is asked, for it is confirmed now',
    [found('sas:1'), begun('sas:1'), found('sas:1', 'hold')],
    ['sas:1'],
  ],
])('a leak whose finder may have the key: %s', (_, bodies, leakIds) => {
  expect([...openLeaks(e.journal(...bodies))]).toEqual(leakIds);
});
