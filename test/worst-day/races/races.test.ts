import { rmSync } from 'node:fs';
import path from 'node:path';
import { withBuilt } from '../../built';
import { EVERY, IS_LONG, showTable } from '../table';
import { everyRoad, processes, sameDeliveries } from './at-once';
import { CHANGES, type Change, changedAt, RELEASED } from './changes';
import { besideLater, earlierBuild, olderPolicy } from './versions';

/** Minutes for every case; seconds for the sample. */
jest.setTimeout(IS_LONG ? 3_600_000 : 120_000);

const rows: { readonly en: string; readonly zh: string; tried: number; failed: number }[] = [];
afterAll(() => {
  const cells = ({ tried, failed }: (typeof rows)[number]): string[] => [tried, tried - failed, failed].map(String);
  showTable('races', {
    en: { columns: ['Race', 'Tried', 'Held', 'Failed'], rows: rows.map((row) => [row.en, ...cells(row)]) },
    zh: { columns: ['竞争', '尝试', '通过', '失败'], rows: rows.map((row) => [row.zh, ...cells(row)]) },
  });
});

/** One row of the table; whatever is wrong is shown. */
function held(en: string, zh: string, wrongs: readonly (readonly string[])[]): void {
  const failed = wrongs.filter((wrong) => wrong.length > 0);
  rows.push({ en, zh, tried: wrongs.length, failed: failed.length });
  expect(failed).toEqual([]);
}

const MANY = IS_LONG ? 50 : 5;

test('one leak, delivered many times at once, is one incident: attached, told and handed over once', async () => {
  held(`${MANY} deliveries of one leak`, `同一泄露同时投递 ${MANY} 次`, [await sameDeliveries(MANY)]);
});

test('one leak by every road at once is one incident', async () => {
  const zh = `${MANY} 次投递：轮询、事件总线、操作审计、手动`;
  held(`${MANY} deliveries by poll, bus, ActionTrail and hand`, zh, [await everyRoad(MANY)]);
});

withBuilt('respond', 'many processes at once').test('the built function in many processes at once', async () => {
  const count = IS_LONG ? 12 : 2;
  held(`${count} processes of the built function`, `${count} 个已构建函数进程`, [await processes(count)]);
});

test('a release in the midst of a containment, at every call of it', () => atEachCall(RELEASED, IS_LONG ? EVERY : 30));

test.each(CHANGES.map((change, at) => [change.name, change, at] as const))('%s while respond runs', (_, change, at) =>
  // The sample tries each change at one call, and every other change at another.
  atEachCall(change, IS_LONG ? EVERY : Number.POSITIVE_INFINITY, IS_LONG ? 1 : 5 + 6 * at),
);

async function atEachCall(change: Change, step: number, from = 3): Promise<void> {
  const wrongs: string[][] = [];
  let calls = 1;
  for (let at = from; at === from || at <= calls; at += step) {
    const tried = await changedAt(change, at);
    calls = at === from ? tried.calls : Math.max(calls, tried.calls);
    wrongs.push(tried.wrong.map((wrong) => `before call ${at}: ${wrong}`));
  }
  held(change.name, change.zh, wrongs);
}

test('the older of two versions trips over nothing of the later, loses nothing and undoes nothing', async () => {
  held('objects of a later version lie beside', '旁边有较新版本的对象', [await besideLater()]);
});

test('the account has the policy of another version', async () => {
  held('the policy of an older version', '账号中是较旧版本的策略', [await olderPolicy()]);
});

const earlierIsTried = async () => {
  const earlier = earlierBuild();
  // It has said so.
  if (earlier === undefined) return;
  const here = `${__dirname}/../../../dist`;
  const both = [await processes(6, [earlier, here]), await processes(6, [here, earlier])];
  rmSync(path.dirname(earlier), { recursive: true, force: true });
  held('this build and an earlier one, 6 processes', '本版本与较早版本，6 个进程', both);
};
if (IS_LONG) test('an earlier build of this project beside this one, at one leak', earlierIsTried);
