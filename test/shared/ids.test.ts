import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { InvalidAccessKeyId, TemporaryAccessKey } from '../../shared/errors';
import {
  type AccessKeyId,
  bareId,
  isAccessKeyId,
  listedId,
  maskKey,
  namedKeys,
  parseAccessKeyId,
  parseAccountId,
  parseNoticedKeyId,
  unnamedKeys,
} from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import { pathsOf } from '../../shared/incident/paths';
import { namedIn } from '../../shared/incident/schedule-order';
import { buildAlert, textsOf } from '../../shared/notify/build';
import { renderDingTalk } from '../../shared/notify/render/dingtalk';
import { escaped, outside } from '../../shared/report/html';
import { inUse } from './notify/alert-facts';

const SECRET = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0';
const LONGEST = `LTAI.${'x'.repeat(123)}`;

describe('what the cloud may answer as the id of an AccessKey', () => {
  test.each([
    ['of today', 'LTAI5tExampleLeakedKey01', true, true],
    ['short', 'LTAI5tShort01', true, true],
    ['of 16 letters and digits', '0wNEpMMlzy7sAbCd', true, true],
    ['of 16 letters', 'AbcDefGhiJkLmNoP', true, true],
    ['of 16 capitals and digits', 'ABCDEF0123456789', true, false],
    ['of 16 small letters and digits', 'abcdef0123456789', true, false],
    ['of a form that is still to come', 'ak-cn.hangzhou_0001', true, false],
    ['of 8 characters', 'Abcdef01', true, false],
    ['of 128 characters', LONGEST, true, false],
    ['of a word of a template', 'undefined', true, false],
    ['of 7 characters', 'Abcdef0', false, false],
    ['of 129 characters', `${LONGEST}x`, false, false],
    ['empty', '', false, false],
    ['with its secret right behind it', `LTAI5tExampleLeakedKey01${SECRET}`, false, false],
    ['masked', 'LTAI****************', false, false],
    ['with a blank', 'LTAI5tExample LeakedKey01', false, false],
    ['with a slash', 'LTAI5tExample/LeakedKey01', false, false],
    ['with a step up', 'LTAI5tExample..LeakedKey', false, false],
    ['that begins as an option does', '-LTAI5tExampleLeakedKey', false, false],
    ['that ends in a dot', 'LTAI5tExampleLeakedKey01.', false, false],
    ['with what parts the names of objects', 'LTAI5tExample--LeakedKey', false, false],
    ['with a line break behind it', 'LTAI5tExampleLeakedKey01\n', false, false],
    ['with a character that nobody sees', 'LTAI5tExample\u200bLeakedKey01', false, false],
    ['of other digits', 'LTAI5tExample٣LeakedKey01', false, false],
    ["an AccessKey's secret", SECRET, false, false],
    ['a secret without a digit', SECRET.replace(/\d/g, 'x'), false, false],
    ['a token that says what it is', `ghp_${'aB3'.repeat(12)}`, false, false],
    ["an account's number", '1234567890123456', false, false],
    ["another cloud's", 'AKIAIOSFODNN7EXAMPLE', false, false],
    ["a console's token", 'TMP.hXXXXXXXXXXXXXXXX', false, false],
  ])('%s', (_, id, isId, isNoticed) => {
    expect(isAccessKeyId(id)).toBe(isId);
    const parsed = (parse: (value: unknown) => AccessKeyId) => {
      try {
        return parse(id) === id;
      } catch (error) {
        if (error instanceof InvalidAccessKeyId) return false;
        throw error;
      }
    };
    expect(parsed(parseAccessKeyId)).toBe(isId);
    expect(parsed(parseNoticedKeyId)).toBe(isNoticed);
  });

  test.each([parseAccessKeyId, parseNoticedKeyId])("a session's key is told from what is none", (parse) => {
    expect(() => parse('STS.NUQNP4PiGyckMsNiGELCs1234')).toThrow(TemporaryAccessKey);
    for (const value of [undefined, null, 12, ['LTAI5tExampleLeakedKey01'], {}])
      expect(() => parse(value)).toThrow(InvalidAccessKeyId);
  });

  test('of the ids of 16 letters and digits a notice may name all but those of one case', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{16}$/), (id) => {
        expect(parses(parseNoticedKeyId, id)).toBe(/^LTAI/.test(id) || (/[a-z]/.test(id) && /[A-Z]/.test(id)));
      }),
    );
  });

  test('what was copied along is no part of it', () => {
    for (const text of [' LTAI5tX ', '\u200bLTAI5tX', 'LTAI5\u200dtX\ufeff', '\tLTAI5tX\r\n', 'LTAI5tX\u00a0'])
      expect(bareId(text)).toBe('LTAI5tX');
    expect(bareId('LTAI 5tX')).toBe('LTAI 5tX');
  });

  test("one of a user's keys that cannot be named takes no other along", () => {
    const keys = [{ id: 'LTAI5tExampleLeakedKey01' }, { id: 'odd/key of his' }, { id: 'AbcDefGhiJkLmNoP' }, { id: '' }];
    expect(namedKeys(keys)).toEqual(['LTAI5tExampleLeakedKey01', 'AbcDefGhiJkLmNoP']);
    expect(unnamedKeys(keys)).toEqual(['odd/key of his', '']);
  });
});

