import fc from 'fast-check';
import { HygieneExceptionsInvalid } from '../../../shared/errors';
import { aKey, anAccount, daysAgo, SAMPLE_NOW, settings } from '../../../shared/hygiene/checks/samples';
import { parseCsv } from '../../../shared/hygiene/csv';
import { parseExceptions } from '../../../shared/hygiene/exceptions';
import { type ExclusionsSeen, pinExclusions } from '../../../shared/hygiene/exclusions';
import type { AccountFacts } from '../../../shared/hygiene/facts';
import { findingsCsv } from '../../../shared/hygiene/findings-csv';
import { judge } from '../../../shared/hygiene/judge';
import { renderHygiene } from '../../../shared/hygiene/page/render';
import { aReport } from './a-report';

const good = { check: 'key-old', user: 'ci-bot', until: '2026-06-30', reason: 'the vendor is asked' };
const listOf = (...exceptions: unknown[]) => JSON.stringify({ schema: 1, exceptions });

function problemsOf(text: string): readonly string[] {
  try {
    parseExceptions(text, SAMPLE_NOW);
    return [];
  } catch (error) {
    if (!(error instanceof HygieneExceptionsInvalid)) throw error;
    return error.problems;
  }
}

describe('the exclusion list', () => {
  const list = (but: Partial<ExclusionsSeen> = {}) =>
    pinExclusions({
      names: new Set(['ceo']),
      keys: new Set<string>(),
      pins: { value: {} },
      users: new Map([['ceo', '1']]),
      failure: undefined,
      keysSeen: new Set<string>(),
      allKeys: true,
      ...but,
    });
  const cut = { users: new Map<string, string>(), failure: '403' };

  test.each<[string, Partial<ExclusionsSeen>, object, readonly string[] | string, string | undefined]>([
    ['first seen', {}, { value: { is: 'there' } }, ['ceo'], '1'],
    ['there', { pins: { value: { ceo: '1' } } }, { value: { is: 'there' } }, ['ceo'], '1'],
    [
      'in no account',
      { users: new Map() },
      { value: { is: 'missing' } },
      'nobody is called ceo, and whom it means is not known',
      undefined,
    ],
    ['deleted', { users: new Map(), pins: { value: { ceo: '1' } } }, { value: { is: 'missing' } }, ['ceo'], '1'],
    [
      'renamed',
      { users: new Map([['new', '1']]), pins: { value: { ceo: '1' } } },
      { value: { is: 'renamed', today: 'new' } },
      ['ceo', 'new'],
      '1',
    ],
    [
      'renamed, and another has the name',
      {
        users: new Map([
          ['new', '1'],
          ['ceo', '2'],
        ]),
        pins: { value: { ceo: '1' } },
      },
      { value: { is: 'another', today: 'new' } },
      ['ceo', 'new'],
      '1',
    ],
    ['deleted, and made anew', { pins: { value: { ceo: '0' } } }, { value: { is: 'another' } }, ['ceo'], '0'],
    ['the list of users cut', { ...cut, pins: { value: { ceo: '1' } } }, { couldNotCheck: '403' }, '403', '1'],
    ['its pins not read', { pins: { couldNotCheck: '500' } }, { couldNotCheck: '500' }, '500', '1'],
  ])('%s', (_, but, standing, users, pin) => {
    const found = list(but);
    expect(found.facts).toEqual([{ user: 'ceo', standing }]);
    expect('value' in found.users ? [...found.users.value] : found.users.couldNotCheck).toEqual(users);
    expect(found.pins).toEqual(pin === undefined ? {} : { ceo: pin });
  });

  test('a key id that is in nobody’s hands excludes nothing, unless not every key was seen', () => {
    const keys = { names: new Set<string>(), keys: new Set(['LTAIa', 'LTAIb']), keysSeen: new Set(['LTAIa']) };
    expect(list(keys).facts.map(({ standing }) => standing)).toEqual([
      { value: { is: 'there' } },
      { value: { is: 'missing' } },
    ]);
    expect(list({ ...keys, allKeys: false }).facts[1]?.standing).toEqual({ couldNotCheck: 'not every key was seen' });
  });
});

