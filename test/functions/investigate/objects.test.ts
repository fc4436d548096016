import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { DataResult } from '../../../shared/evidence/data/types';
import { verifyManifest } from '../../../shared/evidence/verify';
import type { FindingsFile } from '../../../shared/findings/file';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { ossClient, put } from '../../sandbox/oss/clients';
import { anAccount, ENV, OFFICE, read, stolen, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const HOUR_MS = 3_600_000;
const LOGS = { TOURNIQUET_ACCESS_LOGS: 'acme-logs/oss-access/' };

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

/** `exports` is logged into another bucket, `web` is not logged; the key is used at home and by a thief. */
async function anAccountWithLogs(env: Record<string, string> = LOGS): Promise<RunningSandbox> {
  const text = (n: number) => 'x'.repeat(1000 * n);
  const account = await anAccount(
    aSandbox()
      .withEvents({ ...usual(3), key: 'ci' }, stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } }))
      .withBucket('acme-logs')
      .withBucket('web', { 'index.html': 'hello' })
      .withBucket('exports', {
        'clients/a b.csv': text(3),
        'clients/c.csv': text(2),
        'd.csv': text(1),
        'old.csv': 'x',
      }),
    env,
  );
  sandbox = account;
  const exports = account.oss.buckets.get('exports');
  if (exports) exports.logging = { targetBucket: 'acme-logs', targetPrefix: 'oss-access/' };
  return account;
}

function asKey(account: RunningSandbox, bucket: string, ip: string) {
  const key = account.keys.get('ci')?.key;
  if (key === undefined) throw new Error('the account has no such key');
  const { port } = new URL(account.url);
  return {
    oss: ossClient(Number(port), key, { bucket }),
    from: { headers: { 'x-sandbox-source-ip': ip, 'user-agent': 'ossbrowser/1.1' } } as never,
  };
}

async function theft(account: RunningSandbox): Promise<void> {
  const thief = asKey(account, 'exports', THIEF);
  for (const key of ['clients/a b.csv', 'clients/c.csv', 'd.csv', 'd.csv'])
    await thief.oss.get(key, undefined as never, thief.from);
  await thief.oss.delete('old.csv', thief.from);
  await expect(thief.oss.get('none.csv', undefined as never, thief.from)).rejects.toMatchObject({ status: 404 });
  const home = asKey(account, 'exports', OFFICE);
  await home.oss.get('d.csv', undefined as never, home.from);
  const admin = ossClient(Number(new URL(account.url).port), account.identities.admin, { bucket: 'exports' });
  await admin.get('d.csv');
}

async function investigated(account: RunningSandbox, env: Record<string, string> = LOGS) {
  const run = await aRun(account, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(account, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 3 * HOUR_MS });
  const { event } = await handOver(run, id);
  const result = await investigate(event, run);
  const manifest = await manifestOf(run, id);
  const file = read(account, run.paths.incident(id));
  expect(await verifyManifest(file, manifest)).toEqual([]);
  const json = async <T>(path: string): Promise<T | undefined> => {
    const body = await file(path);
    return body === undefined ? undefined : (JSON.parse(body.toString()) as T);
  };
  const report = (await file('report.html'))?.toString() ?? '';
  return {
    ...{ result, manifest, report },
    data: await json<DataResult>('evidence/round-1/data.json'),
    findings: (await json<FindingsFile>('findings.json'))?.findings ?? [],
    lines: (await file('evidence/round-1/data/exports-0001.log'))?.toString() ?? '',
  };
}

test('what the thief read and deleted is known object by object, with the original lines; what nobody logs is named', async () => {
  const account = await anAccountWithLogs();
  await theft(account);
  account.clock.advance(2 * HOUR_MS);
  const { data, findings, report, lines, manifest } = await investigated(account);
  expect(data).toMatchObject({ asked: true, buckets: ['exports'], failures: [], lines: 7 });
  expect(data?.unrecorded).toEqual(expect.arrayContaining(['web', 'acme-logs']));
  const [stolenUse, homeUse] = data?.uses ?? [];
  expect(stolenUse).toMatchObject({ bucket: 'exports', ip: THIEF, read: 4, deleted: 1, refused: 1, bytesOut: 7_000 });
  expect(stolenUse?.objects.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['clients/a b.csv', 'clients/c.csv', 'd.csv', 'old.csv']),
  );
  expect(stolenUse?.userAgents).toEqual(['ossbrowser/1.1']);
  expect(homeUse).toMatchObject({ ip: OFFICE, read: 1, deleted: 0 });
  expect(lines.trimEnd().split('\n')).toHaveLength(7);
  expect(lines).not.toContain(account.identities.admin.accessKeyId);
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'objects-attack',
      kind: 'data',
      severity: 'high',
      title: expect.stringMatching(/4 reads \(7\.0 KB\), 1 deletions in exports, from 185\.220\.101\.34/),
    }),
  );
  expect(findings.filter(({ rule }) => rule.startsWith('objects-'))).toHaveLength(1);
  expect(report).toContain('clients/a b.csv');
  expect(report).toMatch(/buckets have no access log[^<]*acme-logs/);
  expect(manifest.sources).toContainEqual({
    ...{ source: 'oss access logs', complete: true, count: 7, from: data?.from, to: data?.to },
  });
});

test('where nothing is configured nothing is asked, and the report says that nobody has looked', async () => {
  const account = await anAccountWithLogs({});
  const { data, report, manifest } = await investigated(account, {});
  expect(data).toBeUndefined();
  expect(report).toContain('the place of the access logs is not configured');
  expect(manifest.sources.map(({ source }) => source)).not.toContain('oss access logs');
  expect(account.kernel.calls.all().filter(({ action }) => action === 'GetBucketLogging')).toEqual([]);
});

