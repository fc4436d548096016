import type * as ImsModels from '@alicloud/ims20190815';
import type Ims from '@alicloud/ims20190815';
import { CloudAnswerMalformed, CloudNotFound } from '../errors';
import type { AccessKeyId } from '../ids';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';

type Loaded = { readonly client: Ims; readonly models: typeof ImsModels };

/** A deleted key's traces. */
export interface RecycledKey {
  readonly userPrincipalName: string | undefined;
  readonly userId: string | undefined;
  readonly recycledAt: string | undefined;
}

/** How far the making of a credential report is. */
export type ReportState = 'STARTED' | 'INPROGRESS' | 'COMPLETED';
/** One page of the account's credential report. */
export interface ReportPage {
  /** Decoded; whether a later page has a header of its own is not documented [U]. */
  readonly csv: string;
  readonly generatedAt: Date;
  /** Undefined: this was the last page. */
  readonly nextToken: string | undefined;
}

/** What holds for the account's RAM users and their credentials, whoever they are. */
export interface SecurityPreference {
  /** `mandatory`: everyone who signs in to the console; `independent`: as each login profile says; `adaptive`: at a risk. */
  readonly mfaAtLogin: string;
  readonly usersManageOwnKeys: boolean;
  /** Days after which RAM itself switches an unused key off. */
  readonly maxIdleDaysOfKeys: number;
}

/** The account's rules for passwords; 0: no limit (IMS GetPasswordPolicy). */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requiresLowercase: boolean;
  readonly requiresUppercase: boolean;
  readonly requiresNumbers: boolean;
  readonly requiresSymbols: boolean;
  readonly maxAgeDays: number;
  readonly remembered: number;
  readonly maxAttempts: number;
}

/** The calls of IMS 2019-08-15 that the project uses. The package is loaded at the first of them. */
export class ImsService {
  private loaded: Promise<Loaded> | undefined;

  constructor(private readonly connection: Connection) {}

  private load(): Promise<Loaded> {
    this.loaded ??= import('@alicloud/ims20190815').then((models) => {
      const Client = defaultOf<typeof Ims>(models.default);
      return { client: new Client(sdkConfig(this.connection, 'ims.aliyuncs.com')), models };
    });
    return this.loaded;
  }

  private async call<T>(
    action: string,
    attempt: (loaded: Loaded, runtime: ReturnType<typeof sdkRuntime>) => Promise<T>,
    patience = ORDINARY,
  ): Promise<T> {
    const loaded = await this.load();
    return callCloud('ims', action, patience, this.connection, (timeoutMs) => attempt(loaded, sdkRuntime(timeoutMs)));
  }

