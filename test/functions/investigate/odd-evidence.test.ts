import { gzipSync } from 'node:zlib';
import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { verifyManifest } from '../../../shared/evidence/verify';
import type { FindingsFile } from '../../../shared/findings/file';
import type { ReportModel } from '../../../shared/report/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const BUCKET = 'acme-trail';
const TRAIL = { TOURNIQUET_TRAIL_BUCKET: BUCKET };
const LOGS = { TOURNIQUET_TRAIL_SLS: 'acme-audit/actiontrail_main' };
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

async function opened(env: Record<string, string> = {}, perDay = 3): Promise<RunningSandbox> {
  const history = { key: 'ci', daysAgo: 89.9, service: 'ecs', action: 'DescribeInstances' };
  sandbox = await anAccount(aSandbox().withEvents({ ...usual(perDay), key: 'ci' }, history), env);
  return sandbox;
}

/** A call of the thief's, as ActionTrail writes it; `agoS` before now. */
function call(account: RunningSandbox, name: string, more: Record<string, unknown> = {}, agoS = 500) {
  const at = new Date(account.clock.now().getTime() - agoS * 1000);
  const accessKeyId = account.keys.get('ci')?.key.accessKeyId ?? '';
  return {
    ...{ eventId: `E-${name}-${agoS}`, eventVersion: '1', eventName: name, eventRW: 'Write', eventType: 'ApiCall' },
    ...{ eventSource: 'ram.aliyuncs.com', serviceName: 'Ram', acsRegion: 'cn-hangzhou', isGlobal: false },
    ...{ eventTime: `${at.toISOString().slice(0, 19)}Z`, requestId: `R-${agoS}`, eventCategory: 'Management' },
    ...{ recipientAccountId: account.accountId, sourceIpAddress: THIEF, userAgent: 'evil/1' },
    userIdentity: {
      ...{ type: 'ram-user', accountId: account.accountId, principalId: '2' },
      userName: 'ci-bot',
      accessKeyId,
    },
    ...more,
  };
}
const creates = (account: RunningSandbox, UserName: string, agoS = 500, more = {}) =>
  call(account, 'CreateUser', { requestParameters: { UserName }, ...more }, agoS);

function happened(account: RunningSandbox, ...events: readonly object[]): void {
  account.world.events.appendPast(events as never);
}

/** Another object of the trail's, of this hour. */
function delivered(account: RunningSandbox, name: string, text: string): void {
  const at = account.clock.now().toISOString();
  const day = at.slice(0, 10).replaceAll('-', '/');
  const key = `AliyunLogs/Actiontrail/cn-hangzhou/${day}/Actiontrail_cn-hangzhou_${at.slice(0, 19).replace(/[-T:]/g, '')}_${name}.gz`;
  account.oss.buckets.get(BUCKET)?.objects.set(key, {
    ...{ key, body: gzipSync(text), etag: 'X', contentType: 'application/gzip' },
    ...{ lastModified: account.clock.now(), headers: {}, type: 'Normal' as const },
  });
}

async function investigated(account: RunningSandbox, env: Record<string, string> = {}) {
  const run = await aRun(account, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(account, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 3_600_000 });
  const { event } = await handOver(run, id);
  const result = await investigate(event, run);
  const manifest = await manifestOf(run, id);
  const file = read(account, run.paths.incident(id));
  expect(await verifyManifest(file, manifest)).toEqual([]);
  const json = async <T>(path: string) => JSON.parse(String(await file(path))) as T;
  const findings = await json<FindingsFile>('findings.json');
  return {
    ...{ result, manifest, findings, report: await json<ReportModel>('report.json') },
    page: String(await file('report.html')),
    names: findings.actors.map(({ id: name }) => name),
    cuts: manifest.sources.flatMap(({ cut }) => cut ?? []).join('\n'),
  };
}

test('a session that is said to last longer than time is told with the longest that there is, and the rest is told', async () => {
  const account = await opened();
  const session = { RoleArn: 'acs:ram::1:role/adm', DurationSeconds: '1e300' };
  const answer = { Credentials: { AccessKeyId: 'STS.quick' } };
  const assumed = { requestParameters: session, responseElements: answer, serviceName: 'Sts' };
  const quick = call(account, 'AssumeRole', assumed);
  happened(account, quick, creates(account, 'eve', 400));
  const { result, report, names } = await investigated(account);
  expect(result).toMatchObject({ state: 'finished', thiefSeen: 'yes' });
  const endsAt = new Date(Date.parse(quick.eventTime) + 12 * 3_600_000).toISOString();
  const longest = { id: 'STS.quick', role: 'acs:ram::1:role/adm', endsAt, ofAttack: true };
  expect(report.incident.liveSessions).toEqual({ value: [longest] });
  expect(names).toContain('eve');
});

