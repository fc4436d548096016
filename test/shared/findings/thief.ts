import { ACCOUNT, anEvent, anOrdinaryPast, type Call, THIEF } from './account';
import { look } from './look';

/** What the thief does, for tests of what becomes of it. */
export type Made = Omit<Call, 'minute'>;
export const byThief = (minute: number, call: Made) => anEvent({ minute, ip: THIEF, ...call });
/** The thief is known by something grave; what is asked about comes after it. */
export const known = byThief(1, { service: 'ActionTrail', name: 'StopLogging', request: { Name: 't' } });
export const seen = (...events: Record<string, unknown>[]) => look([...anOrdinaryPast(), known, ...events]);
/** Beside the leaked key. */
export const madeBy = (...events: Record<string, unknown>[]) => seen(...events).actors.slice(1);
export const shape = ({ type, id, name }: { type: string; id: string; name: string }) => ({ type, id, name });
export const call = (service: string, name: string, request: object, response?: object): Made => ({
  service,
  name,
  request: { ...request },
  ...(response ? { response: { ...response } } : {}),
});
export const OTHER = '9988776655443322';
export const ARN = `acs:ram::${ACCOUNT}`;
/** From where nobody of the account was before, the thief neither. */
export const ELSEWHERE = '198.51.100.7';
