import { createHash } from 'node:crypto';
import { createAdmin } from './identities';
import type { OssStore, StoredObject } from './oss';
import type { Scenario, ScenarioLeak, ScenarioTrail } from './scenario-document';
import type { SlsStore } from './sls';
import type { StartOptions } from './start';
import type { StoredKey, User } from './world/entities';
import { populate } from './world/populate';
import { setUpDeployment } from './world/setup';
import { addSystemPolicies } from './world/system-policies';
import type { World } from './world/world';

export const EVIDENCE_BUCKET = 'ak-tourniquet-evidence';
/** As `ak-tourniquet setup` puts it. */
const UPLOADS_END =
  '<LifecycleConfiguration><Rule><ID>ak-tourniquet-uploads</ID><Prefix>ak-tourniquet/</Prefix><Status>Enabled</Status><AbortMultipartUpload><Days>7</Days></AbortMultipartUpload></Rule></LifecycleConfiguration>';
const EVIDENCE_PREFIX = 'ak-tourniquet';

/** The account as it is found. */
export function furnish(
  world: World,
  oss: OssStore,
  sls: SlsStore,
  scenario: Scenario | undefined,
  { bare = false, env = {} }: Pick<StartOptions, 'bare' | 'env'>,
) {
  addSystemPolicies(world);
  const admin = createAdmin(world);
  const keys = scenario ? populate(world, scenario) : new Map<string, { key: StoredKey; user: User | undefined }>();
  for (const given of scenario?.buckets ?? []) {
    const bucket = oss.addBucket(given.name, `oss-${world.region}`, world.now());
    bucket.acl = given.acl ?? 'private';
    if (given.isVersioned) bucket.versioning = 'Enabled';
    if (given.logsTo) bucket.logging = { targetBucket: given.logsTo, targetPrefix: `${given.name}/` };
    for (const object of given.objects ?? []) bucket.objects.set(object.key, textObject(object, bucket.created));
  }
  for (const { name, region = world.region, serviceLog } of scenario?.logProjects ?? []) {
    const project = sls.addProject(name, region);
    if (serviceLog) project.serviceLog = serviceLog;
  }
  setTrails(world, scenario?.trails ?? []);
  if (!bare) {
    setUpDeployment(world, { bucket: EVIDENCE_BUCKET, prefix: EVIDENCE_PREFIX, ...named(env) });
    const evidence = oss.addBucket(EVIDENCE_BUCKET, `oss-${world.region}`, world.now());
    evidence.encryption = { algorithm: 'AES256' };
    evidence.lifecycle = UPLOADS_END;
    const archive = env['TOURNIQUET_ARCHIVE_BUCKET'];
    if (archive) {
      const bucket = oss.addBucket(archive, `oss-${world.region}`, world.now());
      bucket.encryption = { algorithm: 'AES256' };
      bucket.versioning = 'Enabled';
    }
  }
  return { admin, keys };
}

/** The account's trails are these, and no others. */
export function setTrails(world: World, trails: readonly ScenarioTrail[]): void {
  const at = world.now();
  world.trails.clear();
  for (const { name, bucket, region = 'All', events = 'All', isOn = true } of trails)
    world.trails.set(name, {
      name,
      homeRegion: world.region,
      trailRegion: region,
      eventRW: events,
      ossBucketName: bucket,
      ossKeyPrefix: '',
      slsProjectArn: '',
      createTime: at,
      status: isOn ? 'Enable' : 'Disable',
      startLoggingTime: at,
      ...(isOn ? {} : { stopLoggingTime: at }),
    });
}

/** What of the account's own the environment names, for the functions' roles. */
function named(env: Readonly<Record<string, string>>) {
  const [, accessLogBucket, accessLogPrefix] = /^([^/]+)\/(.+)$/.exec(env['TOURNIQUET_ACCESS_LOGS'] ?? '') ?? [];
  const [logProject, logstore] = (env['TOURNIQUET_TRAIL_SLS'] ?? '').split('/');
  const [accessLogProject, accessLogstore] = (env['TOURNIQUET_ACCESS_LOG_SLS'] ?? '').split('/');
  const excluded = env['TOURNIQUET_EXCLUDE_USERS'];
  const folder = env['TOURNIQUET_TRAIL_PREFIX'];
  const names = {
    archiveBucket: env['TOURNIQUET_ARCHIVE_BUCKET'],
    trailBucket: env['TOURNIQUET_TRAIL_BUCKET'],
    trailFolder: folder ? `${folder}/` : '',
    mfa: env['TOURNIQUET_MFA'] === 'enforce' ? 'enforce' : undefined,
    idleKeys: env['TOURNIQUET_IDLE_KEYS'] === 'disable' ? 'disable' : undefined,
    excludeUsers: excluded ? excluded.split(',').sort() : undefined,
    ...{ logProject, logstore, accessLogBucket, accessLogPrefix, accessLogProject, accessLogstore },
  };
  return Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));
}

/** An object as PutObject would have left it. */
function textObject(given: { readonly key: string; readonly text: string }, lastModified: Date): StoredObject {
  const body = Buffer.from(given.text);
  return {
    key: given.key,
    body,
    etag: createHash('md5').update(body).digest('hex').toUpperCase(),
    contentType: 'application/octet-stream',
    lastModified,
    headers: {},
    type: 'Normal',
  };
}

/** A scenario's leak as the control interface would be given it. */
export function leakInput(
  leak: ScenarioLeak,
  keys: ReadonlyMap<string, { readonly key: StoredKey; readonly user: User | undefined }>,
): Record<string, unknown> {
  const named = keys.get(leak.key);
  return {
    accessKeyId: named?.key.accessKeyId ?? leak.key,
    userName: leak.userName ?? named?.user?.name ?? 'root',
    userType: leak.userType ?? (named?.user ? 'ram' : 'master'),
    ...(leak.tokenValid === undefined ? {} : { tokenValid: leak.tokenValid }),
    ...(leak.status === undefined ? {} : { status: leak.status }),
    ...(leak.restricted === undefined ? {} : { restricted: leak.restricted }),
  };
}
