import type { AuditEvent } from '../evidence/types';
import { wordsOf } from './parameters';

/** Cloud Assistant takes commands of 24 KB (RunCommand, `CommandContent`); start scripts of 32 KB (`UserData`). */
const MOST_CHARS = 32_768;
const IS_TEXT = /^(CommandContent|UserData|Content)$/i;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/;
const MANY_BASE64 = 16;

/**
 * What a script has no ordinary reason to hold: a shell whose ends are led into the network (MITRE ATT&CK T1059.004), a
 * program from a bare public address piped into a shell, a mining pool's protocol, a library forced into every program.
 * A port that is probed through `/dev/tcp`, or an installer from a named host, is ordinary.
 */
const HOSTILE: readonly RegExp[] = [
  /\b\w{0,3}sh\s+-i\b[^\n]{0,200}\/dev\/(tcp|udp)\//,
  /\/dev\/(tcp|udp)\/[^\n]{0,200}\b\w{0,3}sh\s+(-i\b|<&|0<&)/,
  /\b(nc|ncat|netcat)\b[^\n|;]{0,120}\s(-[a-z]{0,4}[ec]|--(sh-)?exec)\s+\S{0,40}sh\b/,
  /\bmkfifo\b.{0,200}\b\w{0,3}sh\s+-i\b.{0,200}\b(nc|ncat|netcat|openssl|telnet)\b/s,
  /\bsocat\b[^\n]{0,200}\bexec:[^\n]{0,60}sh\b/i,
  /\bsocket\.socket\b.{0,400}\b(dup2|pty\.spawn)\b/s,
  /Net\.Sockets\.TCPClient.{0,1000}\b(iex|Invoke-Expression)\b/is,
  /\b(curl|wget)\b[^\n;|]{0,200}https?:\/\/(?!10\.|127\.|100\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)\d{1,3}(\.\d{1,3}){3}\b[^\n;|]{0,200}\|\s*(sudo\s+)?(ba|da|z)?sh\b/,
  /\bstratum\d?\+(tcp|ssl|tls):\/\//i,
  />\s*\/etc\/ld\.so\.preload\b/,
];

/**
 * The call carries a script for a machine that takes it away from its owner. Scripts are plain or in Base64 (RunCommand,
 * `ContentEncoding`). One that is masked or absent shows nothing. Pure.
 */
export function carriesHostileScript(event: AuditEvent): boolean {
  return wordsOf(event)
    .filter(({ name }) => IS_TEXT.test(name))
    .flatMap(({ word }) => readingsOf(word.slice(0, MOST_CHARS * 2)))
    .some((text) => HOSTILE.some((pattern) => pattern.test(text)));
}

/** The script that the call carries, word for word; undefined: none is shown, or parts of it are masked. Pure. */
export function scriptOf(event: AuditEvent): string | undefined {
  const scripts = wordsOf(event).filter(({ name }) => /^CommandContent$/i.test(name));
  const [script] = scripts;
  if (script === undefined || scripts.length > 1 || script.word.length > MOST_CHARS) return undefined;
  return /\*{3}/.test(script.word) || script.word.trim() === '' ? undefined : script.word;
}

function readingsOf(word: string): string[] {
  const plain = word.slice(0, MOST_CHARS);
  if (word.length < MANY_BASE64 || !BASE64.test(word.trim())) return [plain];
  return [plain, Buffer.from(word, 'base64').toString('utf8').slice(0, MOST_CHARS)];
}
