import { analyseAudit } from '../../../shared/evidence/analyse';
import { thiefSeen, verificationBy } from '../../../shared/evidence/thief';
import { partsOf, rawEvent, shift } from './events';

const FOUND = '2026-05-01T03:00:00.000Z';
const DENY = '2026-05-01T03:10:00.400Z';
const NOW = '2026-05-01T06:00:00.000Z';
const WINDOW = { from: shift(NOW, -90 * 86_400_000), to: NOW };
const OFFICE = { ip: '47.96.10.20' };
const THIEF = { ip: '185.220.101.34', write: true };
const denies = (event: { name: string }) => event.name !== 'DescribeInstances';
const suspicion = { began: FOUND, denyAt: DENY, denies };
const history = Array.from({ length: 20 }, (_, i) =>
  rawEvent(shift(FOUND, -(i + 2) * 86_400_000), 'Ecs:DescribeInstances', OFFICE),
);

async function analysed(...recent: Record<string, unknown>[]) {
  const { parts, read, reads } = partsOf(recent, history);
  return { analysis: await analyseAudit(parts, WINDOW, suspicion, read), reads };
}
const data = { to: NOW, complete: true, until: DENY };
const judged = { to: NOW, complete: true, denyAt: DENY, now: NOW };
const attached = { state: 'deny attached' as const, at: DENY, problems: [], residual: { value: [] } };

describe('what the events say about a thief', () => {
  test('a new address since the suspicion is one', async () => {
    const { analysis } = await analysed(
      rawEvent(shift(FOUND, 60_000), 'Ram:CreateUser', THIEF, { requestParameters: { UserName: 'crossfire' } }),
    );
    expect(thiefSeen(analysis, data).seen).toBe('yes');
    expect(analysis.identitiesMade).toEqual([{ kind: 'user', name: 'crossfire' }]);
    expect(analysis.findings[0]).toMatchObject({
      rule: 'persistence-user',
      severity: 'high',
      count: 1,
      targets: ['crossfire'],
    });
  });

  test('a new address shortly before the leak was found is one: it was published before it was found', async () => {
    const { analysis } = await analysed(rawEvent(shift(FOUND, -20 * 60_000), 'Ecs:DescribeInstances', THIEF));
    expect(thiefSeen(analysis, data).seen).toBe('yes');
  });

  test("the owner's own address and a service that acts by itself are none", async () => {
    const { analysis } = await analysed(
      rawEvent(shift(FOUND, 60_000), 'Ecs:DescribeInstances', OFFICE),
      rawEvent(shift(FOUND, 60_000), 'Ecs:DeleteDisk', { ip: 'ecs.aliyuncs.com' }),
    );
    expect(thiefSeen(analysis, data).seen).toBe('no');
  });

  test('refused calls after the deny are one, unless the business has always made them', async () => {
    const refused = { ...OFFICE, errorCode: 'NoPermission' };
    const usual = await analysed(rawEvent(shift(DENY, 60_000), 'Ecs:DescribeInstances', refused));
    expect(thiefSeen(usual.analysis, data).seen).toBe('no');
    expect(usual.analysis.findings[0]).toMatchObject({ rule: 'business-refused' });
    const unusual = await analysed(rawEvent(shift(DENY, 60_000), 'Ram:CreateUser', refused));
    expect(thiefSeen(unusual.analysis, data).seen).toBe('yes');
  });

  test.each([
    ['data that does not reach past the deny', { ...data, to: shift(DENY, 9 * 60_000) }],
    ['data with a cut', { ...data, complete: false }],
  ])('silence in %s is "not visible yet"', async (_, what) => {
    const { analysis } = await analysed();
    expect(thiefSeen(analysis, what).seen).toBe('not visible yet');
  });
});

