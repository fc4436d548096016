import fc from 'fast-check';
import { freezeDocument, quarantineDocument } from '../../../shared/ram-policy/documents';
import { sameDocument } from '../../../shared/ram-policy/same-document';

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