test('a user whose name is half a character is named as not asked about; the others are', async () => {
  const account = await opened();
  happened(account, creates(account, 'e\ud800x'), creates(account, 'eve', 400));
  const { result, cuts, names } = await investigated(account);
  expect(result).toMatchObject({ state: 'finished', complete: false });
  expect(cuts).toContain('"e\\ud800x" cannot be asked for');
  expect(cuts).not.toContain('URIError');
  expect(names).toContain('eve');
});

test('an event that nobody can walk is set aside and counted, the others of its object are kept', async () => {
  const account = await opened(TRAIL);
  happened(account, creates(account, 'eve', 400));
  account.deliverTrail(BUCKET);
  const deep = JSON.stringify(creates(account, 'deep', 300, { z: 0 })).replace('"z":0', `"z":${DEEP}`);
  delivered(account, 'deep', `[${deep},${JSON.stringify(creates(account, 'mallory', 200))}]`);
  const { result, cuts, names, findings } = await investigated(account, TRAIL);
  expect(result).toMatchObject({ state: 'finished', complete: false });
  expect(names).toEqual(expect.arrayContaining(['eve', 'mallory']));
  expect(cuts).toContain('1 of what came as events were set aside (nested too deep)');
  expect(findings.skipped).toMatchObject({ 'too-deep': 1 });
});

test('a call whose text is nested without end is kept without it, the others and the report come out, and the cut is named', async () => {
  const account = await opened();
  const PolicyDocument = `${'['.repeat(7_000)}"a"${']'.repeat(7_000)}`;
  const refused = call(account, 'CreatePolicy', {
    requestParameters: { PolicyName: 'p1', PolicyDocument },
    requestParameterJson: JSON.stringify({ PolicyName: 'p1', PolicyDocument }),
    errorCode: 'InvalidParameter.PolicyDocument',
  });
  happened(account, refused, creates(account, 'eve', 400));
  const { result, cuts, names, report } = await investigated(account);
  expect(result).toMatchObject({ state: 'finished', complete: false, thiefSeen: 'yes', alert: 'sent' });
  expect(names).toContain('eve');
  expect(cuts).toContain('1 events are kept without what is nested too deep in them');
  expect(JSON.stringify(report)).toContain('nested too deep');
  const stored = [...(account.oss.buckets.get('ak-tourniquet-evidence')?.objects.entries() ?? [])];
  const parts = stored.filter(([key]) => key.endsWith('.jsonl')).map(([, { body }]) => String(body));
  expect(parts.join('')).toMatch(
    /"PolicyName":"p1","PolicyDocument":"\[put aside: nested too deep to be read, 14003 char/,
  );
  expect(parts.join('')).not.toContain('[[[[[[[[');
});

test('calls under one id are as many as they have bodies, and that is said', async () => {
  const account = await opened();
  const eve = creates(account, 'eve');
  const other = call(account, 'DescribeInstances', { eventId: eve.eventId, serviceName: 'Ecs', eventRW: 'Read' }, 550);
  happened(account, other, eve, eve, { ...eve, requestParameters: { UserName: 'mallory' } });
  const { names, findings, manifest, report } = await investigated(account);
  expect(names).toEqual(expect.arrayContaining(['eve', 'mallory']));
  const note = '2 events bear the id of another event and say something else: each is counted';
  for (const { notes } of [findings, manifest, report]) expect(notes).toContain(note);
  expect(findings.skipped).toEqual({ duplicate: 1 });
});

test("answers and notifications in a trail's object are opened; what is in them and is no event is named", async () => {
  const account = await opened(TRAIL);
  account.deliverTrail(BUCKET);
  const [aaa, bbb, ccc, ddd] = ['aaa', 'bbb', 'ccc', 'ddd'].map((name, i) => creates(account, name, 480 - 10 * i));
  happened(account, aaa ?? {}, bbb ?? {}, ccc ?? {}, ddd ?? {});
  delivered(account, 'answer', JSON.stringify({ Events: [aaa, bbb], NextToken: '' }));
  delivered(account, 'cloud-event', JSON.stringify({ id: '1', type: 'actiontrail', data: ccc }));
  delivered(account, 'row', JSON.stringify({ event: JSON.stringify(ddd) }));
  const whole = await investigated(account, TRAIL);
  expect(whole.names).toEqual(expect.arrayContaining(['aaa', 'bbb', 'ccc', 'ddd']));
  expect(whole.cuts).toBe('');
  const { auditWindow } = whole.report;
  const [trail] = whole.manifest.sources;
  expect(trail).toMatchObject({ source: expect.stringMatching(/^trail oss:/), complete: true, ...auditWindow });
  expect(whole.page.includes(`<td>trail oss://${BUCKET}/`)).toBe(true);
});

