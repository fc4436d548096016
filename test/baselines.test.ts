import { byExpression, byKeptExpression, naiveVerdict } from '../bench/baselines/naive-policy';
import { handler } from '../bench/baselines/plain-handler';
import { policiesOf, requestsOf } from '../bench/evaluator/policies';
import { evaluate } from '../shared/ram-policy/evaluate';
import { parsePolicy } from '../shared/ram-policy/parse';
import { aSandbox, aUser } from './builders';

test('the plain handler that the benchmarks measure beside does its job', async () => {
  const users = ['anna', 'ben', 'ci-bot'].map((name) => aUser(name).withKey());
  const sandbox = await aSandbox()
    .withUser(...users)
    .start();
  const surroundings = { ...process.env };
  Object.assign(process.env, sandbox.endpointEnv);
  try {
    const accessKeyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const context = { requestId: 'r-1', credentials: sandbox.identities.admin };
    // Once more, for the policy that is there by then.
    for (const _ of [1, 2])
      expect(await handler(Buffer.from(JSON.stringify({ accessKeyId })), context).catch((error) => error.code)).toEqual(
        _ === 1 ? { user: 'ci-bot' } : 'EntityAlreadyExists.User.Policy',
      );
    const carried = (name: string) => sandbox.world.users.get(name)?.attached.current.map(({ policy }) => policy.name);
    expect([carried('ci-bot'), carried('anna')]).toEqual([['PlainQuarantine'], []]);
    expect(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.has(`plain/${accessKeyId}.json`)).toBe(true);
  } finally {
    process.env = surroundings;
    await sandbox.stop();
  }
});

test('the naive evaluator gives the verdicts that ours gives, however it compares its patterns', () => {
  const texts = policiesOf(4);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(6_144);
  expect(texts.slice(1).every(({ length }) => length > 5_500)).toBe(true);
  const parsed = texts.map((text) => parsePolicy(text));
  const read = texts.map((text) => JSON.parse(text));
  const requests = requestsOf(120);
  const ours = requests.map((request) => evaluate(parsed, request));
  expect(new Set(ours.map(({ decision }) => decision))).toEqual(new Set(['Allow', 'Deny', 'ImplicitDeny']));
  for (const wild of [undefined, byExpression, byKeptExpression()])
    expect(requests.map((request) => naiveVerdict(read, request, wild))).toEqual(ours);
});
