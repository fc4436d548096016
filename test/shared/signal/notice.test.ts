import { sha256 } from '../../../shared/incident/seal';
import { type EventMeaning, meaningOf } from '../../../shared/signal/cloud-event';
import { busEvent } from './bus-event';

const KEY = 'LTAI5tExampleLeakedKey01';
/** A key id in a text of somebody's own form. */
const FOUND = `found ${KEY} in a public repository`;

const meaning = (event: object): EventMeaning => meaningOf(event as never);
const signal = (more: object = {}) => ({
  kind: 'signal',
  signal: {
    leakId: 'bus:my.scanner:e-1',
    accessKeyId: KEY,
    source: 'bus',
    foundAt: new Date('2026-05-20T04:00:00Z'),
    claims: {},
    ...more,
  },
});

describe("a custom bus's notice", () => {
  test.each<[string, object, object]>([
    ['a key alone', {}, {}],
    ['its owner', { userName: 'ci-bot', accountId: '12' }, { claims: { userName: 'ci-bot', accountId: '12' } }],
    ['an address', { url: 'https://paste.example/1' }, { link: 'https://paste.example/1' }],
    ['a link', { link: 'https://paste.example/2' }, { link: 'https://paste.example/2' }],
    ['of both the address', { url: 'https://a.example', link: 'https://b.example' }, { link: 'https://a.example' }],
    ['an address of 1000 characters', { url: 'a'.repeat(1000) }, { link: 'a'.repeat(1000) }],
    ['a longer one', { url: `${'a'.repeat(1000)}b` }, { link: `${'a'.repeat(1000)}… [1000/1001]` }],
    ['an address with a password', { url: 'https://a:b@x.example/1' }, { link: 'https://x.example/1' }],
    ['a reason', { reason: 'seen on a forum' }, { reason: 'seen on a forum' }],
    ['a reason of 1000 characters', { reason: 'r '.repeat(500) }, { reason: 'r '.repeat(500) }],
    ['a longer one', { reason: `${'r '.repeat(500)}s` }, { reason: `${'r '.repeat(500)}… [1000/1001]` }],
    ['a name as long as RAM lets one be', { userName: 'n'.repeat(64) }, { claims: { userName: 'n'.repeat(64) } }],
    ['a longer one is none', { userName: 'n'.repeat(65) }, {}],
    ['a megabyte is none', { userName: 'n'.repeat(1_048_200), accountId: '1'.repeat(1_000) }, {}],
    [
      'a name with its domain',
      { userName: `${'n'.repeat(64)}@1234567890123456.onaliyun.com` },
      { claims: { userName: `${'n'.repeat(64)}@1234567890123456.onaliyun.com` } },
    ],
    ['a session of a role', { userName: `${'r'.repeat(64)}:me` }, { claims: { userName: `${'r'.repeat(64)}:me` } }],
    ['a megabyte of domain is none', { userName: `ci-bot@${'d'.repeat(1_048_200)}` }, {}],
    ['a reason with a secret', { reason: 'Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv' }, { reason: '[removed]' }],
    ['empty texts say nothing', { userName: '', accountId: '', url: '', reason: '' }, {}],
    ['what is no text says nothing', { userName: 7, accountId: 12, url: {}, reason: ['x'] }, {}],
  ])('%s', (_, data, more) => {
    const of = meaning(busEvent({ accessKeyId: KEY, ...data }));
    expect(of).toEqual(signal(more));
    expect(Object.keys(of.kind === 'signal' ? of.signal : {}).sort()).toEqual(Object.keys(signal(more).signal).sort());
  });

  test("one that speaks of Cloud Config's rule asks for a poll as well", () => {
    const reason = 'as security-center-leak-ak-check says';
    expect(meaning(busEvent({ accessKeyId: KEY, reason }, { type: 'acme:Config:Leak' }))).toEqual({
      ...signal({ reason }),
      pollWhy: 'acme:Config:Leak e-1',
    });
  });
});

