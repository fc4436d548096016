import fc from 'fast-check';
import { compile, type Decision, evaluate } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import type { PolicyRequest } from '../../../shared/ram-policy/request';

const allow = (Action: string | string[], Resource: string | string[] = '*', Condition = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const deny = (Action: string | string[], Resource: string | string[] = '*', Condition = {}) => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
const policy = (...Statement: object[]) => ({ Version: '1', Statement });

function decide(documents: object[], action: string, resource = '*', context: PolicyRequest['context'] = {}) {
  return evaluate(
    documents.map((document) => parsePolicy(document)),
    { action, resource, context },
  );
}

const by = (decision: 'Allow' | 'Deny', policyIndex: number, statement: number): Decision => ({
  decision,
  policy: policyIndex,
  statement,
});
const IMPLICIT: Decision = { decision: 'ImplicitDeny', policy: null, statement: null };

describe('the decision', () => {
  test('without any policy is an implicit deny', () => {
    expect(decide([], 'ecs:RunInstances')).toEqual(IMPLICIT);
  });

  test('without a statement that matches is an implicit deny', () => {
    expect(decide([policy(allow('oss:*')), policy(deny('ram:*'))], 'ecs:RunInstances')).toEqual(IMPLICIT);
  });

  test('is the first Allow that matches, in input order', () => {
    const documents = [policy(allow('oss:*')), policy(allow('oss:Get*'), allow('ecs:Run*'), allow('ecs:*'))];
    expect(decide(documents, 'ecs:RunInstances')).toEqual(by('Allow', 1, 1));
  });

  test('is a Deny wherever it stands, whatever allows', () => {
    const documents = [policy(allow('*')), policy(allow('oss:*')), policy(allow('*'), deny('oss:Delete*'))];
    expect(decide(documents, 'oss:DeleteObject')).toEqual(by('Deny', 2, 1));
    expect(decide([...documents].reverse(), 'oss:DeleteObject')).toEqual(by('Deny', 0, 1));
  });

  test('names the first of several Denies', () => {
    const documents = [policy(deny('ram:*'), deny('oss:*')), policy(deny('*'))];
    expect(decide(documents, 'oss:GetObject')).toEqual(by('Deny', 0, 1));
  });

  test('a Deny whose condition is not met denies nothing', () => {
    const documents = [policy(allow('*'), deny('*', '*', { NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }))];
    expect(decide(documents, 'oss:GetObject', '*', { 'acs:SourceIp': '10.1.1.1' })).toEqual(by('Allow', 0, 0));
    expect(decide(documents, 'oss:GetObject', '*', { 'acs:SourceIp': '8.8.8.8' })).toEqual(by('Deny', 0, 1));
    expect(decide(documents, 'oss:GetObject')).toEqual(by('Deny', 0, 1));
  });

  test('all operators and all keys of a Condition must hold', () => {
    const documents = [
      policy(
        allow('oss:ListObjects', '*', {
          StringLike: { 'oss:Prefix': ['logs/*', 'data/*'], 'oss:Delimiter': '/' },
          Bool: { 'acs:SecureTransport': 'true' },
        }),
      ),
    ];
    const context = { 'oss:Prefix': 'data/1', 'oss:Delimiter': '/', 'acs:SecureTransport': true };
    expect(decide(documents, 'oss:ListObjects', '*', context)).toEqual(by('Allow', 0, 0));
    for (const key of Object.keys(context)) {
      expect(decide(documents, 'oss:ListObjects', '*', { ...context, [key]: 'x' })).toEqual(IMPLICIT);
    }
  });

  test.each<[string, string | string[], string, boolean]>([
    ['the action itself', 'ecs:RunInstances', 'ecs:RunInstances', true],
    ['in another case', 'ECS:runinstances', 'ecs:RunInstances', true],
    ['asked for in another case', 'ecs:RunInstances', 'Ecs:RUNINSTANCES', true],
    ['all of a service', 'ecs:*', 'ecs:RunInstances', true],
    ['all of another service', 'ecs:*', 'ecs-workbench:LoginInstance', false],
    ['a star in the middle', 'rds:*Account*', 'rds:ResetAccountPassword', true],
    ['a question mark', 'ecs:Delete?isk', 'ecs:DeleteDisk', true],
    ['a question mark for nothing', 'ecs:DeleteDisk?', 'ecs:DeleteDisk', false],
    ['a wildcard service', '*:Describe*', 'rds:DescribeBackups', true],
    ['a wildcard within the service', 'yundun-*:Describe*', 'yundun-sas:DescribeSuspEvents', true],
    ['a star without a colon', 'e*s', 'ecs:RunInstances', true],
    ['everything', '*', 'anything:AtAll', true],
    ['one of a list', ['oss:*', 'ecs:Run*', 'ram:Get?ser'], 'ram:GetUser', true],
    ['none of a list', ['oss:*', 'ecs:Run*', 'ram:Get?ser'], 'ram:GetRole', false],
    ['a dot is a dot', 'ecs:Run.nstances', 'ecs:RunInstances', false],
    ['a longer name', 'ecs:RunInstances', 'ecs:RunInstancesNow', false],
  ])('Action covers %s', (_, pattern, action, covered) => {
    expect(decide([policy(allow(pattern))], action)).toEqual(covered ? by('Allow', 0, 0) : IMPLICIT);
  });

  test.each<[string, string[], string, boolean]>([
    ['over slashes', ['acs:oss:*:*:b/*'], 'acs:oss:cn-hangzhou:1:b/a/b/c', true],
    ['over colons', ['acs:oss:*b/x'], 'acs:oss:cn-hangzhou:1:b/x', true],
    ['not over a shorter text', ['acs:oss:*:*:b/*'], 'acs:oss:*:*:b', false],
    ['with regard to case', ['acs:oss:*:*:B/*'], 'acs:oss:*:*:b/x', false],
    ['one of several', ['acs:oss:*:*:a', 'acs:oss:*:*:b'], 'acs:oss:*:*:b', true],
    ['the resource * as it is', ['acs:oss:*:*:a'], '*', false],
  ])('Resource matches %s', (_, resources, resource, covered) => {
    expect(decide([policy(allow('oss:*', resources))], 'oss:GetObject', resource)).toEqual(
      covered ? by('Allow', 0, 0) : IMPLICIT,
    );
  });

  test('NotAction covers what it does not name', () => {
    const all = policy({ Effect: 'Allow', NotAction: ['ram:*', 'IMS:*'], Resource: '*' });
    expect(decide([all], 'ecs:RunInstances')).toEqual(by('Allow', 0, 0));
    expect(decide([all], 'RAM:CreateUser')).toEqual(IMPLICIT);
    expect(decide([all], 'ims:CreateUser')).toEqual(IMPLICIT);
    const none = policy({ Effect: 'Deny', NotAction: 'oss:Get*', Resource: '*' });
    expect(decide([all, none], 'oss:GetObject')).toEqual(by('Allow', 0, 0));
    expect(decide([all, none], 'oss:PutObject')).toEqual(by('Deny', 1, 0));
  });

  test('a hostile request is answered, not thrown at', () => {
    const documents = [policy(allow(`ecs:${'*a'.repeat(1000)}*b`, `*${'a?'.repeat(1000)}b`))];
    expect(decide(documents, `ecs:${'a'.repeat(50_000)}`, 'a'.repeat(50_000))).toEqual(IMPLICIT);
  });
});

describe('properties of the decision', () => {
  const action = fc.constantFrom('oss:GetObject', 'oss:PutObject', 'ram:CreateUser', 'ecs:RunInstances');
  const resource = fc.constantFrom('*', 'acs:oss:*:1:a', 'acs:oss:*:1:a/x', 'acs:ram:*:1:user/u');
  const context = fc.dictionary(fc.constantFrom('acs:SourceIp', 'n', 't'), fc.constantFrom('10.0.0.1', '5', 'x'));
  const request = fc.record({ action, resource, context });
  const condition = fc.constantFrom(
    {},
    { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } },
    { NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } },
    { NumericLessThan: { n: '7' } },
    { StringNotEquals: { t: ['x', '5'] } },
  );
  const actions = fc.array(fc.oneof(action, fc.constantFrom('*', 'oss:*', '*:*User', 'o?s:Get*')), { minLength: 1 });
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      name: fc.constantFrom('Action', 'NotAction'),
      actions,
      Resource: fc.oneof(resource, fc.constant('acs:oss:*:*:a/*')),
      Condition: condition,
    })
    .map(({ name, actions: list, ...rest }) => ({ ...rest, [name]: list }));
  const document = fc.array(statement, { minLength: 1, maxLength: 4 }).map((list) => policy(...list));
  const documents = fc.array(document, { maxLength: 4 });

  test('adding a Deny never turns a Deny into anything else, nor makes an Allow', () => {
    fc.assert(
      fc.property(documents, statement, request, (before, extra, asked) => {
        const was = decide(before, asked.action, asked.resource, asked.context).decision;
        const after = [...before, policy({ ...extra, Effect: 'Deny' })];
        const is = decide(after, asked.action, asked.resource, asked.context).decision;
        expect([was, 'Deny']).toContain(is);
      }),
      { numRuns: 1000 },
    );
  });

  test('neither the order of policies nor of statements changes it', () => {
    const shuffled = documents.chain((list) => {
      const statements = list.flatMap((one) => one.Statement);
      return fc.tuple(fc.constant(list), fc.shuffledSubarray(statements, { minLength: statements.length }));
    });
    fc.assert(
      fc.property(shuffled, request, ([list, mixed], asked) => {
        const whole = mixed.length === 0 ? [] : [policy(...mixed)];
        const one = decide(list, asked.action, asked.resource, asked.context).decision;
        expect(decide(whole, asked.action, asked.resource, asked.context).decision).toBe(one);
      }),
      { numRuns: 1000 },
    );
  });

  test('the statement that it names is one that decides so alone', () => {
    fc.assert(
      fc.property(documents, request, (list, asked) => {
        const verdict = decide(list, asked.action, asked.resource, asked.context);
        if (verdict.decision === 'ImplicitDeny') return;
        const named = list[verdict.policy]?.Statement[verdict.statement];
        expect(decide([policy(named ?? {})], asked.action, asked.resource, asked.context)).toEqual(
          by(verdict.decision, 0, 0),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('a prepared evaluator answers as often as it is asked, and the same each time', () => {
    fc.assert(
      fc.property(documents, fc.array(request), (list, requests) => {
        const policies = list.map((one) => parsePolicy(one));
        const prepared = compile(policies);
        for (const asked of [...requests, ...requests]) expect(prepared(asked)).toEqual(evaluate(policies, asked));
      }),
    );
  });
});
