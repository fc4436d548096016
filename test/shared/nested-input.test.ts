import fc from 'fast-check';
import { parseAsked } from '../../functions/hygiene/event';
import { parseAssignment } from '../../functions/investigate/event';
import { isSamePolicy, stillFences } from '../../shared/containment/fence/document';
import { TourniquetError } from '../../shared/errors';
import { contentOf, isCopy, madeId } from '../../shared/evidence/copies';
import { parseAuditEvent } from '../../shared/evidence/event';
import { eventsHeld } from '../../shared/evidence/held-events';
import { parseManifest } from '../../shared/evidence/pack';
import { plainForm } from '../../shared/evidence/plain-form';
import { isWanted } from '../../shared/evidence/trail/wanted';
import { letsIn, outsidersOf } from '../../shared/findings/documents';
import { EventCollector } from '../../shared/findings/exported';
import { answerWords, documentOf, parameter, wordsOf } from '../../shared/findings/parameters';
import { parseExceptions } from '../../shared/hygiene/exceptions';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { Seal } from '../../shared/incident/seal';
import { isTextDeeperThan } from '../../shared/nesting';
import { textsOf } from '../../shared/notify/build';
import { translated } from '../../shared/notify/parts/alert';
import { letsUserIn, trusts } from '../../shared/ram-policy/trust';
import { withoutSecrets } from '../../shared/secrecy/named';
import { asText, mentions } from '../../shared/signal/loose';
import { parseEvent } from '../../shared/signal/parse';
import { touchOf } from '../../shared/signal/undoing';
import { ACCOUNT, anEvent, KEY } from './findings/account';
import { look } from './findings/look';

const LEVELS = 10_000;
const lists = (levels: number, within = '"a"') => `${'['.repeat(levels)}${within}${']'.repeat(levels)}`;
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
/** Lists in a text in lists in a text: each of them alone is no deeper than what anybody takes. */
function texts(times: number): string {
  let text = '"a"';
  for (let i = 0; i < times; i += 1)
    text = lists(60, `"${text.replaceAll('\\', '\\u005c').replaceAll('"', '\\u0022')}"`);
  return text;
}

const DEEP: readonly (readonly [string, string])[] = [
  ['lists', lists(LEVELS)],
  ['objects', objects(LEVELS)],
  ['lists in texts in lists', texts(LEVELS / 60)],
  [
    'the principal of a policy',
    `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":${lists(LEVELS)}}}]}`,
  ],
  [
    'the condition of one',
    `{"Statement":[{"Effect":"Allow","Action":"*","Principal":"*","Condition":{"StringEquals":{"acs:SourceVpc":${lists(LEVELS)}}}}]}`,
  ],
  [
    'what a network policy lets in',
    `{"Version":1,"Status":"Active","Statements":[{"Type":"x","IPList":${lists(LEVELS)}}]}`,
  ],
];

/** Calls whose parameters or answers somebody reads, with the text wherever the caller could put one. */
const CALLS = [
  'CreatePolicy',
  'CreatePolicyVersion',
  'CreateRole',
  'UpdateRole',
  'CreateUser',
  'CreateAccessKey',
  'PutBucketPolicy',
  'AssumeRole',
  'RunInstances',
  'ModifyResourceShare',
];
const eventsWith = (text: string): Record<string, unknown>[] =>
  CALLS.flatMap((name, minute) => {
    const call = { minute, service: 'Ram', name };
    const named = { PolicyDocument: text, AssumeRolePolicyDocument: text, Policy: text, UserName: text, Tags: text };
    return [
      anEvent({ ...call, request: named, response: { User: text, AccessKey: text } }),
      { ...anEvent(call), requestParameters: text, responseElements: text, additionalEventData: text },
      { ...anEvent(call), requestParameters: undefined, requestParameterJson: text, resourceName: text },
      { ...anEvent(call), userIdentity: text, eventId: `e-${minute}` },
    ];
  });
const parsed = (text: string): unknown => JSON.parse(text);
const first = (text: string) => parseAuditEvent(eventsWith(text)[0]);
const english = textsOf('en');
const chinese = textsOf('zh');

