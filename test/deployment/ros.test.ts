import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { rosTemplate } from '../../cli/ros-template';
import { readDeployment } from '../../sandbox/deployment';
import { parsePattern } from '../../sandbox/eventbridge/pattern';
import { freezeDocument, quarantineDocument } from '../../shared/ram-policy/documents';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { rightsOf } from '../../shared/ram-policy/role-rights';
import { missingCodes, UNCONFIRMED_CODES, withoutCodes } from '../../shared/ram-policy/unconfirmed';
import { meaningOf } from '../../shared/signal/cloud-event';

const ROOT = path.resolve(__dirname, '../..');
const ACCOUNT = '1234567890123456';
const KNOWN: Readonly<Record<string, string>> = {
  'ALIYUN::AccountId': ACCOUNT,
  'ALIYUN::Region': 'cn-hangzhou',
  Bucket: 'acme-evidence',
  Prefix: 'ak-tourniquet',
};

interface Template {
  readonly Parameters: Record<string, { Type: string; Default?: string; Description: string; AllowedPattern?: string }>;
  readonly Conditions: Record<string, Condition>;
  readonly Resources: Record<string, Resource>;
}
interface Condition {
  readonly 'Fn::Equals'?: readonly [{ readonly Ref: string }, string];
  readonly 'Fn::Not'?: Condition;
  readonly 'Fn::And'?: readonly Condition[];
}
interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Record<string, unknown>;
}

const text = readFileSync(path.join(ROOT, 'docs/ros.yaml'), 'utf8');
const template = parse(text) as Template;
const resources = Object.entries(template.Resources);
const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type).map(([, one]) => one);

type Chosen = Readonly<Record<string, string>>;

/** As ROS fills it in: Fn::Sub and Ref of what the stack knows, Fn::If by the parameters and their defaults. */
function filled(value: unknown, chosen: Chosen = {}): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, chosen));
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Sub': subbed, 'Fn::If': conditional, Ref: ref } = value as Record<string, unknown>;
  const list = listFilled(value as Record<string, unknown>, chosen);
  if (list !== undefined) return list;
  if (Array.isArray(conditional)) {
    const [condition, yes, no] = conditional as [string, unknown, unknown];
    return filled(holds(condition, chosen) ? yes : no, chosen);
  }
  if (typeof subbed === 'string')
    return subbed.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const known = chosen[name] ?? KNOWN[name];
      if (known === undefined) throw new Error(`nobody knows ${name}`);
      return known;
    });
  if (typeof ref === 'string' && (chosen[ref] ?? KNOWN[ref]) !== undefined) return chosen[ref] ?? KNOWN[ref];
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, chosen)]));
}

/** Fn::Split, Fn::Join and Fn::Replace (ROS, "Functions"); undefined for anything else. */
function listFilled(value: Record<string, unknown>, chosen: Chosen): unknown {
  const { 'Fn::Split': split, 'Fn::Join': join, 'Fn::Replace': replace } = value;
  const parts = (filled(split ?? join ?? replace ?? [], chosen) ?? []) as readonly unknown[];
  const [first, second] = parts;
  if (split !== undefined) return String(second).split(String(first));
  if (join !== undefined) return (second as readonly string[]).join(String(first));
  if (replace === undefined) return undefined;
  const pairs = Object.entries(first as Record<string, string>);
  return pairs.reduce((text, [from, to]) => text.replaceAll(from, to), String(second));
}

function holds(condition: string, chosen: Chosen): boolean {
  const found = template.Conditions[condition];
  if (found === undefined) throw new Error(`no condition ${condition}`);
  return isSo(found, chosen);
}

function isSo({ 'Fn::Equals': equals, 'Fn::Not': not, 'Fn::And': and }: Condition, chosen: Chosen): boolean {
  if (not) return !isSo(not, chosen);
  if (and) return and.every((one) => isSo(one, chosen));
  const [{ Ref: parameter }, wanted] = equals ?? [{ Ref: '' }, ''];
  return (chosen[parameter] ?? template.Parameters[parameter]?.Default) === wanted;
}

test('docs/ros.yaml is what the command prints: the code and the template cannot part', () => {
  expect(text).toBe(rosTemplate());
});

