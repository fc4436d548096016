import { readDeployment } from '../../sandbox/deployment';
import { EVIDENCE_BUCKET } from '../../sandbox/start';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { compare } from './compare';
import { drive, type Question, type Step } from './drive';
import { HYGIENE_STEPS } from './hygiene-steps';
import { INVESTIGATE_STEPS } from './investigate-steps';
import { platformStep } from './platform-step';
import { RESPOND_STEPS } from './respond-steps';
import { powersOf, roleDocument, withoutPower, withPower } from './role-documents';
import { widerThanNeeded } from './width';

/** RAM's limit for a custom policy, in characters (CreatePolicy). */
const LONGEST_POLICY = 6144;

const DRIVES = {
  respond: [...RESPOND_STEPS, platformStep('respond')],
  investigate: [...INVESTIGATE_STEPS, platformStep('investigate')],
  hygiene: [...HYGIENE_STEPS, platformStep('hygiene')],
} as const satisfies Record<FunctionName, readonly Step[]>;

describe.each(Object.keys(DRIVES) as FunctionName[])('the role of %s', (role) => {
  const document = roleDocument(role);
  let questions: readonly Question[] = [];
  let broken: readonly string[] = [];
  beforeAll(async () => {
    ({ questions, broken } = await drive(role, DRIVES[role]));
  });

  test('allowed every call that a run needed: none was refused, and every step came to its end', () => {
    expect([...compare(document, questions).lacking, ...broken]).toEqual([]);
    expect(questions.filter(({ allowed }) => !allowed)).toEqual([]);
  });

  test('grants nothing that no run used, on no resource that none touched', () => {
    expect(compare(document, questions).unused).toEqual([]);
  });

  test('grants no kind of resource that no run needed', () => {
    expect(widerThanNeeded(document, questions)).toEqual([]);
  });

  test.each(powersOf(document))('without %s a step fails, by name', (action) => {
    const { lacking } = compare(withoutPower(document, action), questions);
    expect(lacking.length).toBeGreaterThan(0);
    const steps = DRIVES[role].map(({ name }) => name);
    for (const line of lacking) expect(steps.some((step) => line.startsWith(`${step}: `))).toBe(true);
  });

  test.each([
    ['ram:CreatePolicyVersion', '*'],
    ['ram:ListGroups', '*'],
    ['oss:GetObject', 'acs:oss:*:*:another-bucket/*'],
  ])('with %s on %s beside it, that is named as unused', (action, resource) => {
    const { unused } = compare(withPower(document, action, resource), questions);
    expect(unused).toEqual([expect.stringContaining(`${action} on ${resource}`)]);
  });

  const REPLACED: readonly (readonly [string, string])[] = [
    [`acs:oss:*:*:${EVIDENCE_BUCKET}/ak-tourniquet/`, 'acs:oss:*:*:*/ak-tourniquet/'],
    [`acs:oss:*:*:${EVIDENCE_BUCKET}/`, `acs:oss:*:*:${EVIDENCE_BUCKET}*/`],
    ['/ak-tourniquet/told/*', '/ak-tourniquet/t*'],
    ['/ak-tourniquet/outbox/*', '/*outbox/*'],
    ['secret/ak-tourniquet*', 'secret/*tourniquet*'],
    ['acs:kms:cn-hangzhou:', 'acs:kms:*:'],
    ['acs:log:cn-hangzhou:1234567890123456:', 'acs:log:cn-hangzhou:*:'],
    ['project/ak-tourniquet-1234567890123456/', 'project/*/'],
    ['/queues/ak-tourniquet-dead-letters/', '/queues/*dead*/'],
    ['acs:ram:*:1234567890123456:user/*', 'acs:ram:*:*:user/*'],
    ['policy/AkTourniquetFreeze', 'policy/*Freeze*'],
    ['policy/AkTourniquetQuarantine"', 'policy/A*Quarantine"'],
    ['group/AkTourniquetQuarantine', 'group/Ak*'],
    ['role/*', '*'],
    ['functions/ak-tourniquet-investigate', 'functions/*-investigate'],
    ['"ak-tourniquet/incidents/*"', '"*incidents/*"'],
    ['"ak-tourniquet/schedule/*"', '"ak-tourniquet/sch*"'],
    ['"ak-tourniquet/outbox/*"', '"ak-tourniquet/outbox/*","customers/*"'],
    ['seen.json', '*seen.json'],
    ['before*.json', 'bef*'],
  ];
  test.each(REPLACED.filter(([from]) => document.includes(from)))(
    'with %s widened to %s, that is named',
    (from, to) => {
      expect(widerThanNeeded(document.replaceAll(from, to), questions)).not.toEqual([]);
    },
  );

  test('fits into one custom policy', () => {
    expect(document.length).toBeLessThan(LONGEST_POLICY);
  });
});

describe('what the comparison says of a policy that lacks something, the functions meet', () => {
  test.each([
    ['ram:AddUserToGroup', 'a user with ten policies: the group'],
    ['ram:UpdateAccessKey', 'every attach refused: the key, and the keys made since'],
  ])('%s', async (action, name) => {
    const steps = RESPOND_STEPS.filter((step) => step.name === name);
    const document = withoutPower(roleDocument('respond'), action);
    const met = await drive('respond', steps, document);
    expect(met.broken).toEqual([expect.stringContaining(`${name}: `)]);
    const { lacking } = compare(document, met.questions);
    expect(lacking).toContainEqual(expect.stringContaining(`${name}: ${action} on acs:ram:`));
    const needed = compare(document, (await drive('respond', steps)).questions).lacking;
    expect(needed).toEqual(expect.arrayContaining([...lacking]));
  });
});

test('every function that is deployed is driven, under the role that it is deployed with', () => {
  const deployed = readDeployment({ accountId: '1', region: 'cn-hangzhou' });
  expect(deployed.map(({ roleName }) => roleName)).toEqual((Object.keys(DRIVES) as FunctionName[]).map(roleName));
});
