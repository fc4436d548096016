import { respond } from '../../../functions/respond/respond';
import { aRun } from '../../run';
import { Rotation } from './arrange';

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(() => rotation.end());

/** The responder's timer, under the function's own role; the subjects of what it tells. */
async function timer(): Promise<string[]> {
  const { mail } = rotation.sandbox.inbox;
  const from = mail.length;
  const event = { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '' };
  await respond(Buffer.from(JSON.stringify(event)), await aRun(rotation.sandbox, { TOURNIQUET_LANGUAGE: 'en' }));
  return mail
    .slice(from)
    .map(({ subject }) => subject)
    .filter((subject) => subject.includes('rotation'));
}
/** No investigation runs here, which is told as well. */
const texts = () =>
  rotation.sandbox.inbox.mail.map(({ text }) => text).filter((text) => !text.includes('does not come to its end'));

test('once a day while the next step waits, and no longer', async () => {
  await rotation.start();
  expect(await timer()).toEqual([]);
  rotation.later(25);
  expect(await timer()).toEqual([expect.stringMatching(/DECIDE.*the rotation of ci-bot's key waits/)]);
  expect(texts().at(-1)).toContain(`rotate verify ${rotation.old}`);
  expect(texts().at(-1)).toContain(rotation.newKey.accessKeyId);
  expect(await timer()).toEqual([]);
  rotation.later(25);
  expect(await timer()).toHaveLength(1);
  await rotation.use(rotation.newKey.accessKeyId);
  rotation.later(3);
  await rotation.step('finish');
  rotation.later(6 * 24);
  expect(await timer()).toEqual([]);
  rotation.later(25);
  expect(await timer()).toHaveLength(1);
  expect(texts().at(-1)).toContain(`rotate delete ${rotation.old}`);
  await rotation.step('delete');
  rotation.later(48);
  expect(await timer()).toEqual([]);
  rotation.later(48);
  expect(await timer()).toEqual([]);
});

test('what was taken back waits for nothing', async () => {
  await rotation.start();
  await rotation.step('undo');
  rotation.later(25);
  expect(await timer()).toEqual([]);
});

test('a group chat sees neither key whole', async () => {
  await rotation.start();
  rotation.later(25);
  await timer();
  const chat = rotation.sandbox.inbox.dingtalk.at(-1)?.text ?? '';
  expect(chat).toContain('rotate verify');
  expect(chat).not.toContain(rotation.old);
  expect(chat).not.toContain(rotation.newKey.accessKeyId);
});
