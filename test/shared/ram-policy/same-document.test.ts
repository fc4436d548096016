import fc from 'fast-check';
import { freezeDocument, quarantineDocument } from '../../../shared/ram-policy/documents';
import { sameDocument } from '../../../shared/ram-policy/same-document';
import { protectedBeyond, protectingAlso } from '../../../shared/ram-policy/self-protection';

const scope = { bucket: 'evidence-bucket', accountId: '1234567890123456' };
const ours = quarantineDocument(scope).document;

interface Editable {
  Version: string;
  Statement: { Effect: string; Action: string[]; Resource: string | string[]; Condition?: object }[];
}
const edited = (change: (document: Editable) => void): Editable => {
  const document: Editable = JSON.parse(ours);
  change(document);
  return document;
};

describe('sameDocument', () => {
  test('does not mind how the same thing is written', () => {
    const rewritten = edited(({ Statement }) => {
      Statement.reverse();
      for (const statement of Statement) {
        statement.Action = [...statement.Action.map((action) => action.toUpperCase()).reverse(), 'OSS:*', 'oss:*'];
        if (typeof statement.Resource === 'string') statement.Resource = [statement.Resource, statement.Resource];
        statement.Condition = {};
      }
    });
    rewritten.Statement[1]?.Action.splice(-2);
    expect(sameDocument(ours, rewritten)).toBe(true);
    expect(sameDocument(JSON.stringify(rewritten, null, 4), ours)).toBe(true);
  });

  test.each<[string, (document: Editable) => void]>([
    ['an action less', ({ Statement }) => void Statement[0]?.Action.pop()],
    ['an action more', ({ Statement }) => void Statement[0]?.Action.push('oss:GetObject')],
    ['a statement less', ({ Statement }) => void Statement.pop()],
    ['an Allow beside it', ({ Statement }) => void Statement.push({ Effect: 'Allow', Action: ['*'], Resource: '*' })],
    [
      'a condition that is never met',
      ({ Statement }) => Object.assign(Statement[0] ?? {}, { Condition: { Bool: { x: 'true' } } }),
    ],
    ['Allow for Deny', ({ Statement }) => Object.assign(Statement[0] ?? {}, { Effect: 'Allow' })],
    ['another resource', ({ Statement }) => Object.assign(Statement[0] ?? {}, { Resource: 'acs:oss:*:*:x' })],
    [
      'a resource in another case',
      ({ Statement }) => Object.assign(Statement[1] ?? {}, { Resource: 'acs:OSS:*:*:evidence-bucket' }),
    ],
  ])('sees %s', (_, change) => {
    expect(sameDocument(ours, edited(change))).toBe(false);
  });

  test('sees NotAction for Action', () => {
    const document = { Version: '1', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
    expect(sameDocument(document, freezeDocument().document)).toBe(true);
    const turned = { Version: '1', Statement: { Effect: 'Deny', NotAction: '*', Resource: '*' } };
    expect(sameDocument(turned, document)).toBe(false);
  });

  test('what does not parse is the same as nothing, not even as itself', () => {
    expect(sameDocument('{', '{')).toBe(false);
    expect(sameDocument(ours, undefined)).toBe(false);
    fc.assert(fc.property(fc.anything(), (other) => sameDocument(ours, other) === false));
  });
});

describe('a quarantine that protects another configuration as well', () => {
  const archive = quarantineDocument({ ...scope, archiveBucket: 'acme-archive' }).document;
  const trailed = quarantineDocument({ ...scope, trailBucket: 'acme-logs', trailFolder: 'audit/' }).document;
  const both = ['acs:oss:*:*:acme-archive', 'acs:oss:*:*:acme-archive/*'];
  const also = (...resources: string[]) =>
    JSON.stringify(
      edited(({ Statement }) => {
        const [, own] = Statement;
        if (own) own.Resource = [...[own.Resource].flat(), ...resources];
      }),
    );

  test.each<[string, string, readonly string[]]>([
    ['nothing', ours, []],
    ['its archive', archive, both],
    ['its trail', trailed, ['acs:oss:*:*:acme-logs/audit/AliyunLogs/*']],
    ['one bucket without what lies in it', also('acs:oss:*:*:acme-archive'), both.slice(0, 1)],
    ['every bucket, which is no bucket', also('acs:oss:*:*:*'), []],
    ['many buckets by a wildcard', also('acs:oss:*:*:acme*'), []],
    ['another kind of thing', also('acs:ecs:*:*:instance/*'), []],
    ['no document', '{', []],
  ])('%s', (_, found, beyond) => {
    expect(protectedBeyond([found], ours)).toEqual(beyond);
    const isMore = beyond.length > 0 || found === ours;
    expect(sameDocument(found, protectingAlso(ours, beyond))).toBe(isMore);
  });

  test('another trail than the own one stays protected beside it', () => {
    const other = quarantineDocument({ ...scope, trailBucket: 'our-logs' }).document;
    const beyond = protectedBeyond([trailed], other);
    expect(beyond).toEqual(['acs:oss:*:*:acme-logs/audit/AliyunLogs/*']);
    const whole = quarantineDocument({ ...scope, trailBucket: 'our-logs', beyond }).document;
    expect(sameDocument(whole, protectingAlso(other, beyond))).toBe(true);
    expect(protectedBeyond([whole], ours)).toEqual([...beyond, 'acs:oss:*:*:our-logs/AliyunLogs/*']);
  });

  test('a wildcard in the place of a trail is none', () => {
    const wide = trailed.replace('acme-logs/audit', 'acme-*');
    expect(protectedBeyond([wide], ours)).toEqual([]);
    expect(sameDocument(wide, protectingAlso(ours, []))).toBe(false);
  });

  test('what protects less, or the right buckets by another deny, is nothing more', () => {
    expect(protectedBeyond([ours], archive)).toEqual([]);
    const turned = JSON.parse(archive) as Editable;
    Object.assign(turned.Statement[1] ?? {}, { Effect: 'Allow' });
    expect(protectedBeyond([JSON.stringify(turned)], ours)).toEqual([]);
  });

  test('set-up builds the same document again, and takes no wildcard for a bucket', () => {
    expect(sameDocument(quarantineDocument({ ...scope, beyond: both }).document, archive)).toBe(true);
    const trail = ['acs:oss:*:*:acme-logs/audit/AliyunLogs/*'];
    expect(sameDocument(quarantineDocument({ ...scope, beyond: trail }).document, trailed)).toBe(true);
    expect(() => quarantineDocument({ ...scope, beyond: ['acs:oss:*:*:*'] })).toThrow(/another configuration/);
  });
});
