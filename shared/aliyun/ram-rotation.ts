import RamClient, * as Ram from '@alicloud/ram20150501';
import { jittered } from '../clock';
import { CloudAnswerMalformed, CloudNotFound, CloudThrottled } from '../errors';
import { type AccessKeyId, parseAccessKeyId, parseUserName, type UserName } from '../ids';
import { keepSecret } from '../secrecy/known';
import { type CallPatience, callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';

type Runtime = ReturnType<typeof sdkRuntime>;

/** A new key with the secret that RAM tells this once. */
export interface MadeKey {
  readonly accessKeyId: AccessKeyId;
  readonly accessKeySecret: string;
}

/** Making a key twice makes two: a try whose answer was lost is not repeated. */
export const ONCE: CallPatience = { timeoutMs: 10_000, retries: 0 };
/** A throttled call has done nothing, so that it may be made again. */
const MOST_THROTTLED = 5;

/** The calls of RAM 2015-05-01 that a rotation makes, with the rights of the person at the command line. */
export class RamRotationService {
  private readonly client: RamClient;

  constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, patience: CallPatience, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, patience, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  /**
   * Makes one key and never two. After any failure but a refusal it is not known whether there is one now: list the keys.
   * Throws CloudLimitExceeded for a user with two keys. What is thrown holds nothing of an answer: it may hold the secret.
   */
  async createAccessKey(userName: UserName): Promise<MadeKey> {
    const request = new Ram.CreateAccessKeyRequest({ userName: parseUserName(userName) });
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.call('CreateAccessKey', ONCE, (r) =>
          this.client.createAccessKeyWithOptions(request, r),
        );
        const key = promised('ram', 'CreateAccessKey', 'AccessKey', answer.body?.accessKey);
        keepSecret(key.accessKeySecret);
        return {
          accessKeyId: parseAccessKeyId(promised('ram', 'CreateAccessKey', 'AccessKeyId', key.accessKeyId)),
          accessKeySecret: promised('ram', 'CreateAccessKey', 'AccessKeySecret', key.accessKeySecret),
        };
      } catch (error) {
        if (error instanceof CloudThrottled && tries < MOST_THROTTLED)
          await this.connection.clock.sleep(jittered(200 * tries));
        else throw withoutAnswer(error);
      }
    }
  }

  /** Deletes a key: it goes to the recycle bin. `already`: it was gone. Throws CloudNotFound when the user is gone. */
  async deleteAccessKey(userName: UserName, accessKeyId: AccessKeyId): Promise<'deleted' | 'already'> {
    const request = new Ram.DeleteAccessKeyRequest({ userName: parseUserName(userName), userAccessKeyId: accessKeyId });
    try {
      await this.call('DeleteAccessKey', ORDINARY, (r) => this.client.deleteAccessKeyWithOptions(request, r));
      return 'deleted';
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'EntityNotExist.User.AccessKey') return 'already';
      throw error;
    }
  }

  /** What a user's comment says; undefined: there is no such user. */
  async commentsOf(userName: UserName): Promise<string | undefined> {
    const request = new Ram.GetUserRequest({ userName: parseUserName(userName) });
    try {
      const answer = await this.call('GetUser', ORDINARY, (r) => this.client.getUserWithOptions(request, r));
      return promised('ram', 'GetUser', 'User', answer.body?.user).comments ?? '';
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
  }

  /** Throws CloudAlreadyThere where there is a user of that name. */
  async createUser(userName: UserName, comments: string): Promise<void> {
    const request = new Ram.CreateUserRequest({ userName: parseUserName(userName), comments });
    await this.call('CreateUser', ORDINARY, (r) => this.client.createUserWithOptions(request, r));
  }
}

/** A broken answer of this call may stand, in part, in the parser's words. */
export function withoutAnswer(error: unknown): unknown {
  if (!(error instanceof CloudAnswerMalformed)) return error;
  return new CloudAnswerMalformed('ram', 'CreateAccessKey', 'BadAnswer', 200, undefined, 'the answer cannot be read');
}
