import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { FindingsFile } from '../../../shared/findings/file';
import type { ReportModel } from '../../../shared/report/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

type Identity = { type: string; userName: string; accessKeyId?: string };
type Events = Parameters<RunningSandbox['world']['events']['appendPast']>[0];

interface Call {
  readonly service: string;
  readonly name: string;
  readonly request?: object;
  readonly response?: object;
  readonly identity?: Identity;
  readonly ip?: string;
}

/** One event each, seconds apart; by the leaked key from the thief's address, where the call does not say otherwise. */
function happened(...calls: Call[]): void {
  const { accountId } = sandbox;
  const own = { type: 'ram-user', userName: 'ci-bot', accessKeyId: sandbox.keys.get('ci')?.key.accessKeyId };
  const events = calls.map(({ service, name, request, response, identity = own, ip = THIEF }, i) => ({
    ...{ eventId: `e-${i}-${name}`, eventVersion: 1, eventName: name, eventRW: 'Write', eventType: 'ApiCall' },
    ...{ eventSource: `${service}.aliyuncs.com`, eventCategory: 'Management', serviceName: service },
    eventTime: `${new Date(sandbox.clock.now().getTime() - (900 - i) * 1000).toISOString().slice(0, 19)}Z`,
    ...{ acsRegion: 'cn-hangzhou', isGlobal: false, requestId: `r-${i}`, recipientAccountId: accountId },
    ...{ sourceIpAddress: ip, userAgent: `tool-${ip}`, userIdentity: { accountId, principalId: '2', ...identity } },
    ...(request ? { requestParameters: request } : {}),
    ...(response ? { responseElements: response } : {}),
  }));
  sandbox.world.events.appendPast(events as unknown as Events);
}

/** Each from a place of its own, so that no trace but the chain leads there. */
let places = 0;
const acts = (identity: Identity, call: Partial<Call> = {}): Call => {
  places += 1;
  return {
    ...{ service: 'Ram', name: 'CreateUser', request: { UserName: `made-by-${identity.userName.split(':')[0]}` } },
    ...{ identity, ip: `81.${places}.3.4` },
    ...call,
  };
};
const session = (role: string, id: string, name = 'x'): Identity => ({
  ...{ type: 'assumed-role', userName: `${role}:${name}`, accessKeyId: id },
});
const role = (name: string) => `acs:ram::${sandbox.accountId}:role/${name}`;
const known = { service: 'Actiontrail', name: 'StopLogging', request: { Name: 't' } };

async function look(env: Readonly<Record<string, string>> = {}) {
  const run = await aRun(sandbox, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 3_600_000 });
  const result = await investigate((await handOver(run, id)).event, run);
  const file = async (path: string) => String(await read(sandbox, run.paths.incident(id))(path));
  const findings = JSON.parse(await file('findings.json')) as FindingsFile;
  const manifest = await manifestOf(run, id);
  const parts = manifest.items.filter(({ path }) => path.endsWith('.jsonl'));
  const pack = (await Promise.all(parts.map(({ path }) => file(path)))).join('');
  const report = JSON.parse(await file('report.json')) as ReportModel;
  return { result, findings, manifest, pack, report, actors: findings.actors.map(({ id }) => id) };
}

const open = async (env: Readonly<Record<string, string>> = {}) => {
  sandbox = await anAccount(aSandbox().withEvents(usual(3)), env);
};

const CLOUD_SSO_USER: Call = {
  ...{ service: 'CloudSSO', name: 'CreateUser', request: { UserName: 'sso@acme' } },
  response: { User: { UserId: 'u-1' } },
};