test('every reference and dependency is to something that is there, and every placeholder was replaced', () => {
  const names = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources), 'ALIYUN::Region']);
  const refs = [...text.matchAll(/^\s*(?:- )?(?:Ref|DependsOn|Condition): (.+)$/gm)].map(([, name]) => name ?? '');
  const gets = [...text.matchAll(/Fn::GetAtt:\n\s+- (\w+)/g)].map(([, name]) => name ?? '');
  const known = new Set([...names, ...Object.keys(template.Conditions)]);
  expect([...refs, ...gets].filter((name) => !known.has(name))).toEqual([]);
  expect(text).not.toMatch(/\{(bucket|prefix|accountId|region)\}|bucket-of-the-stack|1000000000000000/);
});

test('the evidence bucket is private, encrypted, outlives the stack, and has no versions', () => {
  const [bucket] = ofType('ALIYUN::OSS::Bucket');
  expect(bucket).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { AccessControl: 'private', ServerSideEncryptionConfiguration: { SSEAlgorithm: 'AES256' } },
  });
  expect(JSON.stringify(bucket)).not.toMatch(/Version|Expiration/i);
});

describe('the deny policies', () => {
  const documentOf = (name: string) =>
    ofType('ALIYUN::RAM::ManagedPolicy').find(({ Properties }) => Properties['PolicyName'] === name)?.Properties[
      'PolicyDocumentUnchecked'
    ];
  const quarantine = quarantineDocument({ bucket: 'acme-evidence', accountId: ACCOUNT });

  test('say what respond expects of them', () => {
    expect(filled(documentOf(quarantine.name))).toEqual(JSON.parse(quarantine.document));
    expect(filled(documentOf('AkTourniquetFreeze'))).toEqual(JSON.parse(freezeDocument().document));
    expect(quarantine.document.length).toBeLessThanOrEqual(6144);
  });

  test('protect the archive where there is one', () => {
    const withArchive = quarantineDocument({
      bucket: 'acme-evidence',
      accountId: ACCOUNT,
      archiveBucket: 'acme-archive',
    });
    const chosen = { ArchiveBucket: 'acme-archive' };
    expect(filled(documentOf(quarantine.name), chosen)).toEqual(JSON.parse(withArchive.document));
  });

  test('protect what the trail delivers where one is read', () => {
    const trail = { trailBucket: 'acme-logs', trailFolder: 'audit/' };
    const withTrail = quarantineDocument({ bucket: 'acme-evidence', accountId: ACCOUNT, ...trail });
    const chosen = { TrailBucket: 'acme-logs', TrailFolder: 'audit/' };
    expect(filled(documentOf(quarantine.name), chosen)).toEqual(JSON.parse(withTrail.document));
  });

  test('can be made without the codes that RAM may refuse, as set-up makes and accepts them', () => {
    const least = JSON.stringify(filled(documentOf(quarantine.name), { UnconfirmedCodes: 'false' }));
    expect(least).toBe(withoutCodes(quarantine.document, UNCONFIRMED_CODES));
    expect(missingCodes([least])).toEqual(UNCONFIRMED_CODES);
    expect(template.Parameters['UnconfirmedCodes']?.Default).toBe('true');
  });
});

test("each function has the role that s.yaml names, with docs/roles' own document, and Function Compute alone may take it", () => {
  const deployed = readDeployment({ accountId: ACCOUNT, region: 'cn-hangzhou' });
  const made = ofType('ALIYUN::RAM::Role').map(({ Properties }) => Properties['RoleName']);
  expect(made).toEqual(deployed.map(({ roleName }) => roleName));
  for (const { Properties } of ofType('ALIYUN::RAM::Role'))
    expect(Properties['AssumeRolePolicyDocument']).toEqual({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
    });
  for (const { name } of deployed) {
    const short = name.replace('ak-tourniquet-', '');
    const role = readFileSync(path.join(ROOT, `docs/roles/${short}.json`), 'utf8')
      .replaceAll('{bucket}', 'acme-evidence')
      .replaceAll('{prefix}', 'ak-tourniquet')
      .replaceAll('{accountId}', ACCOUNT)
      .replaceAll('{region}', 'cn-hangzhou');
    const rights = ofType('ALIYUN::RAM::ManagedPolicy').find(({ Properties }) => Properties['PolicyName'] === name);
    expect(filled(rights?.Properties['PolicyDocumentUnchecked'])).toEqual(JSON.parse(role));
    expect(() => parsePolicy(role)).not.toThrow();
  }
});

