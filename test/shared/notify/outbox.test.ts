import { type RunningSandbox, startSandbox } from '../../../sandbox/start';
import { type Clock, systemClock } from '../../../shared/clock';
import { ChannelFailed, ChannelThrottled } from '../../../shared/errors';
import { Seal } from '../../../shared/incident/seal';
import { type Attachment, buildAlert, type Channel, type Message, Outbox } from '../../../shared/notify';
import { renderHtml } from '../../../shared/notify/render/html';
import { renderText } from '../../../shared/notify/render/text';
import { aRun } from '../../run';
import { AT, inUse, ofRow } from './alert-facts';

const MINUTE = 60_000;
let sandbox: RunningSandbox;
let clock: Clock;
beforeEach(async () => {
  sandbox = await startSandbox();
  clock = { ...systemClock, now: () => sandbox.clock.now(), sleep: async () => undefined };
});
afterEach(() => sandbox.stop());

/** The outbox as the respond function has it: under its own role, with the state key. */
async function anOutbox() {
  const run = await aRun(sandbox, {}, 'respond', clock);
  return { run, outbox: new Outbox(run.cloud.evidence, run.paths, run.seal, clock) };
}

const messageOf = (n = 0): Message =>
  buildAlert({ kind: 'incident', at: new Date(Date.parse(AT) + n).toISOString(), incident: inUse() }, 'en', {
    site: 'china',
  });

/** A channel that keeps what it takes, and fails as often as it is told. */
function aChannel(name: Channel['name'], failing: readonly Error[] = []) {
  const taken: { message: Message; attachments: readonly Attachment[] }[] = [];
  const failures = [...failing];
  const channel: Channel = {
    name,
    send: async (message, _sending, attachments = []) => {
      const failure = failures.shift();
      if (failure) throw failure;
      taken.push({ message, attachments });
    },
  };
  return { channel, taken, failures };
}

const bucket = () => {
  const found = [...sandbox.oss.buckets.values()][0];
  if (!found) throw new Error('the sandbox has no bucket');
  return found;
};
const waitingKeys = () => [...bucket().objects.keys()].filter((key) => /\/outbox\/(?!lease)/.test(key));

