import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { aSandbox, aUser } from '../../builders';
import { Account, TIMER, used } from './arrange';

const MINUTE_MS = 60_000;

interface Taken {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** What refuses, for good: a recipient, or a mail for its words. */
interface Refuses {
  readonly recipient?: string;
  readonly word?: RegExp;
}

const refusal = (responseCode: number): Error => Object.assign(new Error('refused'), { responseCode });

/** A real mail server. `taken`: what it let in. */
async function aServer({ recipient, word }: Refuses) {
  const taken: Taken[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => done(address === recipient ? refusal(550) : null),
    onData: (stream, { envelope }, done) => {
      simpleParser(stream).then(({ subject = '', text = '' }) => {
        if (word?.test(text)) return done(refusal(554));
        taken.push({ to: envelope.rcptTo.map(({ address }) => address), subject, text });
        return done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  const env = {
    TOURNIQUET_LANGUAGE: 'en',
    TOURNIQUET_SMTP_URL: `smtp://127.0.0.1:${port}`,
    TOURNIQUET_MAIL_FROM: 'tourniquet@example.com',
  };
  return { taken, env, stop: () => new Promise<void>((resolve) => smtp.close(resolve)) };
}

async function anAccount(names: readonly string[]): Promise<Account> {
  const builder = names.reduce((all, name) => all.withUser(aUser(name).withKey()).withEvents(used(name)), aSandbox());
  return Account.start(builder);
}

async function minutes(account: Account, env: Record<string, string>, count: number, stepMs = MINUTE_MS) {
  for (let minute = 0; minute < count; minute += 1) {
    account.sandbox.clock.advance(stepMs);
    await account.respond(TIMER, env).catch(() => undefined);
  }
}

test('a word that the mail server refuses keeps no other alert from its reader, and its own comes without it', async () => {
  const server = await aServer({ word: /\bbot-2\b/ });
  const names = Array.from({ length: 8 }, (_, n) => `bot-${n}`);
  const account = await anAccount(names);
  const env = {
    ...server.env,
    TOURNIQUET_MAIL_TO: 'a@example.com',
    TOURNIQUET_DINGTALK_URL: '',
    TOURNIQUET_DINGTALK_SECRET: '',
  };
  try {
    for (const name of names) account.leak(name);
    await minutes(account, env, 20);
    const text = server.taken.map((mail) => mail.text).join('\n');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual(['bot-2']);
    const bare = server.taken.filter((mail) => /whose words this channel refuses/.test(mail.subject));
    expect(bare.map((mail) => mail.text.includes(account.keyOf('bot-2')))).not.toContain(false);
    expect(bare.length).toBeGreaterThan(0);
  } finally {
    await account.stop();
    await server.stop();
  }
});

test.each(['left@example.com', 'left@Example.COM'])(
  'a recipient who is refused costs no other a second copy, and is told of once a day: %s',
  async (left) => {
    const server = await aServer({ recipient: 'left@example.com' });
    const account = await anAccount(['ci-bot']);
    const env = { ...server.env, TOURNIQUET_MAIL_TO: `a@example.com,${left}` };
    try {
      account.leak('ci-bot');
      await minutes(account, env, 60);
      await minutes(account, env, 46, 30 * MINUTE_MS);
      const counts = new Map<string, number>();
      for (const { subject } of server.taken) counts.set(subject, (counts.get(subject) ?? 0) + 1);
      const often = [...counts].filter(([, count]) => count > 1);
      expect(often.map(([subject]) => subject)).toEqual([expect.stringMatching(/responder itself/)]);
      // A day and a night lie in two days of the calendar, or in three.
      expect([2, 3]).toContain(server.taken.filter(({ text }) => /left@example/i.test(text)).length);
      expect(new Set(server.taken.flatMap(({ to }) => to))).toEqual(new Set(['a@example.com']));
    } finally {
      await account.stop();
      await server.stop();
    }
  },
);

test('what nobody takes for seven days is given up, and the owner is told of which keys it was', async () => {
  const server = await aServer({ word: /AccessKey/ });
  const account = await anAccount(['ci-bot']);
  const env = { ...server.env, TOURNIQUET_MAIL_TO: 'a@example.com' };
  try {
    account.leak('ci-bot');
    await minutes(account, env, 5);
    await minutes(account, env, 4, 48 * 60 * MINUTE_MS);
    const told = account.chats.filter(({ text }) => text.includes('given up'));
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]?.text).toContain(account.keyOf('ci-bot').slice(-4));
  } finally {
    await account.stop();
    await server.stop();
  }
});