/** Everything that reads what came from outside, each by what it is given. A refusal of ours is an answer. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['an event of the audit', (text) => eventsWith(text).map(parseAuditEvent)],
  ['an event that is nested itself', (text) => parseAuditEvent({ eventName: 'X', requestParameters: parsed(text) })],
  ['the events in an answer', (text) => JSON.stringify(eventsHeld({ Events: [...eventsWith(text), parsed(text)] }))],
  ['the events in a text', (text) => eventsHeld(text)],
  [
    'an event of columns',
    (text) =>
      JSON.stringify(eventsHeld({ 'event.eventName': 'X', 'event.requestParameters': text, 'event.a.b': text })),
  ],
  ['the plain form of one', (text) => plainForm({ 'event.eventName': 'X', 'event.requestParameters': text })],
  ['an event less its secrets', (text) => JSON.stringify(withoutSecrets(eventsWith(text)))],
  ['whether it is wanted', (text) => isWanted({ mode: 'mention', keyIds: ['12'] })(parsed(text))],
  ['whether it mentions a word', (text) => mentions(parsed(text), 'x')],
  ['whether it is a copy', (text) => isCopy(contentOf(first(text)), contentOf(first(text)))],
  ['its made id', (text) => madeId(first(text))],
  [
    'its words',
    (text) =>
      eventsWith(text)
        .map(parseAuditEvent)
        .flatMap((one) => [...wordsOf(one), ...answerWords(one)]),
  ],
  ['a parameter', (text) => parameter(first(text), 'policydocument')],
  ['whom its policy lets in', (text) => letsIn(documentOf(first(text)), ACCOUNT)],
  ['the outsiders in it', (text) => outsidersOf(documentOf(first(text)), ACCOUNT)],
  [
    'the events of an export',
    (text) => {
      const collector = new EventCollector(ACCOUNT);
      for (const event of eventsWith(text)) collector.add({ value: event });
      return look(collector.events.map(({ raw }) => raw));
    },
  ],
  ['the findings', (text) => JSON.stringify(look(withoutSecrets(eventsWith(text)) as unknown[]))],
  ['a role that lets somebody in', (text) => letsUserIn(text, ACCOUNT, 'ci-bot')],
  ['whom a role trusts', (text) => trusts(text, ACCOUNT, 'ci-bot')],
  ['a network policy', (text) => [isSamePolicy(text, text), stillFences(text, text)]],
  ['a manifest', (text) => parseManifest(Buffer.from(text))],
  ['the list of exceptions', (text) => parseExceptions(`{"schema":1,"exceptions":[{"check":${text}}]}`, new Date(0))],
  ['an object of ours without a seal', (text) => new Seal(undefined).open('k', `{"a":${text}}`).catch(named)],
  ['an object of ours with one', (text) => new Seal('k'.repeat(32)).open('k', `{"a":${text}}`)],
  ['what investigate is asked', (text) => parseAssignment(Buffer.from(text), parseAccountId(ACCOUNT), 's/')],
  ['for whom', (text) => assigned(`{"accessKeyId":${text}}`)],
  ['of which account', (text) => assigned(`{"accessKeyId":"${KEY}","accountId":${text}}`)],
  ['what hygiene is asked', (text) => parseAsked(Buffer.from(`{"command":${text}}`))],
  ['an id', (text) => parseAccessKeyId(parsed(text))],
  ['a value as text', (text) => asText(parsed(text))],
  ['an undoing', (text) => undoings(text)],
];
const assigned = (text: string) => parseAssignment(Buffer.from(text), parseAccountId(ACCOUNT), 's/');
const named = (error: unknown): string => {
  if (error instanceof SyntaxError) return error.message;
  throw error;
};
const undoings = (text: string) =>
  ['SetAccessKeyPolicy', 'DetachPolicyFromUser', 'UpdateAccessKey', 'DeleteGroup'].flatMap((eventName) => [
    JSON.stringify(touchOf({ eventName, requestParameters: { AccessKeyPolicy: text, UserName: text } }) ?? null),
    JSON.stringify(touchOf({ eventName, requestParameterJson: `{"AccessKeyPolicy":${text}}` }) ?? null),
    JSON.stringify(touchOf({ eventName, userIdentity: text, requestParameters: text }) ?? null),
  ]);

describe.each(READERS)('%s', (_, read) => {
  test.each(DEEP)('nested ten thousand levels deep, as %s, ends no look', async (__, text) => {
    try {
      await read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(TourniquetError);
    }
  });
});

test('an event of an export with a text that nobody can open is kept, and counted', () => {
  const collector = new EventCollector(ACCOUNT);
  const call = { service: 'Ram', name: 'CreatePolicy' };
  collector.add({ value: anEvent({ ...call, minute: 1, request: { PolicyDocument: lists(LEVELS) } }) });
  collector.add({ value: anEvent({ ...call, minute: 2, request: { PolicyDocument: lists(100) } }) });
  expect(collector.events).toHaveLength(2);
  expect(collector.skipped).toEqual({ 'part-too-deep': 1 });
});

/** The event of somebody's own template, with the text in each field that is read of one. */
const notices = (text: string): string[] => {
  const notice = (more: object, data: object) => ({
    ...{ specversion: '1.0', id: 'e-1', source: 'my.scanner', type: 'scanner:leak:found' },
    ...more,
    data: { accessKeyId: KEY, ...data },
  });
  const refused = { errorMessage: 'There is a risk of leakage of this AccessKey' };
  const refusedCall = (data: object) => ({ ...notice({ type: 'a:ActionTrail:x' }, {}), data: { ...refused, ...data } });
  const whole = [
    ...['reason', 'userName', 'accountId', 'url', 'accessKeyId'].map((name) => notice({}, { [name]: text })),
    ...['id', 'source', 'type', 'time', 'subject'].map((name) => notice({ [name]: text }, {})),
    ...['userIdentity', 'requestParameters'].map((name) => notice({ type: 'a:ActionTrail:x' }, { [name]: text })),
    refusedCall({ userIdentity: `{"accessKeyId":${text}}` }),
    refusedCall({ userIdentity: { accessKeyId: KEY }, eventName: text }),
    { ...notice({ type: 'a:ActionTrail:x' }, {}), data: text },
    text,
  ].map((one) => JSON.stringify(one));
  // JSON.stringify itself ends at what is nested so deep.
  return [...whole, text, JSON.stringify(notice({}, { x: 0 })).replace('"x":0', () => `"x":${text}`)];
};
const GOOD = { specversion: '1.0', id: 'g', source: 's', type: 't', data: { accessKeyId: 'LTAI5tExampleOtherKey002' } };

