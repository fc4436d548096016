import { createHmac } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { createDingTalkDoor, createInbox, type Inbox, startSmtp } from '../../../sandbox/inbox';
import { type Served, SmallKernel, serve } from '../oss/fixture';

const robot = { accessToken: 'robot-token', secret: 'SECexample' };
const markdown = (title: string, text = 'body') => ({ msgtype: 'markdown', markdown: { title, text } });

describe('the DingTalk robot', () => {
  let kernel: SmallKernel;
  let inbox: Inbox;
  let served: Served;

  beforeEach(async () => {
    kernel = new SmallKernel();
    inbox = createInbox();
    served = await serve(createDingTalkDoor(kernel, inbox, robot));
  });
  afterEach(() => served.stop());

  function url(at = Date.now(), secret = robot.secret, token = robot.accessToken): string {
    const sign = createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64');
    return `http://127.0.0.1:${served.port}/robot/send?access_token=${token}&timestamp=${at}&sign=${encodeURIComponent(sign)}`;
  }
  async function post(body: unknown, to = url(), type = 'application/json; charset=utf-8') {
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { errcode: number; errmsg: string };
  }

  test('delivers a signed markdown message', async () => {
    expect(await post(markdown('AccessKey 泄露', '# 已遏制'))).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(inbox.dingtalk).toMatchObject([{ title: 'AccessKey 泄露', text: '# 已遏制' }]);
  });

  test.each<[string, () => [body: unknown, to?: string | undefined, type?: string], number]>([
    ['a wrong secret', () => [markdown('a'), url(Date.now(), 'SECwrong')], 310_000],
    ['a timestamp older than an hour', () => [markdown('a'), url(Date.now() - 3_700_000)], 310_000],
    ['a timestamp in seconds', () => [markdown('a'), url(Math.floor(Date.now() / 1000))], 310_000],
    ['an unknown token', () => [markdown('a'), url(Date.now(), robot.secret, 'other')], 300_001],
    ['another content type', () => [markdown('a'), undefined, 'text/plain'], 43_004],
    ['no JSON', () => ['{'], 40_035],
    ['a markdown message without a title', () => [{ msgtype: 'markdown', markdown: { text: 'x' } }], 40_035],
    ['a markdown message without a text', () => [{ msgtype: 'markdown', markdown: { title: 'x' } }], 40_035],
    ['a type that it does not know', () => [{ msgtype: 'voice' }], 400_105],
    ['a message of more than 20,000 bytes', () => [markdown('a', '字'.repeat(6_700))], 460_101],
  ])('refuses %s', async (_what, request, errcode) => {
    expect(await post(...request())).toMatchObject({ errcode });
    expect(inbox.dingtalk).toEqual([]);
  });

  test('takes 20 messages a minute and is deaf for ten minutes after the 21st', async () => {
    for (let n = 1; n <= 20; n += 1) expect(await post(markdown(`message ${n}`))).toMatchObject({ errcode: 0 });
    expect(await post(markdown('message 21'))).toEqual({
      errcode: 130_101,
      errmsg: 'send too fast, exceed 20 times per minute',
    });
    kernel.movedByMs = 9 * 60_000;
    expect(await post(markdown('message 22'))).toMatchObject({ errcode: 130_101 });
    kernel.movedByMs = 11 * 60_000;
    expect(await post(markdown('message 23'))).toMatchObject({ errcode: 0 });
    expect(inbox.dingtalk).toHaveLength(21);
  });

  test('a sender whose clock follows the sandbox is as welcome as one whose clock does not', async () => {
    kernel.movedByMs = 86_400_000;
    expect(await post(markdown('real time'))).toMatchObject({ errcode: 0 });
    expect(await post(markdown('sandbox time'), url(kernel.now().getTime()))).toMatchObject({ errcode: 0 });
  });

  test('a fault makes it refuse once', async () => {
    kernel.faults.push({ service: 'dingtalk', action: 'send', fault: 'throttle' });
    expect(await post(markdown('a'))).toMatchObject({ errcode: 130_101 });
    expect(await post(markdown('a'))).toMatchObject({ errcode: 0 });
  });
});

describe('the mail server', () => {
  const account = { user: 'sandbox', pass: 'mail-password' };

  test('delivers HTML, text and attachments', async () => {
    const inbox = createInbox();
    const smtp = await startSmtp(inbox, account);
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false, auth: account });
    await transport.sendMail({
      from: 'tourniquet@example.com',
      to: ['owner@example.com', 'security@example.com'],
      subject: 'AccessKey 泄露',
      text: 'contained',
      html: '<p>contained</p>',
      attachments: [{ filename: 'report.html', content: '<html></html>', contentType: 'text/html' }],
    });
    transport.close();
    await smtp.stop();
    expect(inbox.mail).toHaveLength(1);
    expect(inbox.mail[0]).toMatchObject({
      from: 'tourniquet@example.com',
      to: 'owner@example.com, security@example.com',
      subject: 'AccessKey 泄露',
      html: '<p>contained</p>',
      attachments: [
        {
          filename: 'report.html',
          contentType: 'text/html',
          size: 13,
          content: Buffer.from('<html></html>').toString('base64'),
        },
      ],
    });
    expect(inbox.mail[0]?.text.trim()).toBe('contained');
  });

  test.each([
    ['a wrong password', { ...account, pass: 'wrong' }],
    ['no password at all', undefined],
  ])('refuses %s', async (_what, auth) => {
    const inbox = createInbox();
    const smtp = await startSmtp(inbox, account);
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false, ...(auth ? { auth } : {}) });
    await expect(transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' })).rejects.toThrow();
    transport.close();
    await smtp.stop();
    expect(inbox.mail).toEqual([]);
  });

  test('a fault fails one mail', async () => {
    const inbox = createInbox();
    const faults = ['500' as const];
    const smtp = await startSmtp(inbox, { ...account, takeFault: () => faults.pop() });
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false, auth: account });
    const mail = { from: 'a@example.com', to: 'b@example.com', text: 'x' };
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
    await transport.sendMail(mail);
    transport.close();
    await smtp.stop();
    expect(inbox.mail).toHaveLength(1);
  });

  test('a mail whose answer never comes has arrived', async () => {
    const inbox = createInbox();
    const smtp = await startSmtp(inbox, { ...account, takeFault: () => 'timeout' });
    const transport = createTransport({
      ...{ host: '127.0.0.1', port: smtp.port, secure: false, auth: account },
      socketTimeout: 300,
    });
    await expect(transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' })).rejects.toThrow();
    transport.close();
    await smtp.stop();
    expect(inbox.mail).toHaveLength(1);
  });
});
