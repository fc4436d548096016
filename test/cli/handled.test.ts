import { codeOfHandled } from '../../cli/handled';
import type { Handled } from '../../functions/respond/handle';

const AT = '2026-05-20T12:00:00.000Z';
const step = (name: string, ok: boolean, detail: string) => ({ step: name, ok, detail, at: AT });
const handled = (...steps: Handled['steps'][number][]) =>
  ({ verdict: 'contain', row: 'in-use', reason: 'in use', failures: [], steps }) as unknown as Handled;

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
