import { narrowCommand } from '../../../cli/rotate/narrow';
import { status } from '../../../functions/respond/status';
import { catchOutput } from '../../cli/catch-output';
import { used } from './arrange';
import {
  account,
  callFrom,
  cli,
  look,
  NONE,
  OFFICE,
  OURS,
  policyOf,
  release,
  start,
  stepOf,
  stillDenied,
  stolen,
  THIEF,
} from './fence-arrange';

/** The functions' own setting asks for no fence. */
const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const WISH = { by: 'alice', reason: 'we rotate', yes: true, json: false };

async function narrow(env: Readonly<Record<string, string>> = {}, more: object = {}) {
  let said = '';
  const quiet = catchOutput((_, text) => {
    said += text;
  });
  const code = await narrowCommand(await cli({ ...ENV, ...env }), account.keyOf('ci-bot'), { ...WISH, ...more })
    .catch((error: { readonly exitCode: number; readonly message: string }) => {
      said += error.message;
      return error.exitCode;
    })
    .finally(quiet);
  return { code, said };
}

const looks = () => account.objects('schedule/').filter((key) => /--investigate\.json$/.test(key));

beforeEach(async () => {
  await start(used('ci-bot'), stolen);
  await account.poll(ENV);
});
afterEach(() => account.stop());

test('rotate narrow has the functions fence the old key in beside the deny, until the release', async () => {
  await look();
  await account.poll(ENV);
  expect(policyOf('ci-bot')).toBeUndefined();
  const before = looks().length;
  const { code, said } = await narrow();
  expect([code, said]).toEqual([
    0,
    expect.stringMatching(
      /let the old key LTAI\S+ of ci-bot work only from[\s\S]*as it looks now: from 203\.0\.113\.7/,
    ),
  ]);
  expect(looks()).toHaveLength(before + 1);
  expect(await status((await cli()).run, account.keyOf('ci-bot'))).toMatchObject({ fence: { by: 'alice' } });
  // A second wish is the same one.
  expect(await narrow()).toMatchObject({ code: 0 });
  expect((await account.incident('ci-bot')).entries.filter(({ type }) => type === 'fence-wish')).toHaveLength(1);
  await look();
  await account.poll(ENV);
  expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(OURS);
  expect([await callFrom(OFFICE), await callFrom(THIEF)]).toEqual(['allowed', 'Forbidden.AccessKeyPolicy']);
  stillDenied();
  expect(await stepOf()).toMatchObject({ ok: true });
  expect(account.mails.some(({ subject }) => /known networks/.test(subject))).toBe(true);
  expect(await narrow()).toMatchObject({ code: 0, said: expect.stringMatching(/is fenced in since/) });
  expect(await release()).toBe(0);
  expect(policyOf('ci-bot')).toBe(NONE);
  expect((await account.incident('ci-bot')).state).toMatchObject({ fenceWish: null, wantsFence: false });
  expect(await narrow()).toMatchObject({ code: 4, said: expect.stringMatching(/is not contained now/) });
});

test('rotate narrow writes nothing where nothing would come of it, or nobody agreed', async () => {
  expect(await narrow({}, { yes: false })).toMatchObject({ code: 2 });
  expect(await narrow({ TOURNIQUET_MODE: 'observe' })).toMatchObject({
    code: 4,
    said: expect.stringMatching(/observe mode/),
  });
  const key = account.sandbox.keys.get('ci-bot')?.key;
  if (key) key.status = 'Inactive';
  expect(await narrow()).toMatchObject({ code: 4, said: expect.stringMatching(/is off or gone/) });
  expect((await account.incident('ci-bot')).state.fenceWish).toBeNull();
});
