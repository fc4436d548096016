import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { DataResult } from '../../../shared/evidence/data/types';
import { verifyManifest } from '../../../shared/evidence/verify';
import { aSandbox } from '../../builders';
import { anAccount, ENV, objects, read, THIEF, usual } from '../../functions/investigate/an-account';
import { handOver, incidentOf, keyOf, manifestOf, recordIncident } from '../../functions/investigate/an-incident';
import { aRun } from '../../run';
import { ossClient, put } from '../../sandbox/oss/clients';
import { canary } from './account';
import { canariesIn } from './readings';

const HOUR_MS = 3_600_000;
const LOGS = { TOURNIQUET_ACCESS_LOGS: 'acme-logs/oss-access/' };
const SLS = { TOURNIQUET_ACCESS_LOG_SLS: 'oss-log-acme/oss-log-store' };
const CANARIES = ['signature', 'token', 'v4', 'v4-token', 'referer', 'escaped'].map((place) => ({
  place,
  secret: canary(`log-${place}`),
}));
const written = (place: string): string => encodeURIComponent(canary(`log-${place}`));

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

/** A presigned URL's parameters in both forms, an escaped name among them. */
const query = (key: string): string =>
  [
    `Expires=1900000000&OSSAccessKeyId=${key}&Signature=${written('signature')}&security-token=${written('token')}`,
    `x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=${key}%2F20260520`,
    `x-oss-signature=${written('v4')}&x-oss-security-token=${written('v4-token')}&security%2Dtoken=${written('escaped')}`,
  ].join('&');
const referer = (): string => `https://portal.example/d?x=1&Signature=${written('referer')}`;

/** What the pack holds then, less what is the same in every pack. */
async function investigated(env: Record<string, string>) {
  const run = await aRun(sandbox, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 3 * HOUR_MS });
  const { event } = await handOver(run, id);
  await investigate(event, run);
  const file = read(sandbox, run.paths.incident(id));
  expect(await verifyManifest(file, await manifestOf(run, id))).toEqual([]);
  const bucket = sandbox.oss.buckets.get('ak-tourniquet-evidence');
  const all = objects(sandbox).map((key): [string, string] => [key, bucket?.objects.get(key)?.body.toString() ?? '']);
  const data = JSON.parse((await file('evidence/round-1/data.json'))?.toString() ?? '{}') as DataResult;
  const lines = (await file(data.parts[0]?.path ?? ''))?.toString() ?? '';
  const found = all.flatMap(([key, text]) => canariesIn(text, CANARIES).map((place) => `${place} in ${key}`));
  return { data, lines, found };
}

const anAccountWithLogs = (env: Record<string, string>): Promise<RunningSandbox> =>
  anAccount(
    aSandbox()
      .withEvents({ ...usual(3), key: 'ci' })
      .withBucket('acme-logs')
      .withBucket('exports', { 'a.csv': 'x' }),
    env,
  );

test('presigned URLs in a bucket’s access log are kept without what opens them', async () => {
  sandbox = await anAccountWithLogs(LOGS);
  const exports = sandbox.oss.buckets.get('exports');
  if (exports) exports.logging = { targetBucket: 'acme-logs', targetPrefix: 'oss-access/' };
  const key = keyOf(sandbox, 'ci');
  const when = new Date(sandbox.clock.now().getTime() - 600_000);
  const [, weekday] = /^\w+, (\d+ \w+ \d+ [\d:]+)/.exec(when.toUTCString()) ?? [];
  const at = `${weekday?.replace(' ', '/').replace(' ', '/').replace(' ', ':')} +0000`;
  const line = (url: string) =>
    `${THIEF} - - [${at}] "GET ${url} HTTP/1.1" 200 3000 12 "${referer()}" "ossbrowser/1.1" "exports.oss-cn-hangzhou.aliyuncs.com" "D1FE397195D74E93BFF282F1" "true" "1234567890123456" "GetObject" "exports" "a.csv" 3000 8 "-" 400 "1234567890123456" - "-" "standard" "-" "-" "${key}"`;
  const admin = ossClient(Number(new URL(sandbox.url).port), sandbox.identities.admin, { bucket: 'acme-logs' });
  const hour = when.toISOString().slice(0, 13).replace('T', '-');
  const name = `oss-access/exports${hour}-00-00-0001`;
  // The second is one that cannot be read for certain, and is kept as well.
  await put(admin, name, `${line(`/exports/a.csv?${query(key)}`)}\n${key} "/a.csv?${query(key)}\n`);
  const { data, lines, found } = await investigated(LOGS);
  expect(found).toEqual([]);
  expect(data).toMatchObject({ lines: 1, failures: [expect.stringMatching(/^1 lines with a wanted key in them/)] });
  expect(data.uses).toMatchObject([{ ip: THIEF, read: 1, accessKeyId: key }]);
  expect(lines.trimEnd().split('\n')).toHaveLength(2);
  for (const stays of [`OSSAccessKeyId=${key}`, 'Expires=1900000000', 'Signature=[removed]', `x-oss-credential=${key}`])
    expect(lines).toContain(stays);
});

test('the same in the real-time log of Log Service', async () => {
  sandbox = await anAccountWithLogs(SLS);
  const key = keyOf(sandbox, 'ci');
  const store = sandbox.addLogstore('oss-log-acme', 'oss-log-store');
  store.index = { fullText: false, keys: { access_id: 'text' } };
  store.rows.push({
    __time__: String(Math.floor(sandbox.clock.now().getTime() / 1000) - 600),
    ...{ __topic__: 'oss_access_log', access_id: key, bucket: 'exports', client_ip: THIEF, operation: 'GetObject' },
    ...{ http_status: '200', response_body_length: '3000', object: 'a.csv', user_agent: 'ossbrowser/1.1' },
    ...{ request_uri: `/exports/a.csv?${query(key)}`, referer: referer(), request_length: '512' },
  });
  const { data, lines, found } = await investigated(SLS);
  expect(found).toEqual([]);
  expect(data).toMatchObject({ lines: 1, failures: [] });
  expect(data.uses).toMatchObject([{ ip: THIEF, read: 1, accessKeyId: key }]);
  for (const stays of [`OSSAccessKeyId=${key}`, 'Signature=[removed]', '"bucket":"exports"'])
    expect(lines).toContain(stays);
});
