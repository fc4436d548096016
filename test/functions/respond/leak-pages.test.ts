import { RunIncomplete } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { Account } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const NAMES = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'];

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(...[...NAMES, 'late'].map((name) => aUser(name).withKey())));
  for (const name of NAMES) account.leak(name);
});
afterEach(() => account.stop());

type Answer = Readonly<Record<string, unknown>>;
const answering = (answer: (usual: Answer) => Record<string, unknown>): void =>
  account.sandbox.kernel.faults.rewrite({ service: 'sas', action: 'DescribeAccesskeyLeakList', answer });
const recordsOf = (answer: Answer): readonly object[] => answer['AccessKeyLeakList'] as object[];
/** Only the newest few are shown, on a page that says how many there are. */
const showing = (most: number): void =>
  answering((usual) => ({ ...usual, AccessKeyLeakList: recordsOf(usual).slice(0, most) }));
const contained = (): string[] => NAMES.filter((name) => account.policiesOf(name).length > 0);
const asked = (): number => account.calls('sas').filter(({ action }) => /LeakList$/.test(action)).length;
const failure = () =>
  account.poll(ENGLISH).then(
    () => undefined,
    (error: unknown) => error,
  );

test('a server that puts fewer on a page than were asked for is asked to the end', async () => {
  let all: readonly object[] = [];
  answering((usual) => {
    const page = Number(usual['CurrentPage']);
    if (page === 1) all = recordsOf(usual);
    return { ...usual, PageSize: 3, AccessKeyLeakList: all.slice((page - 1) * 3, page * 3) };
  });
  expect(await account.poll(ENGLISH)).toHaveLength(6);
  expect([contained(), asked()]).toEqual([NAMES, 2]);
});

test('an empty list that counts six is no empty list', async () => {
  showing(0);
  const error = await failure();
  expect(error).toBeInstanceOf(RunIncomplete);
  expect(String(error)).toContain('it counts 6, and 0 were there');
  expect(account.mails.map(({ text }) => text).join()).toMatch(/could not be read whole[\s\S]*leaks may go unnoticed/);
});

test('what could be read is contained, the rest is told as not looked at, and taken up once it is there', async () => {
  showing(3);
  expect(String(await failure())).toContain('it counts 6, and 3 were there');
  expect(contained()).toEqual(['u4', 'u5', 'u6']);
  account.clearFaults();
  expect(await account.poll(ENGLISH)).toHaveLength(3);
  expect(contained()).toEqual(NAMES);
});

test('of what could not be read it is remembered that it was done', async () => {
  await account.poll(ENGLISH);
  account.leak('late');
  showing(1);
  await failure();
  expect(account.policiesOf('late')).not.toEqual([]);
  account.clearFaults();
  expect(await account.poll(ENGLISH)).toEqual([]);
});

test('a poll that an event brings along tells it as well', async () => {
  showing(0);
  const event = {
    ...{ specversion: '1.0', id: 'c1', source: 'acs.config', time: '2026-05-20T12:00:00Z' },
    type: 'config:Config:NonCompliantNotification',
    data: { configRuleName: 'security-center-leak-ak-check' },
  };
  await expect(account.respond(event, ENGLISH)).rejects.toThrow('could not be read whole');
});
