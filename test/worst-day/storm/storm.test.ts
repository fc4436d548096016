import { withBuilt } from '../../built';
import { Account, busEvent } from '../../functions/respond/arrange';
import { EVERY, IS_LONG, showTable } from '../table';
import { aMinute, crowd, mostInAMinute, withCallTime } from './arrange';
import { cutOff, memoryOf } from './built';

/** Minutes for a thousand keys; seconds for the sample. */
jest.setTimeout(IS_LONG ? 3_600_000 : 120_000);

const KEYS = IS_LONG ? Math.ceil(1_000 / EVERY) : 25;
/** The function's time limit (s.yaml). */
const LIMIT_MS = 120_000;
/** Looks that one run hands over at most. */
const LOOKS_A_RUN = 10;

type Row = readonly (string | number)[];
const rows: Row[] = [];
const EN = [
  'Storm',
  'Keys',
  'Contained',
  'Held',
  'Lost',
  'Runs',
  'Seconds until the last',
  'Calls',
  'Throttled',
  'Chats a minute',
  'Mails a minute',
  'Longest run, s',
  'Memory, MB',
];
const ZH = [
  '风暴',
  'AccessKey',
  '已遏制',
  '已搁置',
  '丢失',
  '运行次数',
  '至最后一个的秒数',
  '调用',
  '被限流',
  '每分钟群消息',
  '每分钟邮件',
  '最长运行（秒）',
  '内存（MB）',
];
const ZH_NAMES: Readonly<Record<string, string>> = {
  'cap honoured': '遵守上限',
  'cap of unknown senders': '未知来源的上限',
  'cap lifted': '取消上限',
  'a run cut off': '运行被中断',
};

afterAll(() => {
  const text = (row: Row): string[] => row.map(String);
  showTable('storm', {
    en: { columns: EN, rows: rows.map(text) },
    zh: {
      columns: ZH,
      rows: rows.map(([name, ...cells]) =>
        text([ZH_NAMES[String(name)] ?? String(name).replace('memory at', '内存，密钥数'), ...cells]),
      ),
    },
  });
});

let account: Account | undefined;
afterEach(async () => {
  await account?.stop();
  account = undefined;
});