describe('what the events say about the deny', () => {
  test('a freeze that came later judges no call that the quarantine before it allowed', async () => {
    const frozenAt = shift(DENY, 60 * 60_000);
    const { parts, read } = partsOf(
      [
        rawEvent(shift(DENY, 30 * 60_000), 'Ecs:DescribeInstances', OFFICE),
        rawEvent(shift(frozenAt, 10_000), 'Ecs:DescribeInstances', { ...OFFICE, errorCode: 'NoPermission' }),
      ],
      history,
    );
    const frozen = { began: FOUND, denyAt: DENY, holdsSince: frozenAt, denies: () => true };
    const { afterDeny } = await analyseAudit(parts, WINDOW, frozen, read);
    expect(afterDeny).toMatchObject({ successesOfDenied: 0, lateSuccesses: 0, allowedStill: 1, refused: 1 });
    expect(verificationBy({ afterDeny }, { ...judged, denyAt: frozenAt }, attached)?.state).toBe('contained, quiet');
  });

  test('an answered call in the same second as the deny came before it, a refused one after', async () => {
    const second = `${DENY.slice(0, 19)}.000Z`;
    const { analysis } = await analysed(
      rawEvent(second, 'Ram:CreateUser', THIEF),
      rawEvent(second, 'Ram:CreateUser', { ...THIEF, errorCode: 'NoPermission' }),
    );
    expect(analysis.afterDeny).toMatchObject({ refused: 1, successesOfDenied: 0 });
  });

  test('successes of denied actions within five minutes are the deny spreading, later ones break it', async () => {
    const early = await analysed(rawEvent(shift(DENY, 60_000), 'Ram:CreateUser', THIEF));
    expect(early.analysis.afterDeny).toMatchObject({ successesOfDenied: 1, lateSuccesses: 0 });
    const late = await analysed(rawEvent(shift(DENY, 6 * 60_000), 'Ram:CreateUser', THIEF));
    expect(late.analysis.afterDeny).toMatchObject({ lateSuccesses: 1 });
    expect(verificationBy(late.analysis, judged, attached)?.state).toBe('contained, still active');
    expect(late.analysis.findings[0]).toMatchObject({ rule: 'success-after-deny', severity: 'critical' });
  });

  test('successes of allowed actions are counted, and break nothing', async () => {
    const { analysis } = await analysed(rawEvent(shift(DENY, 3_600_000), 'Ecs:DescribeInstances', THIEF));
    expect(analysis.afterDeny).toMatchObject({ allowedStill: 1, successesOfDenied: 0 });
    expect(verificationBy(analysis, judged, attached)).toMatchObject({ state: 'contained, quiet', since: DENY });
  });

  test('a deny that took effect late is quiet only after an hour without a denied call getting through', async () => {
    const late = await analysed(
      rawEvent(shift(DENY, 3_600), 'Ram:CreateUser', THIEF),
      rawEvent(shift(DENY, 4_600), 'Ram:CreateUser', THIEF),
    );
    const problem = '2 calls that the deny covers still succeeded, the last 03:10:05 UTC, 5 s after it';
    const at = (minutes: number) => ({ ...judged, to: shift(DENY, minutes * 60_000) });
    // Data ends ten minutes before the look.
    for (const minutes of [12, 31, 69])
      expect(verificationBy(late.analysis, at(minutes), attached)).toMatchObject({
        state: 'deny attached',
        problems: [problem],
      });
    expect(verificationBy(late.analysis, at(72), attached)).toMatchObject({
      state: 'contained, quiet',
      since: '2026-05-01T03:10:05.000Z',
      problems: [problem],
    });
    expect(verificationBy(late.analysis, { ...at(72), complete: false }, attached)?.state).toBe('deny attached');
  });

  test('a document that could not be read is neither a success against the deny nor quiet', async () => {
    const unread = 'the attached deny could not be read: ram GetPolicy failed: NoPermission (HTTP 403)';
    const { analysis } = await analysed(rawEvent(shift(DENY, 6 * 60_000), 'Ram:CreateUser', THIEF));
    expect(verificationBy(analysis, { ...judged, unread }, attached)).toMatchObject({
      state: 'not verified',
      problems: [unread],
    });
  });

  test.each([
    ['too early', { ...judged, to: shift(DENY, 24 * 60_000) }, attached],
    ['from cut data', { ...judged, complete: false }, attached],
    ['without a read-back', judged, null],
  ])('quiet is never said %s', async (_, what, former) => {
    const { analysis } = await analysed();
    expect(verificationBy(analysis, what, former)).toBeUndefined();
  });
});

