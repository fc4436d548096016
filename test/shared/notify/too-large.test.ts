import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { flush, sendUnclaimed } from '../../../functions/alerting';
import { type RunningSandbox, startSandbox } from '../../../sandbox/start';
import type { AlertFacts } from '../../../shared/notify/facts';
import { aRun } from '../../run';
import { EVERY_ALERT } from './alert-facts';

const LIMIT = 2 * 2 ** 20;
const summary = Object.values(EVERY_ALERT).find(({ kind }) => kind === 'summary') as AlertFacts;

let sandbox: RunningSandbox;
let server: SMTPServer;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await sandbox.stop();
});

/** A server that refuses a larger mail, as it announces or behind the text, and whose filter refuses a word. */
async function aServer({ says, refused }: { says: boolean; refused?: string }): Promise<ParsedMail[]> {
  const taken: ParsedMail[] = [];
  const answer = (text: Buffer): Error | undefined => {
    const refusal = (responseCode: number, why: string) => Object.assign(new Error(why), { responseCode });
    if (text.length > LIMIT) return refusal(552, '5.3.4 message size exceeds fixed limit');
    return refused && text.includes(refused) ? refusal(554, '5.7.1 spam') : undefined;
  };
  server = new SMTPServer({
    ...(says ? { size: LIMIT } : { hideSize: true }),
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks);
        const why = answer(text);
        if (why) return done(why);
        void simpleParser(text).then((mail) => {
          taken.push(mail);
          done();
        });
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return taken;
}

/** Sends a second message with a report of 3 MB, and lets the timer run for some hours. */
async function told(language: string): Promise<void> {
  const env = {
    TOURNIQUET_LANGUAGE: language,
    TOURNIQUET_SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    TOURNIQUET_MAIL_FROM: 'tool@corp.example',
    TOURNIQUET_MAIL_TO: 'ops@corp.example',
  };
  const run = await aRun(sandbox, env);
  const objectKey = `${run.config.evidence.prefix}/incidents/1/2/report.html`;
  const content = Buffer.alloc(3 * 2 ** 20, 'x');
  await (await aRun(sandbox, env, 'investigate')).cloud.evidence.put(objectKey, content);
  const report = { filename: 'report.html', contentType: 'text/html', content, objectKey };
  await sendUnclaimed(run, summary, report).catch(() => undefined);
  for (let hours = 0; hours < 5; hours += 1) {
    sandbox.clock.advance(3_700_000);
    await flush(await aRun(sandbox, env)).catch(() => undefined);
  }
}

test.each([
  ['announces how much it takes', true],
  ['says so behind the text', false],
])(
  'a report that is too large for a mail server that %s costs the report alone, and the reason is told',
  async (_, says) => {
    const taken = await aServer({ says });
    await told('en');
    expect(taken).toHaveLength(1);
    expect(taken[0]?.attachments).toEqual([]);
    expect(taken[0]?.text).toContain(
      'The report could not be attached (too large for the mail server); it lies in the evidence bucket.',
    );
    expect(taken[0]?.text).toContain('ci-bot');
  },
);

test('the same in Chinese', async () => {
  const taken = await aServer({ says: false });
  await told('zh');
  expect(taken.map(({ text }) => text?.includes('报告未能作为附件发送（邮件服务器不接受这么大的邮件）'))).toEqual([
    true,
  ]);
});

test('only what is refused without its report as well goes without the words of others', async () => {
  const taken = await aServer({ says: false, refused: 'ci-bot' });
  await told('en');
  expect(taken.map(({ text }) => text?.includes('ci-bot'))).toEqual([false]);
});
