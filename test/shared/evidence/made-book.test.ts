import { parseAuditEvent } from '../../../shared/evidence/event';
import type { Made } from '../../../shared/evidence/made';
import { MadeBook, MOST_MADE } from '../../../shared/evidence/made-book';
import { madeByCalls } from '../../../shared/evidence/made-by';
import { strongestFirst } from '../../../shared/evidence/made-order';
import { AccountFacts } from '../../../shared/findings/account';
import { rawEvent, shift } from './events';

const BEGAN = '2026-05-01T03:00:00.000Z';
const user = (name: string): Made => ({ kind: 'user', name });
const key = (of: string): Made => ({ kind: 'access-key', name: `LTAI5t${of}`, of });
const grant = (of: string, name: string, power?: 'all'): Made => ({
  kind: 'grant',
  name,
  of,
  ...(power ? { power } : {}),
});
const admin = [user('evil'), grant('evil', 'AdministratorAccess', 'all'), key('evil')];
const times = (count: number, of: (name: string) => readonly Made[]): Made[] =>
  Array.from({ length: count }, (_, i) => of(`zz${i}`)).flat();

describe('of more than a report lists, who can do most is listed', () => {
  const dummies: Readonly<Record<string, readonly Made[]>> = {
    'users without anything': times(3_000, (name) => [user(name)]),
    'users with a key': times(3_000, (name) => [user(name), key(name)]),
    'users with a key and a harmless policy': times(3_000, (name) => [
      user(name),
      key(name),
      grant(name, 'AliyunOSSReadOnlyAccess'),
    ]),
    'one user with a policy after another': [user('zz'), ...times(3_000, (name) => [grant('zz', name)])],
    'more users than are held at once': times(45_000, (name) => [user(name)]),
  };
  const orders: Readonly<Record<string, (some: readonly Made[]) => readonly Made[]>> = {
    'before them': (some) => [...admin, ...some],
    'behind them': (some) => [...some, ...admin],
    'made before and given power behind': (some) => [...admin.slice(0, 1), ...some, ...admin.slice(1)],
  };
  const cases = Object.keys(dummies).flatMap((some) => Object.keys(orders).map((order) => [some, order] as const));
  test.each(cases)('an administrator beside %s, %s', (some, order) => {
    const all = orders[order]?.(dummies[some] ?? []) ?? [];
    const book = new MadeBook();
    const at = (i: number): string => shift(BEGAN, i * 1_000);
    all.forEach((made, i) => {
      book.add(made, at(i));
    });
    // The same again makes no more of it.
    all.forEach((made, i) => {
      book.add(made, at(i));
    });
    const { made, leftOut } = book.list();
    expect(made).toHaveLength(MOST_MADE);
    expect(made.length + leftOut).toBe(all.length);
    expect(made.slice(0, 3).map(({ kind }) => kind)).toEqual(
      some === 'more users than are held at once' && order.startsWith('made before')
        ? expect.arrayContaining(['grant', 'access-key'])
        : ['user', 'grant', 'access-key'],
    );
    expect(made.slice(0, 2).some(({ of }) => of === 'evil')).toBe(true);
  });
});

test('who was there before may be anything: a key for him comes before what was made to be seen', () => {
  const some = [user('a'), key('a'), grant('a', 'AliyunOSSReadOnlyAccess'), key('boss')];
  expect(strongestFirst(some)[0]).toEqual(key('boss'));
  const turned: Made = { kind: 'role', name: 'deploy', power: 'unknown' };
  expect(strongestFirst([{ kind: 'role', name: 'new' }, turned])[0]).toBe(turned);
});

test('a hundred policies of one administrator hide no other one', () => {
  const rich = [user('rich'), ...times(2_000, (name) => [grant('rich', name, 'all')]), key('rich')];
  const book = new MadeBook();
  for (const made of [...rich, ...admin]) book.add(made, BEGAN);
  const { made } = book.list();
  expect(made).toEqual(expect.arrayContaining(admin));
});

test("a policy and a group that the account's events show to give all power do", () => {
  const call = (name: string, requestParameters: Record<string, string>, i: number) =>
    parseAuditEvent(rawEvent(shift(BEGAN, i * 1_000), `Ram:${name}`, { write: true }, { requestParameters }));
  const all = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
  const events = [
    call('CreatePolicy', { PolicyName: 'backup', PolicyDocument: all }, 0),
    call('AttachPolicyToGroup', { PolicyName: 'backup', GroupName: 'nightly' }, 1),
    call('AttachPolicyToUser', { PolicyName: 'backup', UserName: 'one' }, 2),
    call('AddUserToGroup', { GroupName: 'nightly', UserName: 'two' }, 3),
    call('AttachPolicyToUser', { PolicyName: 'reader', UserName: 'three' }, 4),
  ];
  const { made } = madeByCalls(events, new AccountFacts(events, undefined, undefined));
  const powers = Object.fromEntries(made.map(({ of, power }) => [of, power]));
  expect(powers).toEqual({ nightly: 'all', one: 'all', two: 'all', three: undefined });
});