interface Storm {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How the leaks are told; default: they stand in Security Center's list. */
  readonly tell?: (
    account: Account,
    names: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => Promise<unknown>;
}

/** The minutes of a storm, until nothing is left of it but looks that have their turn. */
async function play({ name, env = {}, tell }: Storm) {
  const { names, builder } = crowd(KEYS);
  account = await Account.start(builder);
  const here = account;
  const { sandbox } = here;
  withCallTime(sandbox);
  const began = sandbox.clock.now().getTime();
  if (tell) await tell(here, names, env);
  else for (const user of names) here.leak(user, { tokenValid: 1 });
  const finishes = (): number => here.objects('schedule/').filter((key) => key.endsWith('--finish.json')).length;
  const failures: string[] = [];
  const looks: number[] = [];
  let longest = 0;
  let runs = 0;
  do {
    const before = sandbox.fc.asyncInvocations.length;
    const minute = await aMinute(here, env);
    failures.push(...minute.failures);
    longest = Math.max(longest, minute.ms);
    looks.push(sandbox.fc.asyncInvocations.length - before);
    runs += 1;
  } while (
    runs < 2 ||
    (runs < 60 && (finishes() > 0 || here.objects('outbox/').some((key) => /outbox\/(?:dingtalk|mail)\//.test(key))))
  );
  const contained = names.filter((user) => here.policiesOf(user).length > 0);
  const held = here.objects('status/held--').length;
  const attached = here.calls().filter(({ action, status }) => action === 'AttachPolicyToUser' && status === 200);
  const seconds = Math.round((Date.parse(attached.at(-1)?.time ?? '') - began) / 1000);
  const throttled = here.calls().filter(({ errorCode }) => errorCode?.startsWith('Throttling')).length;
  const chats = mostInAMinute(here.chats.map(({ time }) => time));
  const mails = mostInAMinute(here.mails.map(({ time }) => time));
  const lost = KEYS - contained.length - held;
  const seen = JSON.stringify(here.chats);
  rows.push([
    name,
    KEYS,
    contained.length,
    held,
    lost,
    runs,
    seconds,
    here.calls().length,
    throttled,
    chats,
    mails,
    Math.round(longest / 1000),
    '',
  ]);
  return { here, names, contained, held, lost, failures, longest, looks, chats, mails, throttled, seconds, seen };
}

test('beyond the cap keys are held and asked about once, and reminded of once; none is lost', async () => {
  const cap = Math.floor(KEYS / 5);
  const { here, contained, held, lost, failures, longest } = await play({
    name: 'cap honoured',
    env: { TOURNIQUET_MAX_CONFIRMED_PER_HOUR: String(cap), TOURNIQUET_LANGUAGE: 'en' },
  });
  expect([contained.length, held, lost, failures]).toEqual([cap, KEYS - cap, 0, []]);
  expect(longest).toBeLessThan(LIMIT_MS);
  const asked = (): number => here.mails.filter(({ text }) => text.includes('approve --all')).length;
  expect(asked()).toBe(1);
  here.sandbox.clock.advance(3_600_000);
  await aMinute(here, { TOURNIQUET_LANGUAGE: 'en' });
  expect(asked()).toBe(2);
});

test("with the cap lifted all are contained, each told, below a robot's pace, and handed over some at a time", async () => {
  const storm = await play({ name: 'cap lifted', env: { TOURNIQUET_MAX_CONFIRMED_PER_HOUR: '5000' } });
  expect([storm.contained.length, storm.lost, storm.failures]).toEqual([KEYS, 0, []]);
  expect(storm.longest).toBeLessThan(LIMIT_MS);
  expect(storm.throttled).toBe(0);
  // RAM attaches ten a second (as the account enforces): no faster, and none is tried for longer than it must.
  expect(storm.seconds).toBeGreaterThanOrEqual(KEYS / 10 - 2);
  expect([storm.chats, storm.mails].every((count) => count < 20)).toBe(true);
  // Every alert is whole in a mail, and named in the chat.
  const mails = storm.here.mails.map(({ text }) => text).join('\n');
  const unsaid = storm.names.filter(
    (name) => !new RegExp(`${name}(?!\\d)`).test(mails) || !new RegExp(`${name}(?!\\d)`).test(storm.seen),
  );
  expect(unsaid).toEqual([]);
  expect(Math.max(...storm.looks)).toBeLessThanOrEqual(LOOKS_A_RUN);
  // What was not handed over yet stands in the schedule.
  const scheduled = storm.here.objects('schedule/').filter((key) => key.endsWith('--investigate.json')).length;
  expect(scheduled).toBe(KEYS);
});

test('two runs at once meet at the limit of RAM: what is throttled has its turn seconds later, and none fails', async () => {
  const count = 100;
  const { names, builder } = crowd(count);
  account = await Account.start(builder);
  const here = account;
  // Eight calls side by side, four of each run.
  withCallTime(here.sandbox, 3);
  const env = { TOURNIQUET_MAX_CONFIRMED_PER_HOUR: '5000' };
  const [first = '', ...rest] = names;
  here.leak(first, { tokenValid: 1 });
  await aMinute(here, env);
  for (const user of rest) here.leak(user, { tokenValid: 1 });
  // The timer starts its next run while the one before is still at work; it begins at the list's other end.
  const before = aMinute(here, env);
  here.sandbox.clock.advance(60_000);
  const began = here.sandbox.clock.now().getTime();
  const minutes = await Promise.all([before, aMinute(here, env)]);
  expect(minutes.flatMap(({ failures }) => failures)).toEqual([]);
  expect(names.filter((user) => here.policiesOf(user).length === 0)).toEqual([]);
  const attached = here.calls().filter(({ action, status }) => action === 'AttachPolicyToUser' && status === 200);
  expect((Date.parse(attached.at(-1)?.time ?? '') - began) / 1000).toBeLessThan((1.5 * count) / 10);
});

test('senders whom nobody knows contain twenty an hour; the rest is held', async () => {
  const { contained, held, lost } = await play({
    name: 'cap of unknown senders',
    tell: async (here, names, env) => {
      const events = names.map((name) => busEvent(here.keyOf(name), { userName: name }, `e-${name}`));
      // One event a call of the bus: EventBridge hands over no more than so many at once.
      for (let at = 0; at < events.length; at += 100) await here.respond(events.slice(at, at + 100), env);
    },
  });
  expect([contained.length, held, lost]).toEqual([20, KEYS - 20, 0]);
});

withBuilt('respond', 'a run that is cut off, and its memory').describe('the built function', () => {
  test.each(IS_LONG ? [50, 200, 400, 800, 1_600] : [150])('is cut off at its call %d: nothing is lost', async (at) => {
    const keys = IS_LONG ? 100 : 8;
    const { atCut, ...end } = await cutOff(keys, at);
    rows.push(['a run cut off', keys, end.contained, 0, keys - end.contained, 4, '', '', '', '', '', '', '']);
    expect(atCut).toBeLessThanOrEqual(keys);
    expect(end).toEqual({ contained: keys, finishes: 0, ok: true, untold: 0, told3: 0 });
  });

  test('takes hardly more memory for many keys than for few, and less than the function has', async () => {
    const counts = IS_LONG ? [100, 300, KEYS] : [5, 25];
    const peaks: number[] = [];
    for (const count of counts) {
      const peak = await memoryOf(count);
      peaks.push(peak);
      rows.push([`memory at ${count}`, count, '', '', '', 1, '', '', '', '', '', '', peak]);
    }
    expect(Math.max(...peaks)).toBeLessThan(512);
    expect((peaks.at(-1) ?? 0) / (peaks[0] ?? 1)).toBeLessThan(2);
  });
});
