import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { SentMessageInfo, Transporter } from 'nodemailer';
import { type Clock, within } from '../../clock';
import { ChannelFailed } from '../../errors';
import { plain } from '../defang';
import type { Attachment } from '../facts';
import type { Message } from '../message';
import { renderHtml } from '../render/html';
import { renderText, renderTitle } from '../render/text';
import type { Channel } from './channel';

export interface MailSettings {
  /** `smtps://user:password@host:465`, or `smtp://…`, which must be able to STARTTLS before it is given a password. */
  readonly smtpUrl: () => Promise<string>;
  readonly from: string;
  readonly to: readonly string[];
}

const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_TIMEOUT_MS = 10_000;
const SEND_TIMEOUT_MS = 20_000;

/** Mail by SMTP: HTML and text, the report attached. nodemailer is loaded at the first mail, after the deny. */
export function createMail(settings: MailSettings): Channel {
  return {
    name: 'mail',
    async send(message: Message, { clock }, attachments: readonly Attachment[] = [], only?: readonly string[]) {
      const url = await settings.smtpUrl();
      const { createTransport } = await import('nodemailer');
      const transport = createTransport(transportOptions(url));
      try {
        const mail = mailOf(message, { ...settings, to: recipientsOf(settings, only) }, attachments);
        await inTime(clock, transport, () => transport.sendMail(mail));
      } catch (cause) {
        if (cause instanceof ChannelFailed) throw cause;
        if (attachments.length > 0 && isAboutItsSize(cause))
          throw new ChannelFailed('mail', reasonOf(cause), { cause, isTooLarge: true });
        if (only !== undefined && codeOf(cause) === 'EENVELOPE') throw refusedTo(only);
        throw new ChannelFailed('mail', reasonOf(cause), { cause, isRefused: isAboutTheMail(cause) });
      } finally {
        transport.close();
      }
    },
  };
}

/** Who is left, as long as he is one of the recipients still: the setting may have been mended meanwhile. */
function recipientsOf({ to }: Pick<MailSettings, 'to'>, only: readonly string[] | undefined): readonly string[] {
  const refused = only?.map(asSent);
  const left = refused === undefined ? to : to.filter((one) => refused.includes(asSent(one)));
  return left.length > 0 ? left : to;
}

/** As nodemailer writes an address to the server, and hands it back: the domain in small letters and ASCII (RFC 5321, 2.4). */
function asSent(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

/** Throws ChannelFailed for an address that is none; its text is not repeated, because it holds the password. */
function transportOptions(smtpUrl: string) {
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new ChannelFailed('mail', 'the SMTP address is not of the form smtps://user:password@host:port');
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password never goes over the net in the clear; loopback is not the net, and has no certificate to show.
    ...(secure ? {} : loopback ? { ignoreTLS: true } : { requireTLS: user !== '' }),
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  };
}

function mailOf(message: Message, { from, to }: MailSettings, attachments: readonly Attachment[]) {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    from,
    to: [...to],
    subject: renderTitle(message),
    text: renderText(message),
    html: renderHtml(message),
    // The same for every try, so that a mail sent again after a crash is known for the same one.
    messageId: `<${message.id}@${domain}>`,
    date: new Date(message.at),
    priority: message.severity === 'critical' ? ('high' as const) : ('normal' as const),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: attachments.map(({ contentType, content, ...of }) => ({
      filename: fileName(of),
      contentType,
      content,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function fileName({ filename }: Pick<Attachment, 'filename'>): string {
  return (
    plain(filename)
      .replace(/[^\p{L}\p{N}._-]+/gu, '_')
      .slice(0, 100) || 'attachment'
  );
}

async function inTime(
  clock: Pick<Clock, 'after'>,
  transport: Transporter<SentMessageInfo>,
  send: () => Promise<SentMessageInfo>,
): Promise<void> {
  const sent = await within(clock, SEND_TIMEOUT_MS, send(), () => {
    transport.close();
    throw new ChannelFailed('mail', `not sent within ${SEND_TIMEOUT_MS / 1000} s`);
  });
  const left = ((sent as { rejected?: readonly unknown[] }).rejected ?? []).filter((one) => typeof one === 'string');
  if (left.length > 0) throw refusedTo(left);
}

function refusedTo(left: readonly string[]): ChannelFailed {
  return new ChannelFailed('mail', `the server refuses ${left.join(', ')}`, { left });
}

const codeOf = (cause: unknown): unknown => (cause as { code?: unknown }).code;

/** For good (5xx), and behind its text: sender, recipients and password it had taken (nodemailer's EMESSAGE). */
function isAboutTheMail(cause: unknown): boolean {
  const { responseCode } = cause as { responseCode?: unknown };
  return codeOf(cause) === 'EMESSAGE' && typeof responseCode === 'number' && responseCode >= 500;
}

/**
 * The server has said how much it takes (nodemailer then does not try), or says it: 552, or 5.3.4 and 5.2.3, which are about
 * the size of a message (RFC 1870, RFC 3463). A recipient's 552 is his mailbox that is full.
 */
function isAboutItsSize(cause: unknown): boolean {
  const { responseCode, response, command } = cause as {
    responseCode?: unknown;
    response?: unknown;
    command?: unknown;
  };
  if (command === 'RCPT TO') return false;
  if (responseCode === undefined) return codeOf(cause) === 'EMESSAGE' && command === 'MAIL FROM';
  return responseCode === 552 || /^5.{3}5\.(3\.4|2\.3)\b/.test(String(response));
}

/** The server's answer or the network's error, without anything that the password could stand in. */
function reasonOf(cause: unknown): string {
  const { code, responseCode, command } = cause as { code?: unknown; responseCode?: unknown; command?: unknown };
  const words = [code, responseCode, command].filter((word) => typeof word === 'string' || typeof word === 'number');
  return words.length > 0 ? words.join(' ') : 'the mail could not be sent';
}