test('what has no key of its own is asked for by its role, its provider or its credential', async () => {
  await open();
  happened(
    known,
    { service: 'FC', name: 'CreateFunction', request: { functionName: 'sync', role: role('FnRole') } },
    CLOUD_SSO_USER,
    {
      ...{ service: 'CloudSSO', name: 'CreateAccessConfiguration', request: { AccessConfigurationName: 'Adm' } },
      response: { AccessConfiguration: { AccessConfigurationId: 'ac-1' } },
    },
    {
      ...{ service: 'CloudSSO', name: 'CreateAccessAssignment' },
      request: {
        PrincipalType: 'User',
        PrincipalId: 'u-1',
        AccessConfigurationId: 'ac-1',
        TargetId: sandbox.accountId,
      },
    },
    { service: 'Ims', name: 'CreateSAMLProvider', request: { SAMLProviderName: 'okta2' } },
    { service: 'Kms', name: 'CreateClientKey', request: { AapName: 'a' }, response: { ClientKeyId: 'KAAP.1' } },
    acts(session('FnRole', 'STS.Function')),
    acts(session('aliyunreservedsso-adm', 'STS.CloudSso', 'sso@acme')),
    {
      ...{ service: 'Sts', name: 'AssumeRoleWithSAML', ip: '78.1.2.3', identity: { type: 'saml-user', userName: 'x' } },
      request: { RoleArn: role('ops'), SAMLProviderArn: `acs:ram::${sandbox.accountId}:saml-provider/okta2` },
      response: { Credentials: { AccessKeyId: 'STS.Saml' } },
    },
    {
      ...{
        service: 'Sts',
        name: 'AssumeRoleWithSAML',
        ip: '47.96.1.1',
        identity: { type: 'saml-user', userName: 'y' },
      },
      request: { RoleArn: role('staff'), SAMLProviderArn: `acs:ram::${sandbox.accountId}:saml-provider/office` },
      response: { Credentials: { AccessKeyId: 'STS.Staff' } },
    },
    acts(session('ops', 'STS.Saml')),
    acts({ type: 'client-key', userName: 'aap', accessKeyId: 'KAAP.1' }, { service: 'Kms', name: 'GetSecretValue' }),
  );
  const { result, findings, actors, pack } = await look();
  expect(result).toMatchObject({ state: 'finished', complete: true });
  for (const maker of ['FnRole', 'aliyunreservedsso-adm', 'ops']) expect(actors).toContain(`made-by-${maker}`);
  expect(findings.findings.find(({ rule }) => rule === 'secret-read')?.actors).toEqual(['KAAP.1']);
  // Of a call that everybody makes only whoever came by the attack's provider is kept.
  expect(pack).toContain('STS.Saml');
  expect(pack).not.toContain('STS.Staff');
});

test('whoever cannot be asked for is named, and the look is not whole; a trail gives him', async () => {
  const TRAIL = { TOURNIQUET_TRAIL_BUCKET: 'acme-trail' };
  await open(TRAIL);
  happened(known, CLOUD_SSO_USER, acts(session('aliyunreservedsso-adm', 'STS.CloudSso', 'sso@acme')));
  const { result, findings, manifest, actors } = await look();
  expect(actors).not.toContain('made-by-aliyunreservedsso-adm');
  expect(result).toMatchObject({ complete: false });
  expect(manifest.sources).toContainEqual(
    expect.objectContaining({
      complete: false,
      cut: expect.stringContaining('the calls of sso could not be looked up'),
    }),
  );
  expect(findings.notes).toContainEqual(expect.stringContaining('the calls of sso could not be looked up'));
  await sandbox.stop();

  await open(TRAIL);
  happened(known, CLOUD_SSO_USER, acts(session('aliyunreservedsso-adm', 'STS.CloudSso', 'sso@acme')));
  sandbox.deliverTrail('acme-trail');
  const whole = await look(TRAIL);
  expect(whole.actors).toContain('made-by-aliyunreservedsso-adm');
  expect(whole.result).toMatchObject({ complete: true });
});

test('of a key whose id is not told its user is asked for; where nobody can be asked for, that is said', async () => {
  await open();
  const answer = { AccessKey: { AccessKeyId: 'LTAI5t****abcd' } };
  happened(
    known,
    { service: 'Ram', name: 'CreateAccessKey', request: { UserName: 'alice' }, response: answer },
    { service: 'Kms', name: 'CreateClientKey', request: { AapName: 'vault' } },
    acts({ type: 'ram-user', userName: 'alice', accessKeyId: 'LTAI5tNewKeyOfAliceabcd' }),
  );
  const { result, findings, manifest, actors, report } = await look();
  expect(report.auditComplete).toBe(false);
  expect(actors).toEqual(expect.arrayContaining(['LTAI5tNewKeyOfAliceabcd', 'made-by-alice']));
  expect(result).toMatchObject({ complete: false });
  expect(findings.notes).toContainEqual(expect.stringContaining('client-key of vault'));
  expect(manifest.sources).toContainEqual(
    expect.objectContaining({ source: 'the chain of identities', complete: false }),
  );
});
