import { tellingCalls } from '../../../functions/investigate/telling';
import { analyseAudit } from '../../../shared/evidence/analyse';
import { partsOf, rawEvent, shift } from '../../shared/evidence/events';

const FOUND = '2026-05-01T03:00:00.000Z';
const THIEF = { ip: '185.220.101.34', write: true };
const at = (seconds: number) => shift(FOUND, seconds * 1000);

test('the calls behind the most severe findings are shown, oldest first, the refused ones last', async () => {
  const events = [
    rawEvent(at(1), 'Ram:CreateAccessKey', THIEF, { resourceName: 'svc-backup' }),
    rawEvent(at(2), 'Ram:CreateLoginProfile', THIEF, { requestParameters: { UserName: 'svc-backup' } }),
    rawEvent(at(3), 'Ram:AttachPolicyToUser', THIEF, {
      requestParameters: { UserName: 'svc-backup', PolicyName: 'AdministratorAccess' },
    }),
    ...Array.from({ length: 40 }, (_, i) =>
      rawEvent(at(10 + i), i % 2 ? 'Ram:ListUsers' : `Ecs:Describe${i}`, { ip: THIEF.ip }),
    ),
    ...Array.from({ length: 30 }, (_, i) =>
      rawEvent(at(60 + i), 'Ram:CreateAccessKey', { ...THIEF, errorCode: 'NoPermission' }),
    ),
  ];
  const { parts, read } = partsOf(events);
  const window = { from: shift(FOUND, -86_400_000), to: at(3600) };
  const analysis = await analyseAudit(parts, window, { began: FOUND, denyAt: at(55), denies: () => true }, read);
  const { shown, left } = tellingCalls(analysis);
  expect(shown.slice(0, 3).map(({ call }) => call)).toEqual([
    'Ram CreateAccessKey: svc-backup',
    'Ram CreateLoginProfile: svc-backup',
    'Ram AttachPolicyToUser: svc-backup',
  ]);
  expect(shown).toHaveLength(8);
  expect(left).toBe(17);
  const outcomes = shown.map(({ outcome }) => outcome);
  expect(outcomes).toEqual([...outcomes].sort());
});
