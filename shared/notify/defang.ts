import { maskKey } from '../ids';
import type { Message, Span } from './message';

/** Control characters and line breaks: a value from outside is one line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** Characters that turn the direction of writing, or that nobody sees: with them a name can look like another. */
const DECEIVING = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
/** Half of a character: no channel can send it. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One line that shows all that it holds. */
export function plain(text: string): string {
  return text.replace(BREAKS, ' ').replace(DECEIVING, '\ufffd').replace(LONE_SURROGATES, '\ufffd').trim();
}

/** Endings that chat and mail programs turn into links by themselves; other dotted names (zhang.san) stay as they are. */
const LINKED_ENDINGS =
  'com|net|org|cn|io|co|me|cc|tv|top|xyz|info|biz|site|online|shop|store|club|vip|live|app|dev|page|link|click|icu|work|tech|space|fun|pro|ru|us|uk|eu|de|fr|jp|kr|hk|tw|sg|in|su|ws|to|ly|gg|gl|sh|ai|bot|zip|mov|gov|edu|mobi|asia|name|wang|ren|link|ltd|group|cloud|pw|tk|ml|ga|cf|gq';
const BARE_HOST = new RegExp(`(?<=[\\p{L}\\p{N}-])\\.(?=(?:${LINKED_ENDINGS})(?![\\p{L}\\p{N}-]))`, 'giu');
const HOST_BEFORE_PATH = /(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}-]{2,}(?:[/?#]|:\d))/gu;

/** Text from outside that no program takes for an address: `hxxp` for `http`, `[.]` in hosts, `[:]//` elsewhere. */
export function defang(text: string): string {
  return plain(text)
    .replace(/\bhttp(s?)(?=\s*:)/gi, (_all, s: string) => `hxxp${s.toLowerCase()}`)
    .replace(/(?<!hxxps?):(?=\/\/)/gi, '[:]')
    .replace(/\b(javascript|data|vbscript|mailto|tel|sms|dingtalk|file)(?=:)/gi, '$1[]')
    .replace(/\bwww\.[^\s/?#]*/gi, (host) => host.replaceAll('.', '[.]'))
    .replace(BARE_HOST, '[.]')
    .replace(HOST_BEFORE_PATH, '[.]');
}

/** An address that is not ours, every dot of its host broken. */
export function defangAddress(text: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z]+\[?:\]?\/\/)?([^/?#\s]*)(.*)$/is.exec(defang(text)) ?? [];
  return `${scheme}${host.replace(/\[\.\]|\./g, '[.]')}${rest}`;
}

const KEY_IDS = /\b(?:LTAI[A-Za-z0-9]{8,60}|(?:STS|TMP)\.[A-Za-z0-9]{8,})/g;

/** The text with every key id in it masked: what looks like one, and those that the message names. */
export function maskKeysIn(text: string, keys: Message['keys']): string {
  let masked = text.replace(KEY_IDS, (id) => maskKey(id));
  for (const id of keys) if (id.length >= 8) masked = masked.replaceAll(id, maskKey(id));
  return masked;
}

/** Words of ours: the spaces at their ends part them from what stands beside them. */
function words(text: string): string {
  return text.replace(BREAKS, ' ').replace(LONE_SURROGATES, '\ufffd');
}

/** What a span says as plain text, with no markup yet: renderers escape the answer for their channel. */
export function shownText(span: Exclude<Span, { readonly link: string }>): string {
  if (typeof span === 'string') return words(span);
  if ('strong' in span) return words(span.strong);
  if ('key' in span) return defang(span.key);
  if ('address' in span) return defangAddress(span.address);
  return defang(span.outside);
}