describe('what tells one notice from another', () => {
  const idOf = (more: object) => {
    const of = meaning(busEvent({ accessKeyId: KEY }, more));
    return of.kind === 'signal' ? of.signal.leakId : of.kind;
  };
  const byContent = (more: object) => sha256(JSON.stringify(busEvent({ accessKeyId: KEY }, more)));

  test.each<[string, object, (more: object) => string]>([
    ['source and id', { source: 'a', id: 'b' }, () => 'bus:a:b'],
    ['its content, where it has no id', { id: undefined }, (more) => `bus:my.scanner:${byContent(more)}`],
    ['its content, where it has no source', { source: undefined }, (more) => `bus::${byContent(more)}`],
    ['its content, where it has neither', { source: 7, id: '' }, (more) => `bus::${byContent(more)}`],
    ['an id that makes 300 characters', { source: 's', id: 'i'.repeat(294) }, () => `bus:s:${'i'.repeat(294)}`],
    [
      'a longer one by its hash',
      { source: 's', id: 'i'.repeat(295) },
      () => `bus:${sha256(`bus:s:${'i'.repeat(295)}`)}`,
    ],
    [
      'a source less the password in it',
      { source: 'https://a:b@x.example' },
      () => `bus:https://x.example:e-1#${sha256('bus:https://a:b@x.example:e-1').slice(0, 16)}`,
    ],
  ])('%s', (_, more, expected) => {
    expect(idOf(more)).toBe(expected(more));
  });
});

describe('a notice whose key cannot be read is kept and told', () => {
  const WHAT = 'scanner:leak:found e-1';
  const SPEAKS: EventMeaning = {
    kind: 'unreadable',
    why: `${WHAT}: it speaks of an AccessKey, and has none in data.accessKeyId`,
  };
  const SILENT: EventMeaning = {
    kind: 'skipped',
    skipped: { what: WHAT, why: 'an event type that names no AccessKey' },
  };

  test.each<[string, unknown, string]>([
    [
      'a masked key',
      'LTAI****************',
      'Not an AccessKey id: LTAI… (20 characters). A long-lived id begins with LTAI.',
    ],
    ['no text', 12, 'Not an AccessKey id: 12. A long-lived id begins with LTAI.'],
    [
      "a session's key",
      'STS.NUQNP4PiGyckMsNiGELCs1234',
      "STS.NUQN… is an STS session's key: it ends by itself, and no policy on a user stops it.",
    ],
  ])('%s', (_, accessKeyId, why) => {
    expect(meaning(busEvent({ accessKeyId }))).toEqual({ kind: 'unreadable', why: `${WHAT}: ${why}` });
  });

  test.each<[string, unknown]>([
    ['a field one level down', { leak: { accessKeyId: 'x', where: 'a log' } }],
    ['of other letters', { leak: { ACCESSKEYID: 'x' } }],
    ['with underlines', { access_key_id: 'x' }],
    ['with dashes', { 'access-key-id': 'x' }],
    ['of several', { accessKeyIds: ['x'] }],
    ['beside others', { found: 1, access_key_id: 'x', where: 'a log' }],
    ['in a list', [null, 7, [{ accessKeyID: 'x' }]]],
    ['behind a null', [{ accessKeyID: 'x' }, null]],
    ['an id in a text', { text: FOUND }],
    ['the shortest id', ['LTAI12345678abcd']],
    ['a text alone', FOUND],
  ])('it speaks of a key: %s', (_, data) => {
    expect(meaning(busEvent(data))).toEqual(SPEAKS);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['other fields', { bucket: 'logs', key: 'a.txt' }],
    ['a field whose name goes on', { leak: { accessKeyIdHash: 'x' } }],
    ['a field whose name begins before', { leak: { myAccessKeyId: 'x' } }],
    ['a key that is no id of one', { accessKey: 'x', keyId: 'y' }],
    ['what is too short for an id', ['LTAI12345678abc']],
    ['what is no id behind its beginning', ['LTAI************']],
    ['an id within a longer word', ['h1XLTAI12345678abcd']],
  ])('it does not: %s', (_, data) => {
    expect(meaning(busEvent(data))).toEqual(SILENT);
  });

  // The last place is looked at first: the event, its data, then the fillers behind the text, then the text.
  test.each<[string, unknown, EventMeaning]>([
    ['1,000 places are looked at', [FOUND, ...new Array(997).fill(0)], SPEAKS],
    ['and no more', [FOUND, ...new Array(998).fill(0)], SILENT],
    ['of a list the first 1,000', [...new Array(999).fill(0), FOUND], SPEAKS],
    ['of a longer list no more', [...new Array(1000).fill(0), FOUND], SILENT],
  ])('%s', (_, data, expected) => {
    expect(meaning(busEvent(data))).toEqual(expected);
  });
});
