import { codeOfHandled } from '../../cli/handled';
import type { Handled } from '../../functions/respond/handle';

const AT = '2026-05-20T12:00:00.000Z';
const EXPIRED = 'oss GetObject failed: SecurityTokenExpired (HTTP 403): over';
const step = (name: string, ok: boolean, detail: string) => ({ step: name, ok, detail, at: AT });
const handled = (...steps: Handled['steps'][number][]) =>
  ({ verdict: 'contain', row: 'in-use', reason: 'in use', failures: [], steps }) as unknown as Handled;

test.each([
  [
    'a right that lacks',
    'ram AttachPolicyToUser failed: NoPermission (HTTP 403): no',
    [],
    1,
    'ask for ram:AttachPolicyToUser',
  ],
  [
    'a session that ended before anything was done',
    EXPIRED,
    [step('attach-quarantine', false, 'x')],
    2,
    'sign in again',
  ],
  ['a session that ended behind the deny', EXPIRED, [step('attach-quarantine', true, 'x')], 1, 'sign in again'],
  ['a service that fails', 'ram ListUsers failed: InternalError (HTTP 500): no', [], 1, 'in a few minutes'],
])('what failed by %s says what is next, and ends so', (_, why, steps, code, next) => {
  const said: string[] = [];
  const failed = { ...handled(...steps), failures: [why] };
  expect(codeOfHandled(failed, 'enforce', (how, what) => said.push(`${how} ${what}`))).toBe(code);
  expect(said.slice(-2)).toEqual([`FAILED ${why}`, expect.stringMatching(new RegExp(`^next .*${next}`))]);
});

test.each([
  ['a deny for which there was no place, and that the group carries', true, 'note    attach-quarantine: by the group'],
  ['a deny that is nowhere', false, 'FAILED  attach-quarantine: LimitExceeded'],
])('%s', (_, isByGroup, line) => {
  const said: string[] = [];
  const group = isByGroup ? [step('add-to-group', true, 'added')] : [];
  const say = (how: string, what: string) => said.push(`${how.padEnd(8)}${what}`);
  codeOfHandled(handled(step('attach-quarantine', false, 'LimitExceeded'), ...group), 'enforce', say);
  expect(said[0]).toContain(line);
  expect(said.some((one) => one.startsWith('FAILED'))).toBe(!isByGroup);
});
