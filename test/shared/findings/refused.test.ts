import type { Case } from '../../../shared/findings/model';
import { anEvent, anOrdinaryPast } from './account';
import { look } from './look';

const THIEF = { ip: '45.137.21.9', tool: 'ctk' };
const DENY = { denyAt: '2026-05-20T12:01:00Z' };
const REFUSED = { errorCode: 'NoPermission' };

const buys = (more: object) =>
  Array.from({ length: 50 }, (_, i) =>
    anEvent({
      minute: 10 + i / 60,
      ...{ service: 'Ecs', name: 'RunInstances', region: ['cn-beijing', 'us-west-1', 'eu-central-1'][i % 3] ?? '' },
      ...{ request: { Amount: '20' }, ...more, ...REFUSED },
    }),
  );
const deletes = (more: object) =>
  Array.from({ length: 300 }, (_, i) =>
    anEvent({
      minute: 10 + i / 60,
      ...{ service: 'Oss', name: 'DeleteObject', request: { bucketName: 'site', objectName: `o${i}` } },
      ...{ ...more, ...REFUSED },
    }),
  );
const stops = (more: object) => [
  anEvent({ minute: 10, service: 'Actiontrail', name: 'StopLogging', ...more, ...REFUSED }),
  anEvent({ minute: 11, service: 'Ram', name: 'CreateUser', request: { UserName: 'x' }, ...more, ...REFUSED }),
];
const sends = (more: object) =>
  Array.from({ length: 500 }, (_, i) =>
    anEvent({ minute: 10 + i / 60, service: 'Dysmsapi', name: 'SendSms', ...more, errorCode: 'isv.OUT_OF_SERVICE' }),
  );
/** What is said of these calls, and how many of them are the attack's. */
function said(calls: readonly Record<string, unknown>[], given: Partial<Case> = {}) {
  const { findings, attack } = look([...anOrdinaryPast(), ...calls], given);
  const own = new Set(calls.map(({ eventId }) => eventId));
  return { findings: findings.filter(({ eventIds }) => eventIds.some((id) => own.has(id))), attack: attack.size };
}

const KINDS = [
  ['machines', buys],
  ['objects deleted', deletes],
  ['logs stopped and a user made', stops],
  ['messages', sends],
] as const;

describe.each(KINDS)('%s: asked for by somebody unknown with an unknown program, and refused', (_, calls) => {
  test.each([
    ['before the deny', {}],
    ['after it', DENY],
  ])('%s: the attack, medium, and never said to be done or to be the business', (_when, given) => {
    const { findings, attack } = said(calls(THIEF), given);
    expect(attack).toBe(calls(THIEF).length);
    expect(findings.length).toBeGreaterThan(0);
    for (const { rule, severity, title } of findings) {
      expect([rule, severity]).toEqual([rule, 'medium']);
      expect(rule).not.toMatch(/ordinary|business/);
      if (!/new-source|denied-after-deny/.test(rule)) expect(title).toMatch(/tried, and refused$/);
    }
  });

  test("from the business's own machine: shown low, and as tried", () => {
    const { findings, attack } = said(calls({}));
    expect(attack).toBe(0);
    for (const { severity, title } of findings) {
      expect(severity).toBe('low');
      expect(title).toMatch(/tried, and refused, as the business may do$/);
    }
  });

  test("from a new address with the business's program: medium, or nothing is told of them", () => {
    const { findings } = said(calls({ ip: THIEF.ip }), DENY);
    expect(findings.map(({ severity }) => severity)).toContain('medium');
    for (const { rule, title } of findings) {
      expect(rule).not.toMatch(/ordinary|business-refused/);
      expect(title).not.toMatch(/as the business may do/);
    }
  });
});

test('a key without a history: whose refused calls those are nobody can tell, and nothing is to be exempted for them', () => {
  const { findings } = look(buys(THIEF), DENY);
  expect(findings.map(({ rule }) => rule)).toContain('strange-refused');
  expect(findings.map(({ rule }) => rule)).not.toContain('business-refused');
});
