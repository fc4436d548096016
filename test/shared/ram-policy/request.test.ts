import fc from 'fast-check';
import { PolicyRequestInvalid } from '../../../shared/errors';
import { parseRequest } from '../../../shared/ram-policy/request';

describe('parseRequest', () => {
  test('takes a request as it is, and a missing context as an empty one', () => {
    const context = { s: 'a', n: 1, b: false, l: ['x', 2], e: [] };
    expect(parseRequest({ action: 'oss:GetObject', resource: '*', context })).toEqual({
      action: 'oss:GetObject',
      resource: '*',
      context,
    });
    expect(parseRequest({ action: 'a:b', resource: '*' }).context).toEqual({});
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'it must be an object'],
    ['a list', [], 'it must be an object'],
    ['no action', { resource: '*' }, 'action: it must be a non-empty string'],
    ['an empty action', { action: '', resource: '*' }, 'action: it must be a non-empty string'],
    ['an action that is a list', { action: ['a:b'], resource: '*' }, 'action: it must be a non-empty string'],
    ['no resource', { action: 'a:b' }, 'resource: it must be a non-empty string'],
    ['a misspelt member', { action: 'a:b', resource: '*', contxt: {} }, 'contxt: a request has no such member'],
    ['a context that is a list', { action: 'a:b', resource: '*', context: [] }, 'context: it must be an object'],
    ['a null context', { action: 'a:b', resource: '*', context: null }, 'context: it must be an object'],
    ['a null in it', { action: 'a:b', resource: '*', context: { 'a:b': null } }, 'context["a:b"]: it must be a string'],
    ['an object in it', { action: 'a:b', resource: '*', context: { k: {} } }, 'context.k: it must be a string'],
    ['a list in a list', { action: 'a:b', resource: '*', context: { k: [['x']] } }, 'context.k: it must be a string'],
    ['a huge resource', { action: 'a:b', resource: 'x'.repeat(2_000_000) }, 'resource: it is longer than'],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseRequest(value)).toThrow(PolicyRequestInvalid);
    expect(() => parseRequest(value)).toThrow(message);
  });

  test('throws nothing but PolicyRequestInvalid', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ action: fc.anything(), context: fc.anything() })), (value) => {
        try {
          parseRequest(value);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyRequestInvalid);
        }
      }),
    );
  });
});
