import { PolicyUnbuildable } from '../../../shared/errors';
import { CATALOGUE } from '../../../shared/ram-policy/catalogue';
import {
  DEFAULT_POLICY_SIZE,
  freezeDocument,
  highRiskDocument,
  type ProtectedScope,
  quarantineDocument,
  quarantineDocuments,
} from '../../../shared/ram-policy/documents';
import { compile } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import { ORDINARY_ACTIONS } from './ordinary-actions';
import { SCOPE, verdicts } from './verdicts';

const scope = SCOPE;
const documents = { whole: [quarantineDocument(scope)], split: quarantineDocuments(scope, 2048) };

const decide = verdicts(documents.whole);
const actionsOf = (tier: string) => CATALOGUE.filter((entry) => entry.tier === tier).map(({ action }) => action);

describe('the quarantine', () => {
  test('fits into one document of RAM', () => {
    for (const each of [
      scope,
      { ...scope, region: 'cn-hangzhou', archiveBucket: 'a'.repeat(63), bucket: 'b'.repeat(63) },
      { ...scope, archiveBucket: 'a'.repeat(63), trailBucket: 't'.repeat(63), trailFolder: `${'f'.repeat(200)}/` },
    ]) {
      expect(quarantineDocument(each).document.length).toBeLessThanOrEqual(DEFAULT_POLICY_SIZE);
      expect(quarantineDocuments(each)).toEqual([quarantineDocument(each)]);
    }
  });

  test.each(['high-risk', 'restrictive', 'gap'])('denies every action of the catalogue: %s', (tier) => {
    const actions = actionsOf(tier);
    expect(actions.length).toBeGreaterThan(38);
    expect(actions.filter((action) => decide(action) !== 'Deny')).toEqual([]);
  });

  test("denies every action of the reference document's own policy", () => {
    const { Statement } = JSON.parse(highRiskDocument().document) as { Statement: { Action: string[] }[] };
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions).toHaveLength(39);
    expect([...actions].sort()).toEqual([...actionsOf('high-risk')].sort());
    expect(actions.filter((action) => decide(action) !== 'Deny')).toEqual([]);
  });

  test('denies the services that are blocked as a whole, whatever their actions will be called', () => {
    for (const action of ['ram:SomethingNew', 'ims:SomethingNew', 'RAM:createuser', 'cloudsso:SomethingNew', 'eci:X']) {
      expect(decide(action)).toBe('Deny');
    }
  });

  test.each(ORDINARY_ACTIONS)('leaves ordinary business alone: %s', (action) => {
    expect(decide(action)).toBe('Allow');
  });

  test('allows nothing by itself', () => {
    const alone = compile([parsePolicy(quarantineDocument(scope).document)]);
    for (const action of [...ORDINARY_ACTIONS, ...actionsOf('gap')]) {
      expect(alone({ action, resource: '*', context: {} }).decision).not.toBe('Allow');
    }
  });

  test.each(['oss:GetObject', 'oss:PutObject', 'oss:ListObjects', 'oss:AppendObject'])(
    'keeps %s off the evidence, and off nothing that is merely called alike',
    (action) => {
      const ask = verdicts([quarantineDocument({ ...scope, archiveBucket: 'archive-bucket' })]);
      for (const bucket of ['evidence-bucket', 'archive-bucket']) {
        expect(ask(action, `acs:oss:oss-cn-hangzhou:1234567890123456:${bucket}`)).toBe('Deny');
        expect(ask(action, `acs:oss:*:*:${bucket}/ak-tourniquet/incidents/1/LTAI/journal/000001.json`)).toBe('Deny');
        expect(ask(action, `acs:oss:*:*:${bucket}-2/x`)).toBe('Allow');
        expect(ask(action, `acs:oss:*:*:my-${bucket}/x`)).toBe('Allow');
      }
      expect(decide(action, 'acs:oss:*:*:archive-bucket/x')).toBe('Allow');
    },
  );

  test.each([
    ['', undefined],
    ['audit/', undefined],
    ['audit/', 2048],
  ])(
    "keeps writers off what a trail delivers to %s, and nobody off reading it or off the bucket's other things",
    (trailFolder, quota) => {
      const ask = verdicts(quarantineDocuments({ ...scope, trailBucket: 'acme-logs', trailFolder }, quota));
      const object = `acs:oss:oss-cn-hangzhou:1234567890123456:acme-logs/${trailFolder}AliyunLogs/Actiontrail/cn-hangzhou/x.gz`;
      for (const action of ['oss:PutObject', 'oss:DeleteObject', 'oss:PutObjectTagging', 'oss:AbortMultipartUpload'])
        expect([action, ask(action, object)]).toEqual([action, 'Deny']);
      for (const action of ['oss:PutBucketLifecycle', 'oss:DeleteBucket', 'oss:PutBucketPolicy'])
        expect([action, ask(action, 'acs:oss:*:*:acme-logs')]).toEqual([action, 'Deny']);
      expect(ask('oss:GetObject', object)).toBe('Allow');
      expect(ask('oss:PutObject', 'acs:oss:*:*:acme-logs/nginx/x.gz')).toBe('Allow');
      expect(ask('oss:PutObject', object.replace('acme-logs', 'acme-logs-2'))).toBe('Allow');
      expect(decide('oss:PutObject', object)).toBe('Allow');
    },
  );

  test.each([
    ['fc:InvokeFunction', 'acs:fc:cn-hangzhou:1234567890123456:functions/ak-tourniquet-respond', 'Deny'],
    ['fc:InvokeFunction', 'acs:fc:cn-hangzhou:1234567890123456:services/ak-tourniquet/functions/respond', 'Deny'],
    ['fc:InvokeFunction', 'acs:fc:cn-hangzhou:1234567890123456:functions/shop', 'Allow'],
    ['log:GetLogStoreLogs', 'acs:log:cn-hangzhou:1234567890123456:project/ak-tourniquet/logstore/functions', 'Deny'],
    ['log:GetLogStoreLogs', 'acs:log:cn-hangzhou:1234567890123456:project/shop/logstore/functions', 'Allow'],
    ['eventbridge:PutEvents', 'acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/ak-tourniquet', 'Deny'],
    ['mns:DeleteMessage', 'acs:mns:cn-hangzhou:1234567890123456:/queues/ak-tourniquet-dead-letters/messages', 'Deny'],
    ['mns:DeleteQueue', 'acs:mns:cn-hangzhou:1234567890123456:/queues/orders', 'Allow'],
    [
      'eventbridge:GetRule',
      'acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/default/rule/ak-tourniquet-leak',
      'Deny',
    ],
    ['eventbridge:PutEvents', 'acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/shop', 'Allow'],
    ['kms:GetSecretValue', 'acs:kms:cn-hangzhou:1234567890123456:secret/ak-tourniquet-state-key', 'Deny'],
    ['kms:GetSecretValue', 'acs:kms:cn-hangzhou:1234567890123456:secret/shop', 'Allow'],
  ])('self-protection: %s on %s is %s', (action, resource, expected) => {
    expect(decide(action, resource)).toBe(expected);
    expect(verdicts([quarantineDocument({ ...scope, region: 'cn-hangzhou' })])(action, resource)).toBe(expected);
  });

  test('no fill-in token is left in any document', () => {
    for (const { document } of [quarantineDocument(scope), ...documents.split]) {
      expect(document).not.toMatch(/\{(bucket|archiveBucket|trailBucket|trailFolder|accountId|region)\}/);
    }
  });

  test.each<[string, Partial<ProtectedScope>]>([
    ['an empty bucket', { bucket: '' }],
    ['a wildcard bucket', { bucket: '*' }],
    ['a bucket with a path', { bucket: 'bucket/x' }],
    ['an archive bucket that is none', { archiveBucket: 'A?' }],
    ["a trail's bucket that is none", { trailBucket: '*' }],
    ["a trail's folder that is none", { trailBucket: 'acme-logs', trailFolder: '*' }],
    ["a trail's folder without its slash", { trailBucket: 'acme-logs', trailFolder: 'audit' }],
    ['an account that is none', { accountId: '*' }],
    ['a region that is none', { region: '*' }],
  ])('is not made for %s', (_, change) => {
    expect(() => quarantineDocument({ ...scope, ...change })).toThrow(PolicyUnbuildable);
  });
});