test('names of queue, log project and bus are those that s.yaml and the quarantine know', () => {
  const deployed = readDeployment({ accountId: ACCOUNT, region: 'cn-hangzhou' });
  const [queue] = ofType('ALIYUN::MNS::Queue');
  for (const { onFailure } of deployed)
    expect(onFailure).toContain(`/queues/${String(queue?.Properties['QueueName'])}/`);
  const quarantine = quarantineDocument({ bucket: 'acme-evidence', accountId: ACCOUNT }).document;
  const [project] = ofType('ALIYUN::SLS::Project');
  expect(filled(project?.Properties['Name'])).toBe(`ak-tourniquet-${ACCOUNT}`);
  for (const own of ['project/ak-tourniquet', 'eventbus/ak-tourniquet']) expect(quarantine).toContain(own);
});

test('the rule of the custom bus lets through what respond understands, and nothing else', () => {
  const rule = template.Resources['BusRule'];
  const matches = parsePattern(JSON.stringify(rule?.Properties['FilterPattern']));
  const notice = {
    specversion: '1.0',
    id: '1',
    source: 's',
    type: 't',
    data: { accessKeyId: 'LTAI5tSomeKey0000000001' },
  };
  expect(matches(notice)).toBe(true);
  expect(meaningOf(notice).kind).toBe('signal');
  expect(matches({ ...notice, data: { key: 'x' } })).toBe(false);
});

test("where Serverless Devs cannot make them, the stack makes s.yaml's rules on the default bus, pattern for pattern", () => {
  const sYaml = readFileSync(path.join(ROOT, 's.yaml'), 'utf8');
  const ofSYaml = [...sYaml.matchAll(/eventRuleFilterPattern: '(.+)'/g)].map(([, pattern]) =>
    JSON.parse(pattern ?? ''),
  );
  const rules = ofType('ALIYUN::EventBridge::Rule').filter(
    ({ Properties }) => Properties['EventBusName'] === 'default',
  );
  expect(rules.map(({ Properties }) => Properties['FilterPattern'])).toEqual(ofSYaml);
  expect(new Set(rules.map(({ Condition }) => Condition))).toEqual(new Set(['WithDefaultBusRules']));
  expect(template.Parameters['DefaultBusRules']?.Default).toBe('false');
  const [bus] = ofType('ALIYUN::EventBridge::Rule');
  for (const { Properties } of rules) expect(Properties['Targets']).toEqual(bus?.Properties['Targets']);
});

test('what needs the functions is made only once they are there, the alarm apart from the rules', () => {
  const under = (condition: string) =>
    resources.filter(([, { Condition }]) => Condition === condition).map(([, { Type }]) => Type);
  expect(under('WithRules')).toEqual(['ALIYUN::EventBridge::EventBus', 'ALIYUN::EventBridge::Rule']);
  expect(under('WithAlarm')).toEqual(['ALIYUN::CMS::ResourceMetricRule']);
  for (const parameter of ['Rules', 'Alarm']) expect(template.Parameters[parameter]?.Default).toBe('false');
});

test('the logs can be searched: the store that the functions write to has an index', () => {
  const [index] = ofType('ALIYUN::SLS::Index');
  const [store] = ofType('ALIYUN::SLS::Logstore');
  const { logs } = readDeployment({ accountId: ACCOUNT, region: 'cn-hangzhou' })[0] ?? {};
  const { ProjectName, LogstoreName, FullTextIndex } = index?.Properties ?? {};
  expect({ project: filled(ProjectName), logstore: LogstoreName }).toMatchObject({
    project: logs?.project,
    logstore: logs?.logstore,
  });
  expect(store?.Properties['LogstoreName']).toBe(LogstoreName);
  expect(FullTextIndex).toMatchObject({ Enable: true, IncludeChinese: true });
});

