import { liveSessions } from '../../../functions/investigate/live-sessions';
import type { OpenedSession } from '../../../shared/findings/sessions';
import { buildAlert } from '../../../shared/notify/build';
import { renderText } from '../../../shared/notify/render/text';
import { pageOf } from '../../../shared/report/page';
import { renderReport } from '../../../shared/report/render';
import { verdictOf } from '../../../shared/report/sections/verdict';
import { AT, ofRow } from '../../shared/notify/alert-facts';
import { aReport } from '../../shared/report/a-report';

const NOW = '2026-05-01T04:00:00.000Z';
const session = (role: string, minute: number, ofAttack: boolean, id = `STS.${role}${minute}`): OpenedSession => ({
  ...{ id, called: id, role: `acs:ram::1:role/${role}`, ofAttack },
  endsAt: new Date(Date.parse(NOW) + minute * 60_000).toISOString(),
});
const many = (count: number, role: string, ofAttack = false): OpenedSession[] =>
  Array.from({ length: count }, (_, i) => session(role, i + 1, ofAttack));
const told = (sessions: readonly OpenedSession[]) => {
  const listed = liveSessions(sessions, NOW);
  return { listed, roles: listed.map(({ role, more = 0 }) => `${role.slice(16)} ${more}`) };
};

test('of 55 sessions and the one of the attack that ends last, or first, that one is in front, and the others are counted', () => {
  for (const minute of [0.5, 100]) {
    const { listed, roles } = told([...many(55, 'deploy'), session('deploy', minute, true, 'STS.his')]);
    expect(listed[0]).toMatchObject({ id: 'STS.his', ofAttack: true });
    expect(listed).toHaveLength(50);
    expect(roles.slice(1, 3)).toEqual(['deploy 6', 'deploy 0']);
    expect(listed[1]).toMatchObject({ id: 'STS.deploy55', ofAttack: false, more: 6 });
  }
});

test('of the attack, too, each role stays, and what has ended is not counted', () => {
  const { listed, roles } = told([
    ...many(60, 'ops', true),
    session('adm', 0.5, true),
    session('own', 0.2, false),
    session('old', -1, true),
  ]);
  expect(listed).toHaveLength(50);
  expect(roles.filter((one) => !one.startsWith('ops'))).toEqual(['adm 0', 'own 0']);
  expect(roles[0]).toBe('ops 12');
});

test('fifty are all listed, without a number', () => {
  expect(told(many(50, 'deploy')).listed.filter((one) => 'more' in one)).toEqual([]);
});

test.each([
  ['en', '… and 48 more', '56 sessions that the attack opened', '<br>and 46 more'],
  ['zh', '……另有 48 项', '攻击者打开的 56 个临时会话', '另有 46'],
] as const)('alert and report tell the true number, in %s', async (language, inAlert, inVerdict, inReport) => {
  const value = liveSessions(many(56, 'deploy', true), NOW);
  const incident = ofRow('in-use', { liveSessions: { value } });
  expect(renderText(buildAlert({ kind: 'incident', at: AT, incident }, language, { site: 'china' }))).toContain(
    inAlert,
  );
  const report = await aReport({ findings: [], language }, { made: [], liveSessions: { value } });
  expect(verdictOf(pageOf(report)).open.join()).toContain(inVerdict);
  expect(renderReport(report, [language])).toContain(inReport);
});