test.each<[string, (text: string, keyId: string) => string, RegExp]>([
  [
    'an object that is no event',
    (_, keyId) => JSON.stringify([{ note: keyId }]),
    /Actiontrail_.*: it holds a wanted word in what is no event \(no-event\)/,
  ],
  [
    'a key id in escapes',
    (text, keyId) => text.replaceAll(keyId, `\\u004c${keyId.slice(1)}`),
    /Actiontrail_.*: letters are written as escapes/,
  ],
])('%s in a trail is named, and LookupEvents is asked', async (_, written, cut) => {
  const account = await opened(TRAIL);
  account.deliverTrail(BUCKET);
  delivered(account, 'odd', written(JSON.stringify([creates(account, 'eve')]), incidentOf(account, 'ci').accessKeyId));
  const { cuts, manifest } = await investigated(account, TRAIL);
  expect(cuts).toMatch(cut);
  expect(manifest.sources.map(({ source }) => source)).toContain('actiontrail LookupEvents cn-hangzhou');
});

test('what is no event in an answer of LookupEvents is counted and named, never a call of the key', async () => {
  const account = await opened();
  happened(account, creates(account, 'eve'));
  const { report: before } = await investigated(account);
  await account.stop();
  const again = await opened();
  happened(again, creates(again, 'eve'));
  again.kernel.faults.rewrite({
    ...{ service: 'actiontrail', action: 'LookupEvents' },
    answer: (usually) => ({
      ...usually,
      Events: (usually['Events'] as object[]).flatMap((one) =>
        String(Object(one)['eventName']) === 'CreateUser' ? [null, 5, 'x', [], {}, JSON.stringify(one)] : [one],
      ),
    }),
  });
  const { report, findings, cuts, names } = await investigated(again);
  expect(report.audit.total).toBe(before.audit.total);
  expect(names).toContain('eve');
  expect(findings.skipped).toMatchObject({ 'no-event': 3, empty: 1, 'not-json': 1 });
  expect(cuts).toMatch(
    /3 of what came as events were set aside \(no events\); 1 of what came as events were set aside \(lists/,
  );
});

test('pages that lead back to one that was read end there, and are named', async () => {
  const account = await opened({}, 20);
  const tokens: string[] = [];
  account.kernel.faults.rewrite({
    ...{ service: 'actiontrail', action: 'LookupEvents' },
    answer: (usually) => {
      const { NextToken } = usually;
      if (typeof NextToken !== 'string') return usually;
      if (tokens.length < 2) tokens.push(NextToken);
      return { ...usually, NextToken: tokens.includes(NextToken) ? NextToken : tokens[0] };
    },
  });
  const { result, cuts } = await investigated(account);
  expect(result).toMatchObject({ state: 'finished', complete: false });
  expect(cuts).toContain('one that was read before: what follows it is missing');
  expect(account.kernel.calls.all().filter(({ action }) => action === 'LookupEvents').length).toBeLessThan(30);
});

test('logs that hold no event are counted, whatever second they are of; odd forms of events are read', async () => {
  const account = await opened(LOGS);
  const store = account.addLogTrail('main', 'acme-audit');
  happened(account, creates(account, 'eve', 700));
  const __time__ = String(Math.floor(account.clock.now().getTime() / 1000) - 300);
  const { accessKeyId } = incidentOf(account, 'ci');
  const put = (row: Record<string, string>) => store.rows.push({ __time__, ...row } as never);
  const upper = Object.entries(creates(account, 'upper', 480)).map(([k, v]) => [
    `${k.charAt(0).toUpperCase()}${k.slice(1)}`,
    v,
  ]);
  for (let i = 0; i < 3; i += 1) put({ content: accessKeyId });
  put({ event: `{"eventName":"X","userIdentity":{"accessKeyId":"${accessKeyId}"` });
  put({ event: JSON.stringify([creates(account, 'listed', 490)]) });
  put({ event: JSON.stringify(Object.fromEntries(upper)) });
  put({
    ...{
      'event.EventName': 'CreateUser',
      'event.ServiceName': 'Ram',
      'event.EventId': 'uc1',
      'event.EventRW': 'Write',
    },
    ...{ 'event.EventTime': new Date(Number(__time__) * 1000).toISOString(), 'event.SourceIpAddress': THIEF },
    ...{ 'event.UserIdentity.AccessKeyId': accessKeyId, 'event.RequestParameters': '{"UserName":"columns"}' },
  });
  const { names, cuts, findings } = await investigated(account, LOGS);
  expect(names).toEqual(expect.arrayContaining(['eve', 'listed', 'upper', 'columns']));
  expect(cuts).toContain('3 of what came as events were set aside (no events), the first in a log of ');
  expect(cuts).toContain('1 of what came as events were set aside (no JSON), the first in a log of ');
  expect(findings.skipped).toMatchObject({ 'no-event': 3, 'not-json': 1 });
});

test('a last use whose event nobody can walk ends nothing', async () => {
  const account = await opened();
  happened(account, creates(account, 'eve'));
  account.kernel.faults.rewrite({
    ...{ service: 'actiontrail', action: 'GetAccessKeyLastUsedEvents' },
    answer: (usually) => ({
      ...usually,
      Events: (usually['Events'] as object[]).map((one) => ({ ...one, Detail: DEEP })),
    }),
  });
  const { result, report } = await investigated(account);
  expect(result).toMatchObject({ state: 'finished' });
  expect(report.usage.events[0]?.detail).toBe('nested too deep');
});
