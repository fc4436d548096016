import { createHmac } from 'node:crypto';
import { ChannelFailed, ChannelThrottled } from '../../errors';
import { cutWithoutSecrets } from '../../secrecy/cut';
import type { Message } from '../message';
import { type DingTalkWords, renderDingTalk } from '../render/dingtalk';
import type { Channel, Sending } from './channel';
import { postJson } from './post';
import type { SendBudget } from './send-budget';

/** The robot's answers to more than 20 messages in a minute; it then takes none for ten minutes. */
const TOO_FAST: readonly (number | undefined)[] = [130_101, 410_100];
const THROTTLED_MS = 10 * 60_000;
/**
 * Answers that say nothing of the message: the system is busy, the group is gone, the token is none, the robot is off or
 * gone. Any other one may be about its words. Source: DingTalk, "Custom robot error codes".
 */
const OF_THE_ROBOT: readonly (number | undefined)[] = [-1, 400_013, 400_101, 400_102, 400_106];
/** Its security settings: a keyword is about the words; signature, time and address are not. */
const SECURITY = 310_000;
const OF_THE_SENDER = /sign|timestamp|whitelist|\bip\b|签名|时间戳|白名单/i;

export interface DingTalkSettings {
  readonly url: string;
  /** Fetched when a message is sent, so that a secret that cannot be had fails this channel alone. */
  readonly secret?: () => Promise<string>;
  readonly words: (message: Message) => DingTalkWords;
  readonly budget: SendBudget;
}

/** A DingTalk group's custom robot. Success is `errcode` 0, whatever the HTTP status says. */
export function createDingTalk(settings: DingTalkSettings): Channel {
  return {
    name: 'dingtalk',
    async send(message: Message, sending: Sending) {
      const { clock } = sending;
      const waitMs = settings.budget.take(clock);
      if (waitMs > 0) throw new ChannelThrottled('DingTalk', "this minute's 20 messages are used up", waitMs);
      const { body } = renderDingTalk(message, settings.words(message));
      const secret = await settings.secret?.();
      const url = secret === undefined ? settings.url : signed(settings.url, secret, clock.now());
      const { status, text } = await postJson('DingTalk', url, body, sending);
      const { errcode, errmsg } = answerOf(text);
      if (TOO_FAST.includes(errcode)) {
        settings.budget.close(clock, THROTTLED_MS);
        throw new ChannelThrottled('DingTalk', `errcode ${errcode}: more than 20 messages a minute`, THROTTLED_MS);
      }
      if (errcode !== 0) {
        const what = errcode === undefined ? 'no errcode in the answer' : `errcode ${errcode}: ${errmsg}`;
        const why = status === 200 ? what : `HTTP ${status}, ${what}`;
        throw new ChannelFailed('DingTalk', why, { isRefused: mayBeTheWords(errcode, errmsg) });
      }
    },
  };
}

function mayBeTheWords(errcode: number | undefined, errmsg: string): boolean {
  if (errcode === undefined || OF_THE_ROBOT.includes(errcode)) return false;
  return errcode !== SECURITY || /keyword|关键词/i.test(errmsg) || !OF_THE_SENDER.test(errmsg);
}

/** `timestamp` and `sign` beside the access token. Source: DingTalk, "Custom robot security settings". */
export function signed(url: string, secret: string, now: Date): string {
  const timestamp = String(now.getTime());
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  const target = new URL(url);
  target.searchParams.set('timestamp', timestamp);
  target.searchParams.set('sign', sign);
  return target.href;
}

function answerOf(text: string): { readonly errcode: number | undefined; readonly errmsg: string } {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { errcode: undefined, errmsg: '' };
  }
  const { errcode, errmsg } = (answer ?? {}) as { errcode?: unknown; errmsg?: unknown };
  return {
    errcode: typeof errcode === 'number' ? errcode : undefined,
    errmsg: typeof errmsg === 'string' ? cutWithoutSecrets(errmsg, 120) : '',
  };
}
