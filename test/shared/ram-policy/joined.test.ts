import { DEFAULT_POLICY_SIZE, quarantineDocument, quarantineDocuments } from '../../../shared/ram-policy/documents';
import { sayTheSame } from '../../../shared/ram-policy/joined';
import { missingCodes, UNCONFIRMED_CODES, withoutCodes } from '../../../shared/ram-policy/unconfirmed';

const SCOPE = { bucket: 'evidence-bucket', accountId: '1234567890123456' };
const WHOLE = quarantineDocument(SCOPE).document;
const partsAt = (quota: number) => quarantineDocuments(SCOPE, quota).map(({ document }) => document);

test.each([DEFAULT_POLICY_SIZE, 4096, 2048])('the parts at a quota of %i say what the whole says', (quota) => {
  const parts = partsAt(quota);
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(quota);
  expect(sayTheSame(parts, WHOLE)).toBe(true);
  expect(sayTheSame([...parts].reverse(), WHOLE)).toBe(true);
});

test('a part less is not the whole', () => {
  const parts = partsAt(2048);
  for (let i = 0; i < parts.length; i += 1)
    expect(
      sayTheSame(
        parts.filter((_, j) => j !== i),
        WHOLE,
      ),
    ).toBe(false);
});

test('one action less, one more, an Allow for a Deny, or a text that is no policy is not the whole', () => {
  const parsed = JSON.parse(WHOLE) as { Statement: { Effect: string; Action: string[] }[] };
  const changed = (change: (first: { Effect: string; Action: string[] }) => void): string => {
    const copy = structuredClone(parsed);
    change(copy.Statement[0] as { Effect: string; Action: string[] });
    return JSON.stringify(copy);
  };
  for (const other of [
    changed((s) => s.Action.pop()),
    changed((s) => s.Action.push('oss:GetObject')),
    changed((s) => {
      s.Effect = 'Allow';
    }),
    '{"Version":"1"',
  ]) {
    expect(sayTheSame([other], WHOLE)).toBe(false);
  }
});

test('codes that RAM does not know can be left out, and are known to be missing', () => {
  const some = UNCONFIRMED_CODES.slice(0, 2);
  const less = withoutCodes(WHOLE, some);
  expect(missingCodes([less])).toEqual(some);
  expect(missingCodes([WHOLE])).toEqual([]);
  expect(sayTheSame([less], WHOLE)).toBe(false);
  expect(
    sayTheSame(
      partsAt(2048).map((part) => withoutCodes(part, some)),
      less,
    ),
  ).toBe(true);
});
