import { readFileSync } from 'node:fs';
import { RULES } from '../../../shared/findings/rules';
import { inHandbook, withHandbook } from '../../handbook';

const HANDBOOK = 'alibaba-alert-rules.md';
const { isHere, describe } = withHandbook(HANDBOOK, "whether every call of Alibaba's own alert rules has a rule");

/** No AccessKey makes these: a person signs in, resets his password by mail. */
const NOT_BY_A_KEY = new Set(['ConsoleSignin', 'PasswordReset']);

/** The handbook's table cuts its longest query in the midst of a name. */
const WHOLE: Readonly<Record<string, string>> = { AllocateInstancePub: 'AllocateInstancePublicConnection' };

/** `[alert, service, call]` for every call that an alert of the handbook names; a service by any if it names none. */
function callsOfAlerts(): [string, string, string][] {
  const rows = readFileSync(inHandbook(HANDBOOK), 'utf8')
    .split('\n')
    .filter((line) => /^\| \w+:/.test(line));
  return rows.flatMap((row) => {
    const [, alert = '', query = ''] = row.split('|');
    const all = (field: string) =>
      [...query.matchAll(new RegExp(`event\\.${field}: ?(\\w+)`, 'g'))].map((m) => m[1] ?? '');
    const services = all('serviceName');
    return all('eventName').map((call): [string, string, string] => [
      alert.trim().split(':')[0] ?? '',
      [...new Set(services.length > 0 ? services : ['Ram', 'Ims'])].join(),
      WHOLE[call] ?? call,
    ]);
  });
}

const isKnown = (services: string, call: string): boolean =>
  services.split(',').some((service) => RULES.some((rule) => rule.services.test(service) && rule.calls.test(call)));

describe("Alibaba's own alerts over ActionTrail", () => {
  const calls = isHere ? callsOfAlerts().filter(([, , call]) => !NOT_BY_A_KEY.has(call)) : [];

  test('there are some', () => {
    expect(calls.length).toBeGreaterThan(100);
  });

  test('each call that a key can make has a rule here', () => {
    expect(calls.filter(([, services, call]) => !isKnown(services, call))).toEqual([]);
  });
});