describe('the outbox', () => {
  it('delivers on the next run what a channel did not take, once, and is empty then', async () => {
    const { outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    await outbox.add(messageOf(), 'webhook');
    await outbox.add(messageOf(), 'webhook');
    expect(waitingKeys()).toHaveLength(1);
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], tampered: [], waiting: 0 });
    expect(await outbox.flush([channel])).toMatchObject({ delivered: [], waiting: 0 });
    expect(taken.map(({ message }) => message)).toEqual([messageOf()]);
    expect(waitingKeys()).toEqual([]);
  });

  it('delivers through the real robot and the real mail server', async () => {
    const { run, outbox } = await anOutbox();
    const { channelsOf } = await import('../../../shared/notify');
    await outbox.add(messageOf(), 'dingtalk');
    await outbox.add(messageOf(), 'mail');
    await outbox.flush(channelsOf(run.config, run.secret));
    expect(sandbox.inbox.dingtalk).toHaveLength(1);
    expect(sandbox.inbox.mail).toHaveLength(1);
  });

  it('waits longer after every failure, from a minute to an hour, and loses nothing', async () => {
    const { outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook', Array(9).fill(new ChannelFailed('webhook', 'HTTP 503')));
    await outbox.add(messageOf(), 'webhook');
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
      expect(await outbox.flush([channel])).toMatchObject({ failed: [{ channel: 'webhook' }], waiting: 1 });
      sandbox.clock.advance(minutes * MINUTE - 5_000);
      expect(await outbox.flush([channel])).toMatchObject({ failed: [], delivered: [], waiting: 1 });
      sandbox.clock.advance(5_000);
    }
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], waiting: 0 });
    expect(taken).toHaveLength(1);
  });

  it('stops at the first refusal, and comes back when the robot has said so', async () => {
    const { outbox } = await anOutbox();
    const { channel, taken } = aChannel('dingtalk', [new ChannelThrottled('DingTalk', 'errcode 130101', 10 * MINUTE)]);
    for (const n of [1, 2]) await outbox.add(messageOf(n), 'dingtalk');
    expect(await outbox.flush([channel])).toMatchObject({ failed: [{ channel: 'dingtalk' }], waiting: 2 });
    sandbox.clock.advance(9 * MINUTE);
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], waiting: 2 });
    sandbox.clock.advance(MINUTE);
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], waiting: 0 });
    expect(taken).toHaveLength(2);
  });

  it('merges a storm: for DingTalk into digests that name every alert, for mail into mails that hold each whole', async () => {
    const { outbox } = await anOutbox();
    const chat = aChannel('dingtalk');
    const mail = aChannel('mail');
    const messages = Array.from({ length: 70 }, (_, n) => messageOf(n * 1000));
    for (const message of messages) await Promise.all([outbox.add(message, 'dingtalk'), outbox.add(message, 'mail')]);
    const report = await outbox.flush([chat.channel, mail.channel]);
    expect(report).toMatchObject({ failed: [], waiting: 0 });
    expect(report.delivered).toHaveLength(140);
    expect(mail.taken.map(({ message }) => message.whole)).toEqual([messages.slice(0, 50), messages.slice(50)]);
    const [mailed] = mail.taken.map(({ message }) => [renderText(message), renderHtml(message)]);
    for (const text of mailed ?? []) expect(text.match(/What your business will feel/g)).toHaveLength(50);
    expect(chat.taken.length).toBeLessThan(6);
    const told = chat.taken.map(({ message }) => renderText(message)).join('\n');
    expect(told.match(/high-risk calls are denied; rotate the key/g)).toHaveLength(70);
  });

  it('keeps every message of a digest that was refused', async () => {
    const { outbox } = await anOutbox();
    const { channel } = aChannel('dingtalk', [new ChannelFailed('DingTalk', 'errcode -1')]);
    for (let n = 0; n < 6; n += 1) await outbox.add(messageOf(n), 'dingtalk');
    expect(await outbox.flush([channel])).toMatchObject({ delivered: [], waiting: 6 });
    expect(waitingKeys()).toHaveLength(6);
  });

  it('sends alone what was refused among others, and what is refused alone without the words of others', async () => {
    const { outbox } = await anOutbox();
    const poisoned = messageOf(3);
    const tried: Message[] = [];
    const has = (message: Message): boolean => [message, ...(message.whole ?? [])].some((one) => hasPoison(one));
    const hasPoison = (one: Message): boolean => one.id === poisoned.id && renderText(one).includes('ci-bot');
    const channel: Channel = {
      name: 'mail',
      send: async (message) => {
        tried.push(message);
        if (has(message)) throw new ChannelFailed('mail', 'EMESSAGE 554 DATA', { isRefused: true });
      },
    };
    for (let n = 0; n < 6; n += 1) await outbox.add(messageOf(n), 'mail');
    expect(await outbox.flush([channel])).toMatchObject({ delivered: [], failed: [{ channel: 'mail' }], waiting: 6 });
    sandbox.clock.advance(MINUTE);
    expect(await outbox.flush([channel])).toMatchObject({ failed: [{ channel: 'mail' }], waiting: 1 });
    sandbox.clock.advance(2 * MINUTE);
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], waiting: 0 });
    expect(tried.map(({ whole }) => whole?.length ?? 1)).toEqual([6, 1, 1, 1, 1, 1, 1, 1]);
    const bare = tried.at(-1);
    if (!bare) throw new Error('nothing was tried');
    expect([bare.id, bare.severity, bare.keys]).toEqual([poisoned.id, poisoned.severity, poisoned.keys]);
    expect(renderText(bare)).toContain(`npx --no ak-tourniquet status ${poisoned.keys[0]}`);
    expect(renderText(bare)).not.toContain('ci-bot');
  });

  it('goes on behind a message that is refused, and stops where nobody answers', async () => {
    const { outbox } = await anOutbox();
    for (let n = 0; n < 3; n += 1) await outbox.add(messageOf(n), 'webhook');
    const refusing = aChannel('webhook', [new ChannelFailed('webhook', 'HTTP 400', { isRefused: true })]);
    expect(await outbox.flush([refusing.channel])).toMatchObject({ failed: [{ why: /400/ }], waiting: 1 });
    expect(refusing.taken).toHaveLength(2);
    for (let n = 4; n < 6; n += 1) await outbox.add(messageOf(n), 'webhook');
    const silent = aChannel('webhook', [new ChannelFailed('webhook', 'no answer within 5 s')]);
    sandbox.clock.advance(MINUTE);
    expect(await outbox.flush([silent.channel])).toMatchObject({ delivered: [], waiting: 3 });
    expect(silent.taken).toEqual([]);
  });

  it('sends again only to whom it was refused, those together, and no other gets it twice', async () => {
    const { outbox } = await anOutbox();
    const sent: { count: number; only: readonly string[] | undefined }[] = [];
    let isRefusing = true;
    const channel: Channel = {
      name: 'mail',
      send: async (message, _sending, _attachments, only) => {
        sent.push({ count: message.whole?.length ?? 1, only });
        if (isRefusing) throw new ChannelFailed('mail', 'the server refuses b@x.example', { left: ['b@x.example'] });
      },
    };
    for (let n = 0; n < 5; n += 1) await outbox.add(messageOf(n), 'mail');
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], partly: [{ channel: 'mail' }], waiting: 5 });
    await outbox.add(messageOf(9), 'mail', undefined, { left: ['c@x.example'] });
    sandbox.clock.advance(2 * MINUTE);
    isRefusing = false;
    expect(await outbox.flush([channel])).toMatchObject({ failed: [], partly: [], waiting: 0 });
    expect(sent).toEqual([
      { count: 5, only: undefined },
      { count: 5, only: ['b@x.example'] },
      { count: 1, only: ['c@x.example'] },
    ]);
  });

  it('sends nothing twice where it may not delete, and everything else', async () => {
    const { outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    for (let n = 0; n < 2; n += 1) await outbox.add(messageOf(n), 'webhook');
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'DeleteObject' }, fault: 'deny', times: 99 });
    for (let minute = 0; minute < 4; minute += 1) {
      if (minute === 2) await outbox.add(messageOf(7), 'webhook');
      expect(await outbox.flush([channel])).toMatchObject({ failed: [], tampered: [] });
      sandbox.clock.advance(3 * MINUTE);
    }
    expect(taken).toHaveLength(3);
    sandbox.kernel.faults.clear();
    await outbox.flush([channel]);
    expect([taken.length, waitingKeys()]).toEqual([3, []]);
  });

  it('ignores and names what somebody else wrote, changed or copied', async () => {
    const { run, outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    await outbox.add(messageOf(1), 'webhook');
    const [key = ''] = waitingKeys();
    const { body } = await run.cloud.evidence.get(key);
    const folder = key.slice(0, key.lastIndexOf('/'));
    await run.cloud.evidence.put(`${folder}/copied.json`, body);
    await run.cloud.evidence.put(
      `${folder}/forged.json`,
      await new Seal('not the key').close(`${folder}/forged.json`, {}),
    );
    await run.cloud.evidence.put(`${folder}/broken.json`, '{');
    await run.cloud.evidence.put(key, body.toString().replace('ci-bot', 'ci-bat'));
    const { tampered, waiting } = await outbox.flush([channel]);
    expect([...tampered].sort()).toEqual(
      [key, `${folder}/broken.json`, `${folder}/copied.json`, `${folder}/forged.json`].sort(),
    );
    expect(waiting).toBe(0);
    expect(taken).toEqual([]);
  });

  it('takes a whole message only, when nothing is sealed', async () => {
    const { run } = await anOutbox();
    const outbox = new Outbox(run.cloud.evidence, run.paths, new Seal(undefined), clock);
    const { channel, taken } = aChannel('webhook');
    const entry = { schema: 1, channel: 'webhook', createdAt: AT, nextAt: AT, attempts: 0, lastError: '' };
    const message = { ...messageOf(), blocks: [{ part: 'done', kind: 'paragraph', line: [{ html: '<b>' }] }] };
    await run.cloud.evidence.put(`${run.paths.outbox}webhook/x.json`, JSON.stringify({ ...entry, message }));
    expect((await outbox.flush([channel])).tampered).toEqual([`${run.paths.outbox}webhook/x.json`]);
    expect(taken).toEqual([]);
  });

  it('attaches the report that lies in the bucket, and no other object of it', async () => {
    const { run, outbox } = await anOutbox();
    const { channel, taken } = aChannel('mail');
    const objectKey = `${run.config.evidence.prefix}/incidents/1/2/report.html`;
    // investigate writes the report; respond's role may only read it.
    const { cloud } = await aRun(sandbox, {}, 'investigate');
    await cloud.evidence.put(objectKey, '<h1>report</h1>');
    const report = { filename: 'report.html', contentType: 'text/html', content: Buffer.from('not this') };
    await outbox.add(messageOf(1), 'mail', { ...report, objectKey });
    await outbox.add(messageOf(2), 'mail', { ...report, objectKey: `${objectKey}.gone` });
    await outbox.add(messageOf(3), 'mail', { ...report, objectKey: 'another/secret.txt' });
    await outbox.add(messageOf(4), 'mail', report);
    await outbox.flush([channel]);
    const [mail, ...more] = taken;
    expect(more).toEqual([]);
    expect(mail?.attachments.map(({ content }) => content.toString())).toEqual(['<h1>report</h1>']);
    const lacks = mail?.message.whole?.map((one) => renderText(one).includes('The report could not be attached'));
    expect(lacks).toEqual([false, true, true, true]);
  });

  it('gives each of a few alerts a mail of its own, and ends one before the reports grow too large for it', async () => {
    const { run, outbox } = await anOutbox();
    const { cloud } = await aRun(sandbox, {}, 'investigate');
    const keys = [1, 2, 3, 4].map((n) => `${run.config.evidence.prefix}/incidents/1/${n}/report.html`);
    for (const key of keys) await cloud.evidence.put(key, Buffer.alloc(5 * 2 ** 20));
    const report = { filename: 'report.html', contentType: 'text/html', content: Buffer.from('') };
    const sent = async (count: number): Promise<number[]> => {
      const { channel, taken } = aChannel('mail');
      for (let n = 0; n < count; n += 1)
        await outbox.add(messageOf(n * 1000), 'mail', { ...report, objectKey: keys[n] ?? '' });
      await outbox.flush([channel]);
      return taken.map(({ attachments }) => attachments.length);
    };
    expect(await sent(3)).toEqual([1, 1, 1]);
    expect(await sent(4)).toEqual([2, 1, 1]);
  });

  it('gives up what is seven days old, and says so', async () => {
    const { outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    await outbox.add(messageOf(), 'webhook');
    const [key] = waitingKeys();
    sandbox.clock.advance(7 * 24 * 60 * MINUTE + 1);
    const { outbox: later } = await anOutbox();
    expect(await later.flush([channel])).toMatchObject({
      dropped: [{ key, channel: 'webhook', about: messageOf().keys }],
      delivered: [],
      waiting: 0,
    });
    expect(taken).toEqual([]);
  });

  it('keeps what waits for a channel that is not configured now', async () => {
    const { outbox } = await anOutbox();
    await outbox.add(messageOf(), 'mail');
    expect(await outbox.flush([])).toMatchObject({ waiting: 1, failed: [] });
    expect(waitingKeys()).toHaveLength(1);
  });

  it('costs one call while nothing waits', async () => {
    const { outbox } = await anOutbox();
    const before = sandbox.kernel.calls.all().length;
    await outbox.flush([aChannel('webhook').channel]);
    expect(sandbox.kernel.calls.all().slice(before)).toHaveLength(1);
  });
});