test.each<[string, (account: RunningSandbox) => void, RegExp]>([
  [
    'a bucket whose log lies elsewhere is named',
    ({ oss }) => {
      const web = oss.buckets.get('web');
      if (web) web.logging = { targetBucket: 'acme-logs', targetPrefix: 'other/' };
    },
    /^web: its log lies under acme-logs\/other\/, which may not be read$/,
  ],
  [
    'a listing that is refused',
    ({ kernel }) => kernel.faults.add({ match: { service: 'oss', action: 'ListBuckets' }, fault: 'deny', times: 1 }),
    /^the buckets: .*AccessDenied/,
  ],
  [
    'a line that is none is set aside, and kept',
    (account) => {
      const key = account.keys.get('ci')?.key.accessKeyId ?? '';
      const logs = account.oss.buckets.get('acme-logs');
      const hour = new Date(account.clock.now().getTime() - HOUR_MS).toISOString();
      const name = `oss-access/exports${hour.slice(0, 10)}-${hour.slice(11, 13)}-00-00-0001`;
      logs?.objects.set(name, {
        ...{ key: name, body: Buffer.from(`half a line of ${key}\nanother\n`), etag: 'X', contentType: 'text/plain' },
        ...{ lastModified: account.clock.now(), headers: {}, type: 'Normal' as const },
      });
    },
    /^1 lines with a wanted key in them cannot be read for certain, and were set aside as they came$/,
  ],
])('%s: it could not be checked, and the rest stands', async (_, spoil, why) => {
  const account = await anAccountWithLogs();
  account.clock.advance(2 * HOUR_MS);
  spoil(account);
  const { data, result, manifest } = await investigated(account);
  expect(data?.failures).toEqual([expect.stringMatching(why)]);
  expect(result).toMatchObject({ state: 'finished', complete: false });
  expect(manifest.sources.find(({ source }) => source === 'oss access logs')).toMatchObject({ complete: false });
});

test('without the rights for it, it says so', async () => {
  const account = await anAccountWithLogs({});
  const { data, result } = await investigated(account, LOGS);
  expect(data?.failures).toEqual([expect.stringMatching(/^the buckets: .*AccessDenied/)]);
  expect(result).toMatchObject({ state: 'finished', complete: false });
});

test('what others put into the bucket of the logs is no log of the key', async () => {
  const account = await anAccountWithLogs();
  const admin = ossClient(Number(new URL(account.url).port), account.identities.admin, { bucket: 'acme-logs' });
  await put(admin, 'oss-access/readme.txt', account.keys.get('ci')?.key.accessKeyId ?? '');
  account.clock.advance(2 * HOUR_MS);
  const { data } = await investigated(account);
  expect(data).toMatchObject({ lines: 0, failures: [] });
});

describe("OSS's real-time log in Log Service", () => {
  const SLS = { TOURNIQUET_ACCESS_LOG_SLS: 'oss-log-acme/oss-log-store' };
  const row = (account: RunningSandbox, more: Record<string, string> = {}) => ({
    __time__: String(Math.floor(account.clock.now().getTime() / 1000) - 600),
    __topic__: 'oss_access_log',
    access_id: account.keys.get('ci')?.key.accessKeyId ?? '',
    ...{
      bucket: 'exports',
      client_ip: THIEF,
      operation: 'GetObject',
      http_status: '200',
      response_body_length: '3000',
    },
    ...{ object: 'clients%2Fa.csv', user_agent: 'ossbrowser/1.1', request_length: '512' },
    ...more,
  });
  const filled = async (env: Record<string, string>) => {
    const account = await anAccountWithLogs(env);
    const store = account.addLogstore('oss-log-acme', 'oss-log-store');
    store.index = { fullText: false, keys: { access_id: 'text' } };
    for (let i = 0; i < 230; i += 1) store.rows.push(row(account, { object: `clients%2F${i}.csv` }));
    store.rows.push(row(account, { __topic__: 'oss_batch_delete_log', object: 'old.csv' }));
    store.rows.push(row(account, { access_id: 'LTAI5tSomebodyElse000001' }));
    return { account, store };
  };

  test('is read page by page, and tells what a batch deletion deleted', async () => {
    const { account } = await filled(SLS);
    const { data, findings, report, manifest } = await investigated(account, SLS);
    expect(data).toMatchObject({
      place: 'sls oss-log-acme/oss-log-store',
      lines: 231,
      failures: [],
      buckets: ['exports'],
    });
    expect(data?.uses).toMatchObject([{ ip: THIEF, read: 230, deleted: 1, bytesOut: 690_000 }]);
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'objects-attack', severity: 'high' }));
    expect(report).toContain('sls oss-log-acme/oss-log-store');
    expect(manifest.items.map(({ path }) => path)).toContain('evidence/round-1/data/oss-log-store-0001.jsonl');
  });

  test('without an index on the key nothing can be searched, and that is not "nothing found"', async () => {
    const { account, store } = await filled(SLS);
    store.index = { fullText: false, keys: {} };
    const { data, result } = await investigated(account, SLS);
    expect(data?.failures).toEqual([expect.stringMatching(/no index on access_id/)]);
    expect(result).toMatchObject({ complete: false });
  });

  test('where it fails, the access logs are read in its place, and the failure is named', async () => {
    const both = { ...SLS, ...LOGS };
    const account = await anAccountWithLogs(both);
    await theft(account);
    account.clock.advance(2 * HOUR_MS);
    const { data } = await investigated(account, both);
    expect(data).toMatchObject({ place: 'oss://acme-logs/oss-access/', lines: 7 });
    expect(data?.failures).toEqual([expect.stringMatching(/^sls oss-log-acme\/oss-log-store: .*ProjectNotExist/)]);
  });
});
