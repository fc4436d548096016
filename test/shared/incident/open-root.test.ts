import { isOpenRoot } from '../../../shared/incident/open-root';
import { at, released, signal, owner as user } from './entries';

const root = { ...user, type: 'root' } as unknown as typeof user;
const closed = (...leakIds: string[]) => ({ ...released([], { leakIds }), at: at(1) });

test.each<readonly [string, Parameters<typeof isOpenRoot>[0], boolean]>([
  ['a leak that nothing has closed', { owner: root, signals: [signal('sas:1')], release: null }, true],
  [
    'two leaks, one closed',
    { owner: root, signals: [signal('sas:1'), signal('sas:2')], release: closed('sas:1') },
    true,
  ],
  [
    'all closed',
    { owner: root, signals: [signal('sas:1'), signal('sas:2')], release: closed('sas:2', 'sas:1') },
    false,
  ],
  ['no leak', { owner: root, signals: [], release: null }, false],
  ["a user's leak", { owner: user, signals: [signal('sas:1')], release: null }, false],
  ['an owner whom nobody knows', { owner: null, signals: [signal('sas:1')], release: null }, false],
])('%s', (_, state, isOpen) => {
  expect(isOpenRoot(state)).toBe(isOpen);
});