describe('two runs at once', () => {
  it('send every message once', async () => {
    const { outbox } = await anOutbox();
    const { outbox: other } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    for (let n = 0; n < 5; n += 1) await outbox.add(messageOf(n), 'webhook');
    const reports = await Promise.all([outbox.flush([channel]), other.flush([channel]), outbox.flush([channel])]);
    expect(taken).toHaveLength(5);
    expect(reports.flatMap(({ delivered }) => delivered)).toHaveLength(5);
    await outbox.flush([channel]);
    expect(taken).toHaveLength(5);
  });

  it('leave the channel to the one that holds it, until its lease is over', async () => {
    const { outbox } = await anOutbox();
    const { outbox: other } = await anOutbox();
    let takeIt = (): void => undefined;
    const taken: string[] = [];
    const stuck: Channel = {
      name: 'webhook',
      send: () =>
        new Promise<void>((resolve) => {
          takeIt = resolve;
        }),
    };
    const quick: Channel = {
      name: 'webhook',
      send: async ({ id }) => {
        taken.push(id);
      },
    };
    await outbox.add(messageOf(), 'webhook');
    const first = outbox.flush([stuck]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await other.flush([quick])).toMatchObject({ busy: ['webhook'], delivered: [], waiting: 1 });
    sandbox.clock.advance(121_000);
    expect(await other.flush([quick])).toMatchObject({ busy: [], waiting: 0 });
    expect(taken).toHaveLength(1);
    takeIt();
    await first;
  });

  it.each([true, false])('are not stopped by fifty leases of somebody else (may they be deleted: %s)', async (may) => {
    const { run, outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    for (let n = 1; n <= 50; n += 1)
      await run.cloud.evidence.put(`${run.paths.outbox}lease/webhook/${String(n * 1000).padStart(12, '0')}.json`, '{}');
    if (!may)
      sandbox.kernel.faults.add({ match: { service: 'oss', action: 'DeleteObject' }, fault: 'deny', times: 999 });
    for (let n = 0; n < 2; n += 1) {
      await outbox.add(messageOf(n), 'webhook');
      const { tampered, busy, failed } = await outbox.flush([channel]);
      expect([new Set(tampered).size, busy, failed]).toEqual([may && n === 1 ? 0 : 50, [], []]);
      sandbox.clock.advance(MINUTE);
    }
    expect(taken).toHaveLength(2);
  });

  it('are not stopped by a lease that somebody else wrote', async () => {
    const { run, outbox } = await anOutbox();
    const { channel, taken } = aChannel('webhook');
    const forged = `${run.paths.outbox}lease/webhook/000000000099.json`;
    await outbox.add(messageOf(), 'webhook');
    await run.cloud.evidence.put(forged, JSON.stringify({ until: '2999-01-01T00:00:00Z', hmac: '0'.repeat(64) }));
    expect(await outbox.flush([channel])).toMatchObject({ tampered: [forged], waiting: 0 });
    expect(taken).toHaveLength(1);
  });
});

it('what is kept for later holds no secret and no text that was not in the message', async () => {
  const { run, outbox } = await anOutbox();
  const held = buildAlert({ kind: 'incident', at: AT, incident: ofRow('excluded') }, 'zh', { site: 'china' });
  await outbox.add(held, 'dingtalk');
  const [key = ''] = waitingKeys();
  const { hmac, ...entry } = JSON.parse((await run.cloud.evidence.get(key)).body.toString());
  expect(hmac).toMatch(/^[0-9a-f]{64}$/);
  expect(entry).toMatchObject({ schema: 1, channel: 'dingtalk', attempts: 1, message: held });
  expect(Object.keys(entry).sort()).toEqual([
    'attempts',
    'channel',
    'createdAt',
    'lastError',
    'message',
    'nextAt',
    'schema',
  ]);
});
