import type { Clock } from '../clock';
import type { Config } from '../config/types';
import { type AccountId, parseAccountId } from '../ids';
import { AccessKeyPolicyService } from './access-key-policy';
import { ActionTrailService } from './action-trail';
import { BillingService } from './billing';
import { BucketFactsService } from './bucket-facts';
import { BucketLogsService } from './bucket-logs';
import { BucketRetention } from './bucket-retention';
import { BucketSetup } from './bucket-setup';
import type { OnRetry } from './call';
import { type Credentials, connectionOf } from './connection';
import { DeadLetterQueue } from './dead-letters';
import { EventBridgeService } from './event-bridge';
import { FunctionComputeService } from './function-compute';
import { ImsService } from './ims';
import { KmsService } from './kms';
import { LogService } from './log-service';
import { LoginProfileService } from './login-profiles';
import { ObjectStore } from './object-store';
import { RamService } from './ram';
import { RamPoliciesService } from './ram-policies';
import { RamRolesService } from './ram-roles';
import { RamRotationService } from './ram-rotation';
import { RamSetupService } from './ram-setup';
import { SecurityCenterService } from './security-center';
import { SecurityPreferenceService } from './security-preference';
import { StsService } from './sts';

/** Every cloud service that the project speaks to, signed by one identity. */
export interface Cloud {
  readonly ram: RamService;
  readonly ramPolicies: RamPoliciesService;
  readonly ims: ImsService;
  readonly keyPolicies: AccessKeyPolicyService;
  readonly loginProfiles: LoginProfileService;
  /** ActionTrail of one region; without a name, of the region that keeps the global events. */
  actionTrail(region?: string): ActionTrailService;
  readonly securityCenter: SecurityCenterService;
  readonly billing: BillingService;
  readonly evidence: ObjectStore;
  bucket(name: string): ObjectStore;
  readonly bucketLogs: BucketLogsService;
  readonly bucketFacts: BucketFactsService;
  readonly deadLetters: DeadLetterQueue;
  readonly functions: FunctionComputeService;
  readonly eventBridge: EventBridgeService;
  readonly kms: KmsService;
  /** The deployment's own. */
  readonly region: string;
  /** One project of Log Service, in its region. */
  logs(region: string, project: string): LogService;
}

/** Who these credentials are: needed by the command line alone, a function is told. */
export async function callerOf(
  config: Config,
  clock: Clock,
  credentials: Credentials,
): Promise<{ readonly accountId: AccountId; readonly arn: string }> {
  const { accountId, arn } = await new StsService(connectionOf(config, clock, credentials)).getCallerIdentity();
  return { accountId: parseAccountId(accountId), arn };
}

/** The clients of the command line's set-up alone. */
export function connectSetup(
  config: Config,
  clock: Clock,
  credentials: Credentials,
): {
  readonly ram: RamSetupService;
  readonly policies: RamPoliciesService;
  readonly roles: RamRolesService;
  readonly users: RamRotationService;
  readonly buckets: BucketSetup;
  readonly retention: BucketRetention;
  readonly preference: SecurityPreferenceService;
} {
  const connection = connectionOf(config, clock, credentials);
  return {
    ram: new RamSetupService(connection),
    policies: new RamPoliciesService(connection),
    roles: new RamRolesService(connection),
    users: new RamRotationService(connection),
    buckets: new BucketSetup(connection),
    retention: new BucketRetention(connection),
    preference: new SecurityPreferenceService(connection),
  };
}

/** Where RAM's events and those of the other global services are kept (ActionTrail: global events). */
export function homeRegion(site: Config['site']): string {
  return site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
}

/** Makes the clients of one call: cheap, nothing is sent, the large packages are loaded at their first use. */
export function connect(
  config: Config,
  clock: Clock,
  credentials: Credentials,
  accountId: string,
  deadlineMs?: number,
  onRetry?: OnRetry,
): Cloud {
  const connection = connectionOf(config, clock, credentials, deadlineMs, onRetry);
  const trails = new Map<string, ActionTrailService>();
  return {
    ram: new RamService(connection),
    ramPolicies: new RamPoliciesService(connection),
    ims: new ImsService(connection),
    keyPolicies: new AccessKeyPolicyService(connection),
    loginProfiles: new LoginProfileService(connection),
    actionTrail(region = homeRegion(config.site)) {
      const known = trails.get(region) ?? new ActionTrailService(connection, region);
      trails.set(region, known);
      return known;
    },
    securityCenter: new SecurityCenterService(connection),
    billing: new BillingService(connection),
    evidence: new ObjectStore(connection, config.evidence.bucket),
    bucket: (name) => new ObjectStore(connection, name),
    bucketLogs: new BucketLogsService(connection),
    bucketFacts: new BucketFactsService(connection),
    deadLetters: new DeadLetterQueue(connection, accountId),
    functions: new FunctionComputeService(connection, accountId),
    eventBridge: new EventBridgeService(connection),
    kms: new KmsService(connection),
    region: config.region,
    logs: (region, project) => new LogService(connection, region, project),
  };
}

export type { Credentials } from './connection';
