import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type RunningSandbox, startSandbox } from '../../../sandbox/start';
import { type Clock, systemClock } from '../../../shared/clock';
import { loadConfig } from '../../../shared/config';
import type { SecretRef } from '../../../shared/config/types';
import { buildAlert, channelsOf, deliver, type Message, Pace } from '../../../shared/notify';
import { aRun } from '../../run';
import { AT, EVERY_ALERT, inUse, KEY } from './alert-facts';

const message = buildAlert({ kind: 'incident', at: AT, incident: inUse() }, 'zh', { site: 'china' });
const plain = async (ref: SecretRef): Promise<string> => {
  if (ref.kind === 'plain') return ref.value;
  throw new Error(`KMS does not give ${ref.name}`);
};
const sending = { clock: systemClock };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const channels = (env: Record<string, string> = {}, secrets = plain) =>
  channelsOf(loadConfig({ ...sandbox.endpointEnv, ...env }), secrets);

interface Receiver {
  readonly url: string;
  readonly requests: { readonly url: string; readonly body: string }[];
}

/** A server on loopback that answers as a test says. */
async function receiver(
  answer: (response: ServerResponse) => void,
  act: (receiver: Receiver) => Promise<void>,
): Promise<void> {
  const requests: Receiver['requests'] = [];
  const server: Server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      requests.push({ url: request.url ?? '', body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await act({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('DingTalk and mail', () => {
  it('take every kind of alert, in both languages', async () => {
    const before = sandbox.inbox.mail.length;
    const [mail] = channels().filter(({ name }) => name === 'mail');
    const every = Object.values(EVERY_ALERT).slice(0, 12);
    for (const facts of every) {
      const built = buildAlert(facts, 'en', { site: 'china' });
      expect(await deliver(built, mail ? [mail] : [], sending)).toEqual({ delivered: ['mail'], failed: [] });
    }
    expect(sandbox.inbox.mail).toHaveLength(before + every.length);
  });

  it('deliver the same alert: the key masked in the chat, whole in the mail, the report attached', async () => {
    const report = { filename: 'report.html', contentType: 'text/html', content: Buffer.from('<h1>报告</h1>') };
    expect(await deliver(message, channels(), sending, report)).toEqual({
      delivered: ['dingtalk', 'mail'],
      failed: [],
    });
    const chat = sandbox.inbox.dingtalk.at(-1);
    const mail = sandbox.inbox.mail.at(-1);
    expect(chat?.title).toBe(message.title);
    expect(chat?.text).toContain('ci-bot');
    expect(chat?.text).not.toContain(KEY);
    expect(mail).toMatchObject({ subject: message.title, to: 'security@sandbox.example' });
    expect(mail?.text).toContain(KEY);
    expect(mail?.html).toContain(KEY);
    expect(mail?.attachments).toMatchObject([{ filename: 'report.html', contentType: 'text/html' }]);
    expect(Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString()).toBe('<h1>报告</h1>');
  });

  it('take no header from a title', async () => {
    const hostile: Message = { ...message, title: 'AccessKey\r\nBcc: victim@example.com\r\n\r\nbody' };
    await deliver(
      hostile,
      channels().filter(({ name }) => name === 'mail'),
      sending,
    );
    const mail = sandbox.inbox.mail.at(-1);
    expect(mail?.to).toBe('security@sandbox.example');
    expect(mail?.subject).toBe('AccessKey Bcc: victim@example[.]com body');
  });
});

test('all instances together send a robot no more than it takes in any minute; a place that somebody else took is no place', async () => {
  const run = await aRun(sandbox);
  const at = (seconds: number): Clock => ({
    ...run.clock,
    now: () => new Date(Date.parse('2026-05-20T12:00:00Z') + seconds * 1000),
  });
  const pace = (seconds: number) => {
    const { paths, seal } = run;
    return new Pace({ store: run.cloud.evidence, paths, seal, clock: at(seconds) });
  };
  await run.cloud.evidence.put(run.paths.told('dingtalk-2026-05-20T1200--3'), '{"schema":1}');
  const waits: number[] = [];
  for (let message = 0; message < 12; message += 1) waits.push(await pace(50).take('dingtalk'));
  expect(waits).toEqual([...Array<number>(9).fill(0), 10_000, 10_000, 10_000]);
  expect(await pace(61).take('dingtalk')).toBe(0);
  expect(await pace(50).take('mail')).toBe(0);
});

describe('an alert of which one channel fails', () => {
  it('reaches the others, and names the one that failed (HTTP 200 with errcode is a failure)', async () => {
    const { delivered, failed } = await deliver(message, channels({ TOURNIQUET_DINGTALK_SECRET: 'SECwrong' }), sending);
    expect(delivered).toEqual(['mail']);
    expect(failed).toMatchObject([{ channel: 'dingtalk', why: expect.stringContaining('errcode 310000') }]);
  });
  it('reaches the others when a secret cannot be fetched', async () => {
    const { delivered, failed } = await deliver(
      message,
      channels({ TOURNIQUET_DINGTALK_SECRET: 'kms:robot' }),
      sending,
    );
    expect(delivered).toEqual(['mail']);
    expect(failed).toMatchObject([{ channel: 'dingtalk', why: 'KMS does not give robot' }]);
  });
  it('tells no password when the mail server refuses it', async () => {
    const url = new URL(sandbox.endpointEnv['TOURNIQUET_SMTP_URL'] ?? '');
    url.password = 'NotThePassword';
    const { delivered, failed } = await deliver(message, channels({ TOURNIQUET_SMTP_URL: url.href }), sending);
    expect(delivered).toEqual(['dingtalk']);
    expect(failed).toMatchObject([{ channel: 'mail', why: expect.stringContaining('EAUTH') }]);
    expect(JSON.stringify(failed)).not.toContain('NotThePassword');
  });
  it('tells when the mail server cannot be reached', async () => {
    const { failed } = await deliver(message, channels({ TOURNIQUET_SMTP_URL: 'smtp://127.0.0.1:1' }), sending);
    expect(failed).toMatchObject([{ channel: 'mail', why: expect.stringContaining('ESOCKET') }]);
  });
});

describe('smtps', () => {
  it('begins with TLS: nothing is said in the clear', async () => {
    const heard: Buffer[] = [];
    const server = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (data) => {
        heard.push(data);
        socket.end('220 not TLS\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `smtps://user:p4ssw0rd@127.0.0.1:${port}`;
    const [mail] = channels({ TOURNIQUET_SMTP_URL: url }).filter(({ name }) => name === 'mail');
    const { failed } = await deliver(message, mail ? [mail] : [], sending);
    await new Promise((resolve) => server.close(resolve));
    expect(failed).toMatchObject([{ channel: 'mail' }]);
    const TLS_HANDSHAKE = 0x16;
    expect(heard[0]?.[0]).toBe(TLS_HANDSHAKE);
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('p4ssw0rd');
  });
});

describe('the DingTalk robot', () => {
  const robot = (url: string, secret?: SecretRef) =>
    channelsOf({ dingTalk: { url, ...(secret ? { secret } : {}) }, language: 'zh' }, plain);

  it('is signed only when it has a secret', async () => {
    await receiver(
      (response) => response.end('{"errcode":0}'),
      async ({ url, requests }) => {
        await deliver(message, robot(`${url}/robot/send?access_token=t`), sending);
        await deliver(message, robot(`${url}/robot/send?access_token=t`, { kind: 'plain', value: 'SECx' }), sending);
        expect(requests[0]?.url).toBe('/robot/send?access_token=t');
        expect(requests[1]?.url).toMatch(/access_token=t&timestamp=\d{13}&sign=[A-Za-z0-9%]+$/);
      },
    );
  });
  it.each([
    ['a robot that is switched off', '{"errcode":310000,"errmsg":"keywords not in content"}', 'errcode 310000'],
    ['an answer that is no JSON', '<html>', 'no errcode'],
    ['an answer without errcode', '{}', 'no errcode'],
    ['null', 'null', 'no errcode'],
  ])('fails on %s', async (_what, body, why) => {
    await receiver(
      (response) => response.end(body),
      async ({ url }) => {
        const { failed } = await deliver(message, robot(url), sending);
        expect(failed).toMatchObject([{ channel: 'dingtalk', why: expect.stringContaining(why) }]);
      },
    );
  });
  it('follows no redirect', async () => {
    await receiver(
      (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      async ({ url, requests }) => {
        const { failed } = await deliver(message, robot(url), sending);
        expect(failed).toMatchObject([{ why: expect.stringContaining('redirects') }]);
        expect(requests).toHaveLength(1);
      },
    );
  });
  it('tells neither its address nor its token when it cannot be reached', async () => {
    const { failed } = await deliver(message, robot('http://127.0.0.1:1/robot/send?access_token=s3cret'), sending);
    expect(failed).toHaveLength(1);
    expect(JSON.stringify(failed)).not.toMatch(/s3cret|127\.0\.0\.1/);
  });
  it.each([
    ['busy', -1, '系统繁忙', false],
    ['a wrong signature', 310_000, 'sign not match, more: [https://oapi.dingtalk.com]', false],
    ['an old signature', 310_000, 'description:机器人发送签名过期;solution:请核对时间戳', false],
    ['an address that is not listed', 310_000, 'ip 203.0.113.7 not in whitelist', false],
    ['a robot that is gone', 400_106, 'robot not exist', false],
    ['a missing keyword', 310_000, 'description:关键词不匹配;solution:请联系群管理员', true],
    ['words that a filter does not take', 430_102, 'text not suitable', true],
    ['an answer that nobody here knows', 999_999, 'other', true],
  ])(
    '%s: whether it may be the words of the message is known by code and text',
    async (_, errcode, errmsg, isRefused) => {
      await receiver(
        (response) => response.end(JSON.stringify({ errcode, errmsg })),
        async ({ url }) => {
          const { failed } = await deliver(message, robot(url), sending);
          expect(failed.map((one) => one.isRefused ?? false)).toEqual([isRefused]);
        },
      );
    },
  );

  it('is sent at most 19 messages in a minute, and none for ten minutes after it said 130101', async () => {
    let now = Date.parse(AT);
    let errcode = 0;
    const clock: Clock = {
      now: () => new Date(now),
      elapsedMs: () => now,
      sleep: async () => undefined,
      after: systemClock.after,
    };
    await receiver(
      (response) => response.end(JSON.stringify({ errcode })),
      async ({ url, requests }) => {
        const send = () => deliver(message, robot(url), { clock });
        for (let n = 0; n < 19; n += 1) expect((await send()).delivered).toEqual(['dingtalk']);
        expect((await send()).failed).toMatchObject([{ retryAfterMs: 60_000 }]);
        expect(requests).toHaveLength(19);
        now += 60_000;
        errcode = 130_101;
        expect((await send()).failed).toMatchObject([
          { why: expect.stringContaining('130101'), retryAfterMs: 600_000 },
        ]);
        errcode = 0;
        now += 599_000;
        expect((await send()).delivered).toEqual([]);
        now += 1_000;
        expect((await send()).delivered).toEqual(['dingtalk']);
      },
    );
  });
});

test("a robot's answer is read no further than an answer is long, however small it is packed", async () => {
  const packed = gzipSync(Buffer.alloc(64 * 2 ** 20));
  let closed: Promise<unknown> = Promise.resolve();
  await receiver(
    (response) => {
      closed = once(response, 'close');
      response.on('error', () => undefined);
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      const more = (): void => {
        if (response.closed) return;
        response.write(packed, () => setImmediate(more));
      };
      more();
    },
    async ({ url }) => {
      const env = { dingTalk: { url: `${url}/robot/send?access_token=abc` }, language: 'zh' } as const;
      const { failed } = await deliver(message, channelsOf(env, plain), sending);
      expect(failed).toEqual([
        { channel: 'dingtalk', why: 'DingTalk did not take the message: no errcode in the answer' },
      ]);
      await closed;
    },
  );
});

describe('the webhook', () => {
  it('gets the message as JSON, and its text', async () => {
    await receiver(
      (response) => response.writeHead(204).end(),
      async ({ url, requests }) => {
        const [webhook] = channelsOf({ webhookUrl: url, language: 'zh' }, plain);
        expect(await deliver(message, webhook ? [webhook] : [], sending)).toEqual({
          delivered: ['webhook'],
          failed: [],
        });
        const body: unknown = JSON.parse(requests[0]?.body ?? '');
        expect(body).toMatchObject({ schema: 1, id: message.id, severity: 'high', title: message.title });
        expect((body as { text: string }).text).toContain(KEY);
      },
    );
  });
  it('has taken it by its status, however long its answer goes on', async () => {
    await receiver(
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write('ok'),
      async ({ url, requests }) => {
        const channel = channelsOf({ webhookUrl: url, language: 'zh' }, plain);
        expect(await deliver(message, channel, sending)).toEqual({ delivered: ['webhook'], failed: [] });
        expect(requests).toHaveLength(1);
      },
    );
  });
  it('fails on whatever is not 2xx', async () => {
    await receiver(
      (response) => response.writeHead(503).end(),
      async ({ url }) => {
        const { failed } = await deliver(message, channelsOf({ webhookUrl: url, language: 'zh' }, plain), sending);
        expect(failed).toEqual([{ channel: 'webhook', why: 'webhook did not take the message: HTTP 503' }]);
      },
    );
  });
});

it('without a channel nothing is delivered, and that is no failure of a channel', async () => {
  expect(await deliver(message, channelsOf({ language: 'zh' }, plain), sending)).toEqual({ delivered: [], failed: [] });
});
