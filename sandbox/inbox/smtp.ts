import type { AddressInfo } from 'node:net';
import { type Attachment as ParsedAttachment, type ParsedMail, simpleParser } from 'mailparser';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { SLOW_MS } from '../kernel/faults';
import type { AwaitedFault } from '../kernel/types';
import type { Inbox, MailMessage } from './inbox';

export interface SmtpOptions {
  readonly user: string;
  readonly pass: string;
  /** The time that mails are received at; default the system's. */
  readonly now?: () => Date;
  /** A fault that waits for the next mail (`{match: {service: 'smtp', action: 'send'}}`). */
  readonly takeFault?: () => AwaitedFault;
  /** What makes an answer late. */
  readonly wait?: (ms: number) => Promise<void>;
}

export interface RunningSmtp {
  readonly port: number;
  stop(): Promise<void>;
}

/** Mails larger than this are refused with 552, as mail providers do. */
const SIZE_LIMIT_BYTES = 30 * 1024 * 1024;

/** A mail server on loopback that takes mail from who knows the password, and delivers all of it into the inbox. */
export async function startSmtp(inbox: Inbox, options: SmtpOptions): Promise<RunningSmtp> {
  const now = options.now ?? (() => new Date());
  const server = new SMTPServer({
    name: 'sandbox',
    banner: 'ak-tourniquet sandbox',
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: SIZE_LIMIT_BYTES,
    // Who is stopped waits for no client that hangs.
    closeTimeout: 100,
    logger: false,
    onAuth: (given: SMTPServerAuthentication, _session, callback) => {
      if (given.username === options.user && given.password === options.pass) callback(null, { user: options.user });
      else callback(smtpError(535, 'Authentication credentials invalid'));
    },
    onData: (stream, session, callback) => {
      receive(stream, session).then(
        async (mail) => {
          // Asked for once the mail is there whole: whoever dies at it has sent it.
          const fault = await options.takeFault?.();
          if (fault && fault !== 'timeout' && fault !== 'slow')
            return callback(smtpError(fault === 'deny' ? 550 : 451, 'Requested action aborted'));
          // Its time is when it lies in the inbox: who reads that in the order of time misses none.
          inbox.mail.push({ time: now().toISOString(), ...mail });
          // A timeout strikes behind the operation, as at every other door: it is done, and no answer comes.
          if (fault === 'timeout') return;
          if (fault === 'slow') await options.wait?.(SLOW_MS);
          callback(null);
        },
        (cause: unknown) => callback(cause instanceof Error ? cause : new Error(String(cause))),
      );
    },
  });
  // A client that breaks off is its own affair; without a listener it would end the process.
  server.on('error', (error) => process.stderr.write(`sandbox smtp: ${error.message}\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Omit<MailMessage, 'time'>> {
  const parsed: ParsedMail = await simpleParser(stream);
  if (stream.sizeExceeded) throw smtpError(552, 'Message exceeds fixed maximum message size');
  return {
    from: parsed.from?.text ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ''),
    to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
    subject: parsed.subject ?? '',
    headers: parsed.headerLines.map(({ key }) => key),
    text: parsed.text ?? '',
    html: parsed.html || '',
    attachments: parsed.attachments.map(describe),
  };
}

function describe(attachment: ParsedAttachment) {
  return {
    filename: attachment.filename ?? '',
    contentType: attachment.contentType,
    size: attachment.size,
    content: attachment.content.toString('base64'),
  };
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
