import { parseAuditEvent } from '../../../shared/evidence/event';
import { AccountFacts } from '../../../shared/findings/account';
import { RULES, Signs } from '../../../shared/findings/rules';
import type { Sample } from '../../../shared/findings/rules/model';
import type { Verdict } from '../../../shared/findings/verdict';
import { CIRCUMSTANCES, OTHERS } from '../../../shared/findings/verdicts';
import { PATTERNS } from '../../../shared/findings/verdicts-of-patterns';
import { SOURCES } from '../../../shared/findings/verdicts-of-sources';

const AT = '2026-05-20T12:00:00Z';
/** The account's own user is `ci`; the bucket `fresh` and a colleague were made a moment before. */
const signs = new Signs(
  new AccountFacts(
    [
      parseAuditEvent({
        eventTime: AT,
        serviceName: 'Oss',
        eventName: 'PutBucket',
        requestParameters: { bucketName: 'fresh' },
      }),
      parseAuditEvent({
        eventTime: AT,
        serviceName: 'Ram',
        eventName: 'CreateUser',
        requestParameters: { UserName: 'new-colleague' },
      }),
    ],
    '1234567890123456',
    'ci',
    ['the-evidence'],
  ),
);

function signOf({ call, request, response }: Sample) {
  const [serviceName, eventName] = call.split(' ');
  return signs.of(
    parseAuditEvent({
      eventId: 'e',
      eventTime: AT,
      serviceName,
      eventName,
      requestParameters: request,
      responseElements: response,
    }),
  );
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(rule.fires.map((sample) => [sample.call, sample] as const))('fires: %s', (_, sample) => {
    const sign = signOf(sample);
    expect({ id: sign?.rule.id, weight: sign?.weight }).toEqual({ id, weight: sample.weight });
  });

  test.each(rule.silent.map((sample) => [sample.call, sample] as const))('stays silent: %s', (_, sample) => {
    expect(signOf(sample)?.rule.id).not.toBe(id);
  });

  test('every weight that its logic gives has a sample', () => {
    const given = new Set(rule.fires.map(({ weight }) => weight));
    expect(typeof rule.weight === 'string' ? given.size : Math.min(given.size, 2)).toBe(
      typeof rule.weight === 'string' ? 1 : 2,
    );
  });
});

test('every rule and verdict has an id of its own, a technique of ATT&CK, and words and advice in two languages', () => {
  const verdicts = [PATTERNS, CIRCUMSTANCES, OTHERS, SOURCES].flatMap((some) => Object.values<Verdict>(some));
  const all: readonly Verdict[] = [...RULES, ...verdicts];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { technique, severity, text, advice } of all) {
    expect(technique).toMatch(
      severity === 'high' || severity === 'critical' ? /^T\d{4}(\.\d{3})?$/ : /^(T\d{4}(\.\d{3})?)?$/,
    );
    expect(text.zh).toMatch(/\p{Script=Han}/u);
    expect(text.en).toMatch(/^[A-Z]/);
    expect(advice.zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(advice.en).toMatch(/^[A-Z].*\.$/);
    expect(advice.en).not.toMatch(/\p{Script=Han}/u);
    // One or two sentences.
    expect(advice.en.match(/\.( |$)/g)?.length).toBeLessThanOrEqual(2);
    expect(advice.en).not.toBe(text.en);
  }
});