test('docs/deploy.md has a line for each parameter, and ros.yaml names no variable that docs/configuration.md lacks', () => {
  const deploy = readFileSync(path.join(ROOT, 'docs/deploy.md'), 'utf8');
  const rows = [...deploy.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(expect.arrayContaining(Object.keys(template.Parameters)));
  const page = readFileSync(path.join(ROOT, 'docs/configuration.md'), 'utf8');
  const named = [...text.matchAll(/TOURNIQUET_[A-Z_]+/g)].map(([name]) => name);
  expect(named.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});

test.each([['ceo'], ['ceo,break-glass,a.b_c-1']])(
  'respond is denied the excluded users %s, as set-up denies it',
  (names) => {
    const deny = template.Resources['RespondExcludedUsersDeny'];
    expect(deny?.Condition).toBe('WithExcludeUsers');
    expect([holds('WithExcludeUsers', {}), holds('WithExcludeUsers', { ExcludeUsers: names })]).toEqual([false, true]);
    const values = { bucket: 'acme-evidence', prefix: 'ak-tourniquet', accountId: ACCOUNT, region: 'cn-hangzhou' };
    const wanted = rightsOf('respond', { ...values, excludeUsers: names.split(',') }).at(-1);
    expect(deny?.Properties['PolicyName']).toBe(wanted?.name);
    expect(filled(deny?.Properties['PolicyDocumentUnchecked'], { ExcludeUsers: names })).toEqual(
      JSON.parse(wanted?.document ?? ''),
    );
    const { AllowedPattern } = template.Parameters['ExcludeUsers'] ?? { AllowedPattern: 'none' };
    expect([names, '', 'a*', 'a, b', 'a,', 'a?'].map((text) => new RegExp(String(AllowedPattern)).test(text))).toEqual([
      ...[true, true, false, false, false, false],
    ]);
  },
);

test("a trail's bucket is opened to investigate only where one is named", () => {
  const rights = template.Resources['InvestigateTrailRights'];
  expect(rights?.Condition).toBe('WithTrail');
  expect(template.Conditions['WithTrail']).toEqual({ 'Fn::Not': { 'Fn::Equals': [{ Ref: 'TrailBucket' }, ''] } });
  expect(template.Parameters['TrailBucket']?.Default).toBe('');
  const text = JSON.stringify(rights?.Properties['PolicyDocumentUnchecked']);
  expect(text).toMatch(/acs:oss:\*:\*:\$\{TrailBucket\}\/\$\{TrailFolder\}AliyunLogs\/\*/);
});

test("a trail's logstore is opened to investigate only where project and logstore are named", () => {
  const rights = template.Resources['InvestigateLogRights'];
  expect(rights?.Condition).toBe('WithLogTrail');
  const isNamed = (name: string) => ({ 'Fn::Not': { 'Fn::Equals': [{ Ref: name }, ''] } });
  expect(template.Conditions['WithLogTrail']).toEqual({ 'Fn::And': [isNamed('LogProject'), isNamed('Logstore')] });
  expect([template.Parameters['LogProject']?.Default, template.Parameters['Logstore']?.Default]).toEqual(['', '']);
  const text = JSON.stringify(rights?.Properties['PolicyDocumentUnchecked']);
  expect(text).toMatch(/project\/\$\{LogProject\}\/logstore\/\$\{Logstore\}/);
});

test('every condition that a resource names is there, and every parameter that a condition asks', () => {
  for (const [, { Condition }] of resources)
    if (Condition !== undefined) expect(Object.keys(template.Conditions)).toContain(Condition);
  const asked = [...JSON.stringify(template.Conditions).matchAll(/"Ref":"(\w+)"/g)].map(([, name]) => name);
  expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(asked));
});

test('ten minutes without an invocation of respond are an alarm, and so is no data', () => {
  const [alarm] = ofType('ALIYUN::CMS::ResourceMetricRule');
  const { Period, NoDataPolicy, Escalations } = (alarm ?? { Properties: {} }).Properties as unknown as {
    Period: number;
    NoDataPolicy: string;
    Escalations: { Critical: { Times: number; ComparisonOperator: string; Threshold: number } };
  };
  expect((Period * Escalations.Critical.Times) / 60).toBe(10);
  expect(Escalations.Critical).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
  expect(NoDataPolicy).toBe('INSUFFICIENT_DATA');
});