describe('a list of exceptions', () => {
  test('is read as it stands', () => {
    const bucket = { check: 'bucket-unlogged', bucket: 'acme-logs', until: '2026-05-20', reason: 'x' };
    const account = { check: 'password-age', until: '2026-05-01', reason: 'x' };
    expect(parseExceptions(listOf(good, bucket, account), SAMPLE_NOW)).toEqual([good, bucket, account]);
  });

  test.each([
    ['{', 'it is no JSON'],
    ['[]', 'it is no {"schema":1,"exceptions":[…]}'],
    [JSON.stringify({ schema: 2, exceptions: [] }), 'it is no {"schema":1,"exceptions":[…]}'],
    [JSON.stringify({ schema: 1, exceptions: [], more: 1 }), 'more is no field beside schema and exceptions'],
    [listOf(null), 'exception 1 is no object'],
    [listOf({ ...good, check: 'key-olt' }), 'exception 1 names no check: key-olt (closest: key-old)'],
    [listOf({ ...good, check: undefined }), 'exception 1 has no check'],
    [
      listOf({ ...good, check: 'exception-expired' }),
      'exception 1 is about exception-expired: exceptions have no exceptions',
    ],
    [listOf({ ...good, user: undefined }), 'exception 1 does not say whom it is about: user or accessKeyId'],
    [listOf({ ...good, user: ' ' }), 'exception 1 has a user that is no text'],
    [listOf({ ...good, user: 7 }), 'exception 1 has a user that is no text'],
    [listOf({ ...good, check: 'password-age' }), 'exception 1 has a user, but password-age is not about one'],
    [
      listOf({ ...good, accessKeyId: 'LTAI' }),
      'exception 1 has an accessKeyId that is no AccessKey id: it begins with LTAI',
    ],
    [listOf({ ...good, untill: 'x' }), 'exception 1 has an unknown field untill (closest: until)'],
    [listOf({ ...good, until: undefined }), 'exception 1 has no until: the last day on which it holds'],
    [
      listOf({ ...good, until: '2026-02-30' }),
      'exception 1 has an until that is no date: 2026-02-30 (like 2026-12-31)',
    ],
    [listOf({ ...good, until: '2099-01-01' }), 'exception 1 holds until 2099-01-01: at most 366 days from now'],
    [listOf({ ...good, reason: undefined }), 'exception 1 has no reason'],
    [listOf({ ...good, reason: 'x'.repeat(301) }), 'exception 1 has a reason of more than 300 characters'],
    [listOf(good, good), 'exception 2 stands in the list twice'],
    [
      listOf(...Array.from({ length: 501 }, (_, i) => ({ ...good, user: `u${i}` }))),
      'it has 501 exceptions: at most 500 are allowed',
    ],
  ])('%.60s: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('names every problem at once', () => {
    expect(problemsOf(listOf({ check: 'x' }, good, { ...good, user: 'a', until: 'soon', reason: '' }))).toHaveLength(5);
  });

  test('whatever it is, it is valid or says what is wrong', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.constantFrom('check', 'user', 'until'), fc.jsonValue()))),
        (value) => {
          const text = JSON.stringify(Array.isArray(value) ? { schema: 1, exceptions: value } : value);
          expect(Array.isArray(problemsOf(text))).toBe(true);
        },
      ),
      { examples: [[[{ check: { toString: 0 } }]]] },
    );
  });
});

describe('an exception', () => {
  const old = (user: string, id?: string) =>
    aKey({ owner: { type: 'ram-user', name: user }, id, createdAt: { value: daysAgo(200) } });
  const KEY = 'LTAI5tExampleKey0123wxyz';
  const judged = (facts: Partial<AccountFacts>) => judge(anAccount(facts), SAMPLE_NOW);
  const check = (id: string, { checks }: ReturnType<typeof judge>) => checks.find((one) => one.id === id);

  test('covers the findings that it names whole, and no others; they are shown and not counted', () => {
    const result = judged({ keys: [old('ci-bot', KEY), old('ci-bot2')], exceptions: [good] });
    expect(check('key-old', result)).toMatchObject({ total: 2, finding: 1, excepted: 1, ok: 0 });
    expect(result.findings.map(({ subject }) => subject.user)).toEqual(['ci-bot2']);
    expect(result.excepted).toMatchObject([{ check: 'key-old', until: '2026-06-30', reason: 'the vendor is asked' }]);
    expect(result.keys.map(({ result: word }) => word)).toEqual(['excepted', 'finding']);
    expect(result.keyCounts).toEqual({ total: 2, ok: 0, finding: 1, couldNotCheck: 0, excepted: 1 });
  });

  test('of another finding of the same key hides nothing', () => {
    const key = { ...old('ci-bot', KEY), otherActive: { value: 1 } };
    expect(judged({ keys: [key], exceptions: [good] }).keys[0]?.result).toBe('finding');
  });

  test.each([
    ['2026-05-20', 'excepted', 'ok'],
    ['2026-05-19', 'finding', 'finding'],
  ])('until %s: its finding is %s, the exception itself %s', (until, of, itself) => {
    const result = judged({ keys: [old('ci-bot', KEY)], exceptions: [{ ...good, until }] });
    expect(result.keys[0]?.results['key-old']).toBe(of);
    expect(check('exception-expired', result)).toMatchObject({ [itself]: 1, total: 1 });
  });

  test('that covers nothing is said, unless what it covers could not be looked at', () => {
    expect(check('exception-unmatched', judged({ exceptions: [good] }))).toMatchObject({ finding: 1 });
    const unread = aKey({ createdAt: { couldNotCheck: '403' } });
    expect(check('exception-unmatched', judged({ keys: [unread], exceptions: [good] }))).toMatchObject({
      couldNotCheck: 1,
    });
    expect(check('exception-unmatched', judged({ exceptions: [good], complete: false }))).toMatchObject({
      couldNotCheck: 1,
    });
  });

  test('of the account itself needs no name', () => {
    const weak = settings({ passwords: { couldNotCheck: '403' } });
    const exception = { check: 'password-age', until: '2026-06-30', reason: 'x' };
    // What could not be checked is no finding, and stays as it is.
    expect(check('password-age', judged({ settings: weak, exceptions: [exception] }))).toMatchObject({
      couldNotCheck: 1,
    });
  });

  test('stands in page and CSV with its reason and its day, escaped', () => {
    const report = aReport(anAccount({ keys: [old('ci-bot', KEY)], exceptions: [{ ...good, reason: '=1+1 <b>' }] }));
    expect(renderHygiene(report)).toContain('until 2026-06-30: =1+1 &#60;b&#62;');
    const [, row] = parseCsv(findingsCsv(report));
    expect(row?.[1]).toBe('excepted');
    expect(row?.[10]).toContain('(2026-06-30: =1+1 <b>)');
  });
});