describe.each(DEEP)('a batch of notices with %s in them', (_, text) => {
  test('stops at none of them: the good one is read, wherever it stands', () => {
    const good = JSON.stringify(GOOD);
    for (const bad of notices(text))
      for (const batch of [`[${good},${bad}]`, `[${bad},${good}]`])
        expect(parseEvent(batch, 'request-1')).toMatchObject({
          kind: 'signals',
          signals: expect.arrayContaining([expect.objectContaining({ leakId: 'bus:s:g' })]),
        });
  });
});

test('what goes wrong with one event in a way that nobody thought of takes no other along, and is named', () => {
  const own = {
    accountId: ACCOUNT,
    get roleNames(): string[] {
      throw new RangeError('Maximum call stack size exceeded');
    },
  };
  const userIdentity = { type: 'assumed-role', accountId: ACCOUNT };
  const odd = { ...GOOD, type: 'a:ActionTrail:x', data: { userIdentity } };
  expect(parseEvent(JSON.stringify([odd, GOOD]), 'request-1', own)).toMatchObject({
    kind: 'signals',
    signals: [expect.objectContaining({ leakId: 'bus:s:g' })],
    malformed: 'its item 1 could not be read: Maximum call stack size exceeded',
  });
});

test.each([
  ['en', english],
  ['zh', chinese],
] as const)('a text that looks like a thousand of our sentences is shown all the same (%s)', (__, of) => {
  expect(translated('not kept for later: '.repeat(LEVELS), of).length).toBeGreaterThan(LEVELS);
});

test('how deep a text is nested is told by its brackets as by what it holds', () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 6 }), (text, most) => {
      expect(isTextDeeperThan(text, most)).toBe(levelsOf(parsed(text)) > most);
    }),
  );
});
const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
const levelsOf = (value: unknown): number =>
  isContainer(value) ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;
