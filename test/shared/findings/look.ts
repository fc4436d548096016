import { parseAuditEvent } from '../../../shared/evidence/event';
import { analyse } from '../../../shared/findings/analyse';
import type { Analysis, Case } from '../../../shared/findings/model';
import { ACCOUNT, anEvent, KEY, LEAK_AT } from './account';

const CASE: Case = {
  accessKeyId: KEY,
  accountId: ACCOUNT,
  leakAt: LEAK_AT,
  denyAt: undefined,
  now: '2026-05-22T00:00:00Z',
};
export const look = (raw: readonly unknown[], more: Partial<Case> = {}): Analysis =>
  analyse(raw.map(parseAuditEvent), { ...CASE, ...more });
export const high = ({ findings }: Analysis) =>
  findings.filter(({ severity }) => ['high', 'critical'].includes(severity));
export const ids = ({ actors }: Analysis) => actors.map(({ id }) => id);
export const idsOf = (events: readonly Record<string, unknown>[]) =>
  events.map(({ eventId }) => String(eventId)).sort();

export const backdoor = (ip: string, minute = 5): Record<string, unknown>[] => [
  anEvent({ minute, service: 'Ram', name: 'CreateUser', ip, request: { UserName: 'crossfire' } }),
  anEvent({ minute: minute + 1, service: 'Ram', name: 'CreateLoginProfile', ip, request: { UserName: 'crossfire' } }),
  anEvent({
    minute: minute + 2,
    service: 'Ram',
    name: 'AttachPolicyToUser',
    ip,
    request: { UserName: 'crossfire', PolicyName: 'AdministratorAccess' },
  }),
  anEvent({
    minute: minute + 3,
    service: 'Ram',
    name: 'CreateAccessKey',
    ip,
    request: { UserName: 'crossfire' },
    response: { AccessKey: { AccessKeyId: 'LTAI5tSecondKeyOfThief01' } },
  }),
];
export const bySecondKey = { key: 'LTAI5tSecondKeyOfThief01', user: 'crossfire', ip: '198.51.100.9' };
