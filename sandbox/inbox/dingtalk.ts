import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, systemClock } from '../../shared/clock';
import { underFault } from '../kernel/faults';
import type { Door, Kernel, Reply, SandboxRequest } from '../kernel/types';
import { RobotRefusal, readMessage } from './dingtalk-message';
import type { Inbox } from './inbox';

export interface Robot {
  readonly accessToken: string;
  /** The secret of the robot's signature ("SEC…"); every robot here has one. */
  readonly secret: string;
}

const HOUR_MS = 3_600_000;
const PER_MINUTE = 20;
const THROTTLED_MS = 10 * 60_000;

/**
 * A DingTalk group's custom robot at `POST /robot/send`. Answers HTTP 200 whatever happens, with `{errcode, errmsg}`:
 * 300001 unknown token, 310000 bad signature or old timestamp, 130101 more than 20 messages in a minute (and then for
 * ten minutes), 460101 too long, 40035 and 400105 for a body that is no message. Source: DingTalk, "Custom robot access".
 */
export function createDingTalkDoor(kernel: Kernel, inbox: Inbox, robot: Robot, clock: Clock = systemClock): Door {
  const throttle = new MessageThrottle();

  function deliver(request: SandboxRequest): Reply {
    try {
      const now = kernel.now();
      checkSender(request, robot, [clock.now(), now]);
      if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
        throw new RobotRefusal(43_004, '无效的HTTP HEADER Content-Type');
      }
      const message = readMessage(request.body);
      if (!throttle.pass(now)) throw tooFast();
      inbox.dingtalk.push({ time: now.toISOString(), ...message });
      return answer(0, 'ok');
    } catch (cause) {
      if (!(cause instanceof RobotRefusal)) throw cause;
      return answer(cause.errcode, cause.message);
    }
  }

  return {
    service: 'dingtalk',
    matches: (request) => request.path === '/robot/send',
    handle: (request) =>
      underFault(
        kernel,
        kernel.takeFault('dingtalk', 'send'),
        (fault) =>
          fault === 'throttle' ? refusal(tooFast()) : answer(fault === 'deny' ? 310_000 : -1, FAULT_WORDS[fault]),
        async () => deliver(request),
      ),
  };
}

const FAULT_WORDS = { '500': '系统繁忙', deny: 'sign not match' } as const;

function tooFast(): RobotRefusal {
  return new RobotRefusal(130_101, `send too fast, exceed ${PER_MINUTE} times per minute`);
}

function refusal({ errcode, message }: RobotRefusal): Reply {
  return answer(errcode, message);
}

/** A sender signs by the system's clock or by the sandbox's, where that was moved: either may be the right hour. */
function checkSender(request: SandboxRequest, robot: Robot, clocks: readonly Date[]): void {
  if (request.method !== 'POST') throw new RobotRefusal(43_001, '需要POST请求');
  if (request.query.get('access_token') !== robot.accessToken) throw new RobotRefusal(300_001, 'token is not exist');
  const timestamp = request.query.get('timestamp') ?? '';
  const at = /^\d{13}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!clocks.some((clock) => Math.abs(clock.getTime() - at) <= HOUR_MS))
    throw new RobotRefusal(310_000, 'invalid timestamp');
  const expected = createHmac('sha256', robot.secret).update(`${timestamp}\n${robot.secret}`).digest();
  const given = Buffer.from(request.query.get('sign') ?? '', 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new RobotRefusal(310_000, 'sign not match');
}

/** Twenty messages a minute; who sends more is not heard for ten minutes. By the sandbox's time. */
class MessageThrottle {
  private sent: number[] = [];
  private throttledUntil = 0;

  pass(now: Date): boolean {
    const at = now.getTime();
    if (at < this.throttledUntil) return false;
    this.sent = this.sent.filter((time) => time > at - 60_000);
    if (this.sent.length >= PER_MINUTE) {
      this.throttledUntil = at + THROTTLED_MS;
      return false;
    }
    this.sent.push(at);
    return true;
  }
}

function answer(errcode: number, errmsg: string): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errcode, errmsg }),
  };
}
