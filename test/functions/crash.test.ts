import type { FcContext } from '../../functions/platform';
import { openFunctionSession } from '../../sandbox/identities';
import type { RunningSandbox } from '../../sandbox/start';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../builders';

const before = { ...process.env };
let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey('ci')).start();
});
afterEach(async () => {
  process.env = { ...before };
  await sandbox.stop();
});

/** One invocation, of an instance of its own, that ends as `end` does. */
async function invoked(name: FunctionName, end: () => unknown, language = 'en'): Promise<unknown> {
  process.env = { ...before, ...sandbox.endpointEnv, TOURNIQUET_LANGUAGE: language, DEBUG: '' };
  jest.resetModules();
  const { serve } = await import('../../functions/entry');
  const { log } = await import('../../functions/platform');
  log.level = 'silent';
  const context: FcContext = {
    requestId: 'request-7',
    credentials: openFunctionSession(sandbox.world, roleName(name), roleName(name)),
    function: { name: roleName(name), timeout: 60 },
    accountId: sandbox.accountId,
  };
  return serve(Buffer.from('{}'), context, name, async () => end()).catch((error: unknown) => error);
}
const crash = () => {
  throw new RangeError('Maximum call stack size exceeded');
};
const mails = () => sandbox.inbox.mail.map(({ subject, text }) => `${subject}\n${text}`);

test.each([
  ['respond', /The AccessKey responder failed: respond/],
  ['investigate', /failed: investigate(?:.|\n)*what was done with a leaked key may stay unknown until this is mended/],
  ['hygiene', /failed: hygiene(?:.|\n)*no key of the account is looked at by night until this is mended/],
] as const)('what %s stumbles over reaches the owner, once an hour, and fails the invocation', async (name, told) => {
  for (let i = 0; i < 3; i += 1) expect(await invoked(name, crash)).toMatchObject({ name: 'RangeError' });
  expect(mails()).toHaveLength(1);
  expect(mails()[0]).toMatch(told);
  expect(mails()[0]).toContain('unexpected error in the run request-7: Maximum call stack size exceeded');
  sandbox.clock.advance(3_600_000);
  await invoked(name, crash);
  expect(mails()).toHaveLength(2);
});

test('each function speaks for itself: one that fails each minute silences no other', async () => {
  await invoked('respond', crash);
  await invoked('investigate', crash);
  await invoked('hygiene', crash);
  expect(mails()).toHaveLength(3);
});

test('in Chinese, too', async () => {
  await invoked('investigate', crash, 'zh');
  expect(mails()[0]).toMatch(/出错：调查/);
  expect(mails()[0]).toMatch(/运行 request-7 出现意外错误：Maximum call stack/);
});

test('what a workflow throws on purpose was told by itself, or needs no telling', async () => {
  // Of the instance's own modules, as a workflow's is.
  const incomplete = async () => {
    const { RunIncomplete } = await import('../../shared/errors');
    throw new RunIncomplete(['mail: no answer']);
  };
  expect(await invoked('investigate', incomplete)).toMatchObject({ name: 'RUN_INCOMPLETE' });
  expect(mails()).toEqual([]);
});