  /** A key in the recycle bin, or undefined when it is not there. */
  async getAccessKeyInfoInRecycleBin(accessKeyId: AccessKeyId): Promise<RecycledKey | undefined> {
    try {
      const answer = await this.call('GetAccessKeyInfoInRecycleBin', ({ client, models }, runtime) =>
        client.getAccessKeyInfoInRecycleBinWithOptions(
          new models.GetAccessKeyInfoInRecycleBinRequest({ userAccessKeyId: accessKeyId }),
          runtime,
        ),
      );
      const key = promised('ims', 'GetAccessKeyInfoInRecycleBin', 'AccessKey', answer.body?.accessKey);
      return { userPrincipalName: key.userPrincipalName, userId: key.userId, recycledAt: key.recycleDate };
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
  }

  /** Puts a deleted key back, switched off. Throws CloudNotFound where it is not in the bin, CloudLimitExceeded where its
   *  user has two keys. The command line's alone. */
  async restoreAccessKeyFromRecycleBin(accessKeyId: AccessKeyId, userId: string): Promise<void> {
    await this.call('RestoreAccessKeyFromRecycleBin', ({ client, models }, runtime) =>
      client.restoreAccessKeyFromRecycleBinWithOptions(
        new models.RestoreAccessKeyFromRecycleBinRequest({ userAccessKeyId: accessKeyId, userId }),
        runtime,
      ),
    );
  }

  /** Whose key this is, as `<name>@<domain>`: the account's domains are its own. Throws CloudNotFound for a key of nobody. */
  principalOfKey(accessKeyId: AccessKeyId): Promise<string> {
    return this.principalOf({ userAccessKeyId: accessKeyId });
  }

  /** The same by the user's id, which no change of his name changes. Throws CloudNotFound for a user who is gone. */
  principalOfUser(userId: string): Promise<string> {
    return this.principalOf({ userId });
  }

  /** The id of the user whose key this is: no key ever moves to another user. Throws CloudNotFound for a key of nobody. */
  async userIdOfKey(accessKeyId: AccessKeyId, patience = ORDINARY): Promise<string> {
    const user = await this.getUser({ userAccessKeyId: accessKeyId }, patience);
    return promised('ims', 'GetUser', 'User.UserId', user?.userId);
  }

  private async principalOf(named: { userAccessKeyId: string } | { userId: string }): Promise<string> {
    return promised('ims', 'GetUser', 'User.UserPrincipalName', (await this.getUser(named))?.userPrincipalName);
  }

  private async getUser(named: { userAccessKeyId: string } | { userId: string }, patience = ORDINARY) {
    const answer = await this.call(
      'GetUser',
      ({ client, models }, runtime) => client.getUserWithOptions(new models.GetUserRequest(named), runtime),
      patience,
    );
    return answer.body?.user;
  }

  /** Begins a new credential report, or says how far it is. RAM makes one every 4 hours at most: in between the last one
   *  counts, and the answer is COMPLETED. Changes nothing in the account. */
  async generateCredentialReport(): Promise<ReportState> {
    const answer = await this.call('GenerateCredentialReport', ({ client }, runtime) =>
      client.generateCredentialReportWithOptions(runtime),
    );
    const state = promised('ims', 'GenerateCredentialReport', 'State', answer.body?.state);
    if (state === 'STARTED' || state === 'INPROGRESS' || state === 'COMPLETED') return state;
    throw malformed('GenerateCredentialReport', `State is "${state}"`);
  }

  /** One page of the last credential report, at most 3,501 rows. Throws CloudNotFound while there is none. */
  async getCredentialReport(nextToken?: string): Promise<ReportPage> {
    const action = 'GetCredentialReport';
    const answer = await this.call(action, ({ client, models }, runtime) =>
      client.getCredentialReportWithOptions(
        new models.GetCredentialReportRequest({ maxItems: '3501', ...(nextToken ? { nextToken } : {}) }),
        runtime,
      ),
    );
    const content = promised('ims', action, 'Content', answer.body?.content);
    const generatedAt = new Date(promised('ims', action, 'GeneratedTime', answer.body?.generatedTime));
    if (Number.isNaN(generatedAt.getTime())) throw malformed(action, 'GeneratedTime is no time');
    const truncated = String(answer.body?.isTruncated ?? 'false');
    if (truncated !== 'true' && truncated !== 'false') throw malformed(action, `IsTruncated is "${truncated}"`);
    return {
      csv: base64Text(action, content),
      generatedAt,
      // A cut report without a token cannot be read on: an error, never "this was all".
      nextToken: truncated === 'true' ? promised('ims', action, 'NextToken', answer.body?.nextToken) : undefined,
    };
  }

  /** Whether a multi-factor device is bound to the account itself. */
  async isRootMfaOn(): Promise<boolean> {
    const action = 'GetAccountMFAInfo';
    const answer = await this.call(action, ({ client }, runtime) => client.getAccountMFAInfoWithOptions(runtime));
    return promised('ims', action, 'IsMFAEnable', answer.body?.isMFAEnable);
  }

  /** Every field is promised: one that is missing is an error, never a setting that is off. */
  async getSecurityPreference(): Promise<SecurityPreference> {
    const action = 'GetSecurityPreference';
    const answer = await this.call(action, ({ client }, runtime) => client.getSecurityPreferenceWithOptions(runtime));
    const all = promised('ims', action, 'SecurityPreference', answer.body?.securityPreference);
    const field = <T>(name: string, value: T | undefined): T => promised('ims', action, name, value);
    return {
      mfaAtLogin: field('MFAOperationForLogin', all.loginProfilePreference?.MFAOperationForLogin),
      usersManageOwnKeys: field('AllowUserToManageAccessKeys', all.accessKeyPreference?.allowUserToManageAccessKeys),
      maxIdleDaysOfKeys: field('MaxIdleDaysForAccessKeys', all.maxIdleDays?.maxIdleDaysForAccessKeys),
    };
  }

  async getPasswordPolicy(): Promise<PasswordPolicy> {
    const action = 'GetPasswordPolicy';
    const answer = await this.call(action, ({ client }, runtime) => client.getPasswordPolicyWithOptions(runtime));
    const all = promised('ims', action, 'PasswordPolicy', answer.body?.passwordPolicy);
    const field = <T>(name: string, value: T | undefined): T => promised('ims', action, name, value);
    return {
      minimumLength: field('MinimumPasswordLength', all.minimumPasswordLength),
      requiresLowercase: field('RequireLowercaseCharacters', all.requireLowercaseCharacters),
      requiresUppercase: field('RequireUppercaseCharacters', all.requireUppercaseCharacters),
      requiresNumbers: field('RequireNumbers', all.requireNumbers),
      requiresSymbols: field('RequireSymbols', all.requireSymbols),
      maxAgeDays: field('MaxPasswordAge', all.maxPasswordAge),
      remembered: field('PasswordReusePrevention', all.passwordReusePrevention),
      // The service itself spells it so.
      maxAttempts: field('MaxLoginAttemps', all.maxLoginAttemps),
    };
  }

  /** Quotas and counts of the account (`PolicySizeQuota`, `Users` …), as far as IMS tells them. */
  async getAccountSummary(): Promise<{
    readonly users: number | undefined;
    readonly policySizeQuota: number | undefined;
    readonly attachedPoliciesPerUserQuota: number | undefined;
  }> {
    const answer = await this.call('GetAccountSummary', ({ client }, runtime) =>
      client.getAccountSummaryWithOptions(runtime),
    );
    const summary = promised('ims', 'GetAccountSummary', 'SummaryMap', answer.body?.summaryMap);
    return {
      users: summary.users,
      policySizeQuota: summary.policySizeQuota,
      attachedPoliciesPerUserQuota: summary.attachedPoliciesPerUserQuota,
    };
  }
}

function malformed(action: string, why: string): CloudAnswerMalformed {
  return new CloudAnswerMalformed('ims', action, 'WrongValue', 200, undefined, why);
}

/** Node decodes whatever it can of a broken text: what is no Base64 is an error here. */
function base64Text(action: string, content: string): string {
  const compact = content.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 === 1)
    throw malformed(action, 'Content is no Base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'));
  } catch {
    throw malformed(action, 'Content is no UTF-8');
  }
}

/** The class behind a package's default export, whichever way the bundler wrapped the CommonJS module. */
export function defaultOf<T>(value: unknown): T {
  const wrapped = value as { default?: T };
  return (typeof value === 'function' ? value : wrapped.default) as T;
}