describe('the quarantine of an account with a smaller PolicySizeQuota', () => {
  test.each([
    [4096, 2],
    [2048, 3],
  ])('of %i characters comes in %i documents, each within it', (quota, count) => {
    const parts = quarantineDocuments(scope, quota);
    expect(parts.map(({ name }) => name)).toEqual(
      ['AkTourniquetQuarantine', 'AkTourniquetQuarantine2', 'AkTourniquetQuarantine3'].slice(0, count),
    );
    for (const { document } of parts) expect(document.length).toBeLessThanOrEqual(quota);
  });

  test('denies what the one document denies', () => {
    const split = verdicts(documents.split);
    for (const { action } of CATALOGUE) expect([action, split(action)]).toEqual([action, 'Deny']);
    for (const action of ORDINARY_ACTIONS) expect([action, split(action)]).toEqual([action, 'Allow']);
    expect(split('oss:GetObject', 'acs:oss:*:*:evidence-bucket/x')).toBe('Deny');
  });

  test('is refused where it cannot fit', () => {
    expect(() => quarantineDocuments(scope, 600)).toThrow(PolicyUnbuildable);
    expect(() => quarantineDocuments(scope, 1000)).toThrow(PolicyUnbuildable);
  });
});

describe('the other documents', () => {
  test('freeze denies everything', () => {
    const ask = verdicts([freezeDocument()]);
    for (const action of [...ORDINARY_ACTIONS, 'sts:GetCallerIdentity', 'x:Y']) expect(ask(action)).toBe('Deny');
  });

  test('all parse, and all are minified', () => {
    for (const { document } of [...documents.whole, ...documents.split, freezeDocument(), highRiskDocument()]) {
      expect(parsePolicy(document).statements.length).toBeGreaterThan(0);
      expect(JSON.stringify(JSON.parse(document))).toBe(document);
    }
  });
});