describe('the analysis', () => {
  test('counts an event that two regions keep once in findings and calls', async () => {
    const event = rawEvent(shift(FOUND, 60_000), 'Ram:CreateUser', THIEF);
    const { analysis } = await analysed(event, event);
    expect(analysis.findings.find(({ rule }) => rule === 'persistence-user')?.count).toBe(1);
    expect(analysis.calls).toHaveLength(1);
  });

  test('reads old parts once, and recent ones twice', async () => {
    const { reads } = await analysed(rawEvent(shift(FOUND, 60_000), 'Ram:CreateUser', THIEF));
    expect(reads.filter((path) => path.endsWith('0001.jsonl'))).toHaveLength(2);
    expect(reads.filter((path) => path.endsWith('0002.jsonl'))).toHaveLength(1);
  });

  test('keeps the most telling calls of many, and says how many it left out', async () => {
    const many = Array.from({ length: 10_300 }, (_, i) =>
      rawEvent(shift(FOUND, i * 1000), 'Ecs:DescribeInstances', { ip: '185.220.101.34' }),
    );
    const { analysis } = await analysed(...many, rawEvent(shift(FOUND, 10_300_000), 'Ram:CreateUser', THIEF));
    expect(analysis.calls).toHaveLength(10_000);
    expect(analysis.callsLeftOut).toBe(301);
    expect(analysis.calls.some(({ name }) => name === 'CreateUser')).toBe(true);
    expect(analysis.total).toBe(10_321);
  });

  test('from an address of the own history the same call is a low finding', async () => {
    const { analysis } = await analysed(rawEvent(shift(FOUND, 60_000), 'Ram:CreateUser', OFFICE));
    expect(analysis.findings).toEqual([
      expect.objectContaining({ rule: 'persistence-user-known-source', severity: 'low' }),
    ]);
  });
});

describe('what the key made, however much', () => {
  const made = (i: number, name: string, requestParameters: object, more: object = {}) =>
    rawEvent(shift(FOUND, i * 1_000), name, THIEF, { requestParameters, ...more });
  const evil = [
    made(1, 'Ram:CreateUser', { UserName: 'evil' }),
    made(2, 'Ram:AttachPolicyToUser', { UserName: 'evil', PolicyName: 'AdministratorAccess' }),
    made(3, 'Ram:CreateAccessKey', { UserName: 'evil' }, { responseElements: { AccessKeyId: 'LTAI5tEvil' } }),
  ];
  const zeros = Array.from({ length: 1_200 }, (_, i) => made(10 + i, 'Ram:CreateUser', { UserName: `zz${i}` }));

  test.each([
    ['oldest first', [...evil, ...zeros]],
    ['newest first', [...evil, ...zeros].reverse()],
  ])('an administrator is told before users without power, and the number of all: read %s', async (_, events) => {
    const { analysis } = await analysed(...events);
    expect(analysis.identitiesMade.slice(0, 3)).toEqual([
      { kind: 'user', name: 'evil' },
      { kind: 'grant', name: 'AdministratorAccess', of: 'evil', power: 'all' },
      { kind: 'access-key', name: 'LTAI5tEvil', of: 'evil' },
    ]);
    expect(analysis.identitiesMade.length + analysis.madeLeftOut).toBe(1_203);
  });

  test('a hundred small servers hide no large one, and the number of all is told', async () => {
    const server = (i: number, InstanceType: string) =>
      made(i, 'Ecs:RunInstances', { InstanceType }, { resourceName: `i-${i}` });
    const small = Array.from({ length: 600 }, (_, i) => server(10 + i, 'ecs.t6.small'));
    for (const events of [
      [server(1, 'ecs.gn7.large'), ...small],
      [...small, server(900, 'ecs.gn7.large')],
    ]) {
      const { billable, billableLeftOut } = (await analysed(...events)).analysis;
      expect(billable.map(({ what }) => what)).toContain(events.length > 1 && events[0] === small[0] ? 'i-900' : 'i-1');
      expect(billable.length + billableLeftOut).toBe(601);
    }
  });
});
