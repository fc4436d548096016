import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningSandbox } from '../sandbox/start';
import { aSandbox, aUser } from './builders';

const DOCS = path.resolve(__dirname, '../docs');
const PLACEHOLDER = 'LTAI5tPutYourKeyIdHere01';
const read = (name: string): string => readFileSync(path.join(DOCS, name), 'utf8');

/** Each event of the page with the answer that stands behind it. */
function dialogues(page: string): [string, unknown][] {
  const blocks = [...read(page).matchAll(/```json\n(.*?)```/gs)].map(([, text]) => String(text).trim());
  const pairs: [string, unknown][] = [];
  for (let i = 0; i + 1 < blocks.length; i += 2) pairs.push([blocks[i] ?? '', JSON.parse(blocks[i + 1] ?? '')]);
  expect(blocks.length % 2).toBe(0);
  return pairs;
}

/** The names and types of a value, however deep: what a page must tell truly. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}

let sandbox: RunningSandbox;
let key: string;
beforeAll(async () => {
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey())
    .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' })
    .start();
  key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  const { fc } = sandbox;
  await fc.invoke('ak-tourniquet-respond', { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'poll', payload: '' });
  await fc.invoke('ak-tourniquet-respond', { accessKeyId: key, userName: 'ci-bot' });
});
afterAll(() => sandbox.stop());

test('both languages show the same events and answers', () => {
  expect(dialogues('operate.md').length).toBeGreaterThan(5);
  expect(dialogues('operate.zh-CN.md')).toEqual(dialogues('operate.md'));
});

test.each(dialogues('operate.md'))('%s is answered as the page says', async (event, told) => {
  const asked = JSON.parse(event.replaceAll(PLACEHOLDER, key)) as object;
  const { payload } = await sandbox.fc.invoke('ak-tourniquet-respond', asked);
  const answer = JSON.parse(payload.toString()) as Record<string, unknown>;
  expect(shape(answer)).toEqual(shape(told));
  for (const name of ['errorMessage', 'errorType'])
    expect(answer[name]).toBe((told as Record<string, string>)[name]?.replaceAll(PLACEHOLDER, key));
});

test('every saved test event stands on the page, and every event of the page that is not refused is saved', () => {
  const saved = readdirSync(path.join(DOCS, 'events')).map((name) => JSON.parse(read(`events/${name}`)) as object);
  const shown = dialogues('operate.md')
    .filter(([, told]) => !('errorType' in (told as object)))
    .map(([event]) => JSON.parse(event) as object);
  const sorted = (events: readonly object[]) => events.map((one) => JSON.stringify(one)).sort();
  expect(sorted(saved)).toEqual(sorted(shown));
});
