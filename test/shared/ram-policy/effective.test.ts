import { effectivePolicies, type PolicyGrant } from '../../../shared/ram-policy/effective';
import { evaluate } from '../../../shared/ram-policy/evaluate';

const grant = (name: string, via: PolicyGrant['via'], document: unknown): PolicyGrant => ({
  name,
  type: 'Custom',
  via,
  document,
});
const all = { Version: '1', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const none = '{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

describe('effectivePolicies', () => {
  test('a deny that comes by a group beats what is allowed directly, and its origin is known', () => {
    const { policies, grants, unreadable } = effectivePolicies([
      grant('all', { kind: 'user' }, all),
      grant('none', { kind: 'group', group: 'AkTourniquetQuarantine' }, none),
    ]);
    const verdict = evaluate(policies, { action: 'oss:GetObject', resource: '*', context: {} });
    expect(verdict.decision).toBe('Deny');
    expect(grants[verdict.policy ?? -1]).toMatchObject({ name: 'none', via: { group: 'AkTourniquetQuarantine' } });
    expect(unreadable).toEqual([]);
  });

  test('a document that does not parse is reported, and the places of the others still agree', () => {
    const { policies, grants, unreadable } = effectivePolicies([
      grant('broken', { kind: 'user' }, '{'),
      grant('all', { kind: 'resource-group', id: 'rg-1' }, all),
    ]);
    expect(policies).toHaveLength(1);
    expect(grants.map(({ name }) => name)).toEqual(['all']);
    expect(unreadable).toEqual([
      { grant: expect.objectContaining({ name: 'broken' }), problem: expect.stringContaining('not JSON') },
    ]);
  });
});
