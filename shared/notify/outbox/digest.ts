import { createHash } from 'node:crypto';
import { textsOf } from '../build';
import { type Block, cut, type Line, line, type Message, outside, type Severity } from '../message';
import { renderDingTalk } from '../render/dingtalk';
import { showShortTime } from '../time';

const RANK: readonly Severity[] = ['info', 'high', 'critical'];

/**
 * One message that stands for many, the gravest first: of each its time, title and verdict. Undefined for none. Its language is the first
 * one's; its id is made of theirs. `isWhole`: it holds each of them whole.
 */
export function digestOf(given: readonly Message[], isWhole = false): Message | undefined {
  const messages = [...given].sort((a, b) => RANK.indexOf(b.severity) - RANK.indexOf(a.severity));
  const [first] = messages;
  if (first === undefined) return undefined;
  const texts = textsOf(first.language);
  const { digest } = texts;
  const { severity } = first;
  const latest =
    messages
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? first.at;
  const hash = createHash('sha256')
    .update(messages.map(({ id }) => id).join())
    .digest('hex')
    .slice(0, 12);
  const tone = severity === 'info' ? 'info' : 'danger';
  return {
    schema: 1,
    id: `${latest.replace(/\.\d+/, '').replace(/[^0-9TZ]/g, '')}-digest-${hash}`,
    title: `${texts.tags[tone]} AccessKey${texts.colon}${digest.title(messages.length)}`,
    severity,
    language: first.language,
    at: latest,
    keys: [...new Set(messages.flatMap(({ keys }) => keys))],
    blocks: [
      {
        part: 'verdict',
        kind: 'verdict',
        tone,
        line: [(isWhole ? digest.together : digest.headline)(messages.length)],
      },
      {
        part: 'verdict',
        kind: 'table',
        head: digest.head,
        rows: messages.map((message) => [[showShortTime(message.at, message.language)], summaryOf(message)]),
      },
      ...(isWhole ? [] : [{ part: 'origin', kind: 'note', line: [digest.note] } as const]),
    ],
    ...(isWhole ? { whole: messages } : {}),
  };
}

/** The title is enough where its verdict says the same; it is plain text with a user's name in it. */
function summaryOf(message: Message): Line {
  const verdict = message.blocks.find(
    (block): block is Extract<Block, { kind: 'verdict' }> => block.kind === 'verdict',
  );
  const title: Line = [outside(cut(message.title, 160))];
  const key = message.keys[0];
  const of = key === undefined ? title : line`${title} · ${{ key }}`;
  return verdict ? line`${of} · ${verdict.line}` : of;
}

/** The longest beginning of `messages` that fits one DingTalk message whole: a digest that is cut would lose alerts. */
export function fittingDigest(
  messages: readonly Message[],
): { readonly digest: Message; readonly count: number } | undefined {
  for (let count = Math.min(messages.length, 60); count > 1; count = Math.floor(count * 0.7)) {
    const digest = digestOf(messages.slice(0, count));
    if (digest && !renderDingTalk(digest, textsOf(digest.language)).shortened) return { digest, count };
  }
  return undefined;
}
