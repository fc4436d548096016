import { CommanderError } from 'commander';
import { CommandEnded, EXIT } from '../../cli/exit';
import { failureOf, inJson, inWords } from '../../cli/failure';
import type { RunningSandbox } from '../../sandbox/start';
import {
  BucketUnfit,
  CloudCallFailed,
  CloudForbidden,
  CloudNotFound,
  CloudThrottled,
  ConfigurationInvalid,
  RunIncomplete,
} from '../../shared/errors';
import { aSandbox } from '../builders';
import { cli } from './run-cli';

const UNKNOWN = 'LTAI5tNobodyHasHeardOf1';
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox().start();
});
afterAll(() => sandbox.stop());
const errorOf = (stdout: string) => (JSON.parse(stdout) as { error: Record<string, unknown> }).error;

test.each([
  [['status', 'LTAIzz'], 2, 'INVALID_ACCESS_KEY_ID', /Not an AccessKey id/],
  [['status', 'STS.NTsomething'], 2, 'TEMPORARY_ACCESS_KEY', /STS session/],
  [['investigate', UNKNOWN], 2, 'USAGE', /no incident/],
  [['rotate', 'verify', UNKNOWN], 2, 'USAGE', /incident/],
  [['setup', '--retain-days', '30'], 2, 'USAGE', /TOURNIQUET_ARCHIVE_BUCKET/],
  [['setup', '--retain-days', 'x'], 2, 'USAGE', /whole number of days/],
  [['remove', '--delete-evidence', 'another'], 2, 'USAGE', /names another/],
  [['invoke', 'no-such', '--event', '{}'], 1, 'CLOUD_NOT_FOUND', /FunctionNotFound/],
  [['invoke', 'no-such', '--event', '[]'], 2, 'USAGE', /JSON object/],
  [['evidence', 'verify', '/nonexistent'], 1, 'FAILED', /manifest\.json/],
  [['status', '--colour'], 2, 'USAGE', /unknown option '--colour'/],
] as const)('%j --json that fails prints its error as JSON, besides the sentence', async (args, code, name, words) => {
  const ended = await cli(sandbox, [...args, '--json']);
  expect(ended.code).toBe(code);
  expect(errorOf(ended.stdout)).toMatchObject({ code: name, message: expect.stringMatching(words) });
  expect(ended.stderr).toMatch(words);
  const plain = await cli(sandbox, args);
  expect(plain).toEqual({ code, stdout: '', stderr: ended.stderr });
});

test('the code of docs/errors.md stands behind the sentence, and the next step on a line of its own', async () => {
  const { code, stderr } = await cli(sandbox, ['status'], { TOURNIQUET_EVIDENCE_BUCKET: 'no-such-bucket' });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^ak-tourniquet: oss \w+ failed: NoSuchBucket .*\[CLOUD_NOT_FOUND\]\n.*npx --no ak-tourniquet setup\n$/,
  );
});

test('set-up on a bucket that others may read says what to change', async () => {
  const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
  if (bucket) bucket.acl = 'public-read';
  const { code, stderr, stdout } = await cli(sandbox, ['setup', '--json']);
  if (bucket) bucket.acl = 'private';
  expect([code, errorOf(stdout)]).toMatchObject([
    1,
    { code: 'BUCKET_UNFIT', todo: expect.stringMatching(/Bucket ACL: Private/) },
  ]);
  expect(stderr).toMatch(/its ACL is public-read, not private\. \[BUCKET_UNFIT\]\nMake it private/);
});