const parses = (parse: (value: unknown) => unknown, id: string): boolean => {
  try {
    parse(id);
    return true;
  } catch {
    return false;
  }
};

/** Whatever is let through, and of what is not the most likely to be. */
const accepted = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9._-]{8,40}$/),
    fc.stringMatching(/^LTAI[A-Za-z0-9]{8,60}$/),
    fc.string({ minLength: 8, maxLength: 130 }),
    fc
      .array(fc.constantFrom('a', 'Z', '0', '.', '-', '_', '/', '$', '`', '*', '<', '"', '=', '@', ' ', '\n', '..'), {
        minLength: 8,
        maxLength: 40,
      })
      .map((parts) => parts.join('')),
  )
  .filter(isAccessKeyId)
  .map(parseAccessKeyId);

test('an id of a listing that nothing can name is told masked, and is none', () => {
  expect(listedId('AbcDefGhiJkLmNoP')).toBe('AbcDefGhiJkLmNoP');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 20 })), (id) => {
      fc.pre(!isAccessKeyId(id));
      expect(listedId(id)).toMatch(/^(?:\w{4})?…(?:\w{4})?$/);
      expect(isAccessKeyId(listedId(id))).toBe(false);
      // What was written down is read again as what it is.
      expect(listedId(listedId(id))).toMatch(/^(?:\w{4})?…(?:\w{4})?$/);
    }),
  );
  expect(listedId('\u202e<b>&\n**x**\n</b>')).toBe('__b_…__b_');
});

describe('whatever id is let through', () => {
  const paths = pathsOf('ak-tourniquet');
  const accountId = parseAccountId('1234567890123456');

  test('is one folder and one name of an object, and can be read from it again', () => {
    const markers = new Markers(undefined as never, paths);
    fc.assert(
      fc.property(accepted, (accessKeyId) => {
        const folder = paths.incident({ accountId, accessKeyId });
        expect(path.posix.normalize(folder)).toBe(folder);
        expect(folder.split('/')).toEqual(['ak-tourniquet', 'incidents', accountId, accessKeyId]);
        expect(encodeURIComponent(accessKeyId)).toBe(accessKeyId);
        expect(markers.keyOf('held', { accountId, accessKeyId }).split('--').slice(1)).toEqual([
          accountId,
          accessKeyId,
        ]);
        expect(namedIn(`x/schedule/2026-05-20T120000Z--${accessKeyId}--finish.json`)).toMatchObject({
          accessKeyId,
          task: 'finish',
        });
      }),
    );
  });

  test('is one word of a shell, and no option', () => {
    const ids = fc.sample(accepted, 300);
    const said = execFileSync('sh', ['-c', `printf '%s\\n' -- ${ids.join(' ')}`], { encoding: 'utf8', cwd: '/' });
    expect(
      said
        .trimEnd()
        .split('\n')
        .filter((one) => one !== '--'),
    ).toEqual(ids);
    expect(ids.filter((id) => id.startsWith('-'))).toEqual([]);
  });

  test('is what it is in HTML and CSV, and masked in a chat', () => {
    fc.assert(
      fc.property(accepted, (accessKeyId) => {
        expect(escaped(accessKeyId)).toBe(accessKeyId);
        expect(outside(accessKeyId)).toBe(accessKeyId);
        expect(accessKeyId).toMatch(/^[A-Za-z0-9]/);
        expect(accessKeyId).not.toMatch(/[",;\s=@+]/);
        const message = buildAlert(
          { kind: 'incident', at: '2026-05-20T12:00:00Z', incident: inUse({ accessKeyId }) },
          'en',
          {
            site: 'china',
          },
        );
        const { text } = renderDingTalk(message, textsOf('en')).body.markdown;
        expect(text).not.toContain(accessKeyId);
        expect(maskKey(accessKeyId).length).toBeLessThan(10);
      }),
      { numRuns: 50 },
    );
  });
});