test('an endpoint where nothing answers is named, with what to check', async () => {
  const { code, stdout, stderr } = await cli(sandbox, ['status', '--json'], {
    TOURNIQUET_ENDPOINT: 'http://127.0.0.1:9',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/Nothing answers at TOURNIQUET_ENDPOINT, http:\/\/127\.0\.0\.1:9: start the sandbox/);
  expect(errorOf(stdout)).toHaveProperty('todo', expect.stringMatching(/unset it/));
});

describe('what was thrown, as code, sentence and next step', () => {
  const cloud = (code: string, status?: number, service = 'ram') =>
    new CloudCallFailed(service, 'GetUser', code, status, undefined, 'why');

  test.each([
    ['bad usage', new CommanderError(1, 'commander.x', "error: unknown option '--x'"), {}, [2, 'USAGE', undefined]],
    ['a refusal', new CommandEnded(EXIT.person, 'Nothing was changed.'), {}, [4, 'PERSON_NEEDED', undefined]],
    ['a configuration', new ConfigurationInvalid(['x']), {}, [2, 'CONFIGURATION_INVALID', undefined]],
    ['a defect', new TypeError('x is no function'), {}, [1, 'UNEXPECTED', undefined]],
    ['no text at all', 'words', {}, [1, 'UNEXPECTED', undefined]],
    [
      'a missing right',
      new CloudForbidden('ram', 'GetUser', 'NoPermission', 403, undefined, ''),
      {},
      [1, 'CLOUD_FORBIDDEN', /ask for ram:GetUser/],
    ],
    [
      'a bucket',
      new BucketUnfit('b', 'its ACL is public-read, not private.'),
      {},
      [1, 'BUCKET_UNFIT', /Bucket ACL: Private/],
    ],
    [
      'a function',
      new CloudNotFound('fc', 'InvokeFunction', 'FunctionNotFound', 404, undefined, ''),
      {},
      [1, 'CLOUD_NOT_FOUND', /s deploy/],
    ],
    ...[
      ['InvalidAccessKeyId.Inactive', /deleted, or off/],
      ['InvalidAccessKeyID', /deleted, or off/],
      ['SignatureDoesNotMatch', /The secret is not that of/],
      ['IncompleteSignature', /The secret is not that of/],
      ['InvalidTimeStamp.Expired', /clock is wrong/],
    ].map(
      ([code, words]) => [`${code}`, cloud(`${code}`, 400), {}, [2, 'CLOUD_CALL_FAILED', words as RegExp]] as const,
    ),
    [
      'a failure of the cloud',
      cloud('InternalError', 500, 'oss'),
      {},
      [1, 'CLOUD_CALL_FAILED', /again in a few minutes/],
    ],
    [
      'too many calls',
      new CloudThrottled('oss', 'GetObject', 'Throttling', 400, undefined, ''),
      {},
      [1, 'CLOUD_THROTTLED', /again in a few minutes/],
    ],
    [
      'steps of which the cloud failed at one',
      new RunIncomplete(['detach:x', cloud('InternalError', 503).message]),
      {},
      [1, 'RUN_INCOMPLETE', /again in a few minutes/],
    ],
    [
      'a look that failed',
      new CommandEnded(EXIT.unchecked, 'could not check', { cause: cloud('InternalError', 500) }),
      {},
      [3, 'NOT_CHECKED', /again in a few minutes/],
    ],
    ['no network', cloud('ENOTFOUND'), {}, [1, 'CLOUD_CALL_FAILED', /by the name of the endpoint of ram/]],
    [
      'an OSS endpoint',
      cloud('ECONNREFUSED', undefined, 'oss'),
      { TOURNIQUET_OSS_ENDPOINT: 'https://x' },
      [1, 'CLOUD_CALL_FAILED', /TOURNIQUET_OSS_ENDPOINT, https:\/\/x/],
    ],
    [
      'a Security Center endpoint',
      cloud('ETIMEDOUT', undefined, 'sas'),
      { TOURNIQUET_SAS_ENDPOINT: 'y' },
      [1, 'CLOUD_CALL_FAILED', /TOURNIQUET_SAS_ENDPOINT, y/],
    ],
    ['what has no next step', cloud('Strange', 400), {}, [1, 'CLOUD_CALL_FAILED', undefined]],
  ] as const)('%s', (_, thrown, environment, [exitCode, code, todo]) => {
    const failure = failureOf(thrown, environment);
    expect(failure).toMatchObject({ exitCode, code });
    if (todo === undefined) expect(failure).not.toHaveProperty('todo');
    else expect(failure.todo).toMatch(todo);
  });

  test('foreign text in a message acts neither on a terminal nor in the JSON, and all lines stay', () => {
    const failure = failureOf(new ConfigurationInvalid(['a\u202eb', 'c']), {});
    expect(inWords(failure)).toMatch(/\[CONFIGURATION_INVALID\]\n {2}- a\\u202eb\n {2}- c\n$/);
    expect(JSON.parse(inJson(failure))).toEqual({ error: { code: failure.code, message: failure.message } });
  });
});
