import type { AuditEvent } from '../evidence/types';
import { bucketOf } from '../findings/account';
import { parameter, userNamed } from '../findings/parameters';
import { field, isObject } from '../signal/loose';
import type { Wide } from './model';

/** One thing that a call needs power over: as narrow as the event tells, and as wide as its kind. */
export interface Needed {
  readonly exact: string;
  readonly wide: string;
}

/** Names that stand for themselves in a policy; `*` and `?` would be patterns. */
const PLAIN = /^[\w.@+=:/-]{1,180}$/;
/** Calls on instances that they name by number (`InstanceId.1`) or in a list. */
const MANY_INSTANCES = /^(Start|Stop|Reboot|Delete)Instances$|^(Run|Invoke)Command$/;
/** Lists of a whole kind (the handbook's table of RAM actions). */
const RAM_LISTS = new Map([
  ['ListUsers', 'user/*'],
  ['ListGroups', 'group/*'],
  ['ListRoles', 'role/*'],
  ['ListPolicies', 'policy/*'],
]);
/** Calls on one instance; others need more than one kind of thing (images, switches, security groups). */
const ONE_INSTANCE =
  /^(Start|Stop|Reboot)Instance$|^DescribeInstance(Attribute|VncUrl|RamRole|MonitorData)$|^Modify(InstanceAttribute|InstanceSpec)$/;
const ONE_DATABASE = /^(Describe|Modify)(DBInstance(Attribute|IPArrayList|NetInfo|Performance)|SecurityIps)$/;
const ON_OBJECTS =
  /^(Get|Put|Delete|Head|Append|Copy|Restore|Post)Object|^DeleteMultipleObjects$|^(Initiate|Complete|Abort)MultipartUpload$|^UploadPart|^ListParts$/;

type Reader = (event: AuditEvent, account: string) => readonly (Needed | undefined)[] | undefined;

const one = (prefix: string, name: string | undefined, below = '*'): Needed | undefined =>
  name === undefined ? undefined : { exact: `${prefix}${name}`, wide: `${prefix}${below}` };
const ofRam = (account: string, kind: string, name: string | undefined) => one(`acs:ram:*:${account}:${kind}/`, name);

/**
 * How the things of a service are written, where that is confirmed (each service's page of authorisation; the handbook's
 * table of RAM actions) or long known (ECS, RDS). Undefined: not known for this call. An empty list: it names none.
 */
const READERS: Readonly<Record<string, Reader>> = {
  oss: (event) => {
    const bucket = bucketOf(event);
    if (bucket === undefined) return [];
    // Single objects come and go: what the application uses is the bucket.
    return ON_OBJECTS.test(event.name)
      ? [{ exact: `acs:oss:*:*:${bucket}/*`, wide: 'acs:oss:*:*:*' }]
      : [one('acs:oss:*:*:', bucket)];
  },
  ram: (event, account) => {
    const list = RAM_LISTS.get(event.name);
    if (list !== undefined) return [{ exact: `acs:ram:*:${account}:${list}`, wide: `acs:ram:*:${account}:${list}` }];
    const policy = parameter(event, 'PolicyName');
    const owner = /^system$/i.test(parameter(event, 'PolicyType') ?? '') ? 'system' : account;
    return [
      ofRam(account, 'user', userNamed(event)),
      ofRam(account, 'group', parameter(event, 'GroupName')),
      ofRam(account, 'role', parameter(event, 'RoleName')),
      one(`acs:ram:*:${owner}:policy/`, policy),
    ].filter((needed) => needed !== undefined);
  },
  sts: (event, account) => {
    const arn = parameter(event, 'RoleArn');
    return arn === undefined ? [] : [ofRam(account, 'role', arn.slice(arn.lastIndexOf('/') + 1))];
  },
  log: (event, account) => {
    const project = parameter(event, 'project', 'projectName');
    const store = parameter(event, 'logstore', 'logstoreName', 'logStore');
    if (project === undefined) return [];
    const prefix = `acs:log:*:${account}:project/`;
    return [one(prefix, store === undefined ? project : `${project}/logstore/${store}`)];
  },
  kms: (event, account) => [one(`acs:kms:*:${account}:secret/`, parameter(event, 'SecretName'))],
  fc: (event, account) => {
    const name = parameter(event, 'functionName');
    const service = parameter(event, 'serviceName');
    const path = service === undefined ? `functions/${name}` : `services/${service}/functions/${name}`;
    return name === undefined ? [] : [one(`acs:fc:*:${account}:`, path)];
  },
  ecs: (event, account) => {
    const ofInstance = (id: string | undefined) => one(`acs:ecs:*:${account}:instance/`, id);
    if (ONE_INSTANCE.test(event.name)) return [ofInstance(parameter(event, 'InstanceId'))];
    if (!MANY_INSTANCES.test(event.name)) return undefined;
    const ids = numbered(event, 'InstanceId');
    // A command is a thing of its own beside the instances that it runs on.
    const command = { exact: `acs:ecs:*:${account}:command/*`, wide: `acs:ecs:*:${account}:command/*` };
    return ids.length > 0 && /Command$/.test(event.name) ? [...ids.map(ofInstance), command] : ids.map(ofInstance);
  },
  rds: (event, account) =>
    ONE_DATABASE.test(event.name)
      ? [one(`acs:rds:*:${account}:dbinstance/`, parameter(event, 'DBInstanceId'))]
      : undefined,
};
const ALSO: Readonly<Record<string, string>> = { ims: 'ram', sls: 'log', 'sts-aliyun': 'sts', 'fc-open': 'fc' };

/** `InstanceId.1`, `InstanceId.2` …, or a list under `InstanceId` or `InstanceIds`. Undefined within: an odd entry. */
function numbered(event: AuditEvent, name: string): (string | undefined)[] {
  const given = field(event.raw, 'requestParameters');
  if (!isObject(given)) return [];
  return Object.entries(given).flatMap(([key, value]): (string | undefined)[] => {
    if (new RegExp(`^${name}\\.\\d+$`, 'i').test(key)) return [typeof value === 'string' ? value : undefined];
    if (!new RegExp(`^${name}s?$`, 'i').test(key)) return [];
    const list: unknown = Array.isArray(value) ? value : listIn(value);
    return Array.isArray(list) ? list.map((id) => (typeof id === 'string' ? id : undefined)) : [];
  });
}

/** `["i-1","i-2"]` as text, or one id. */
function listIn(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return undefined;
  if (!value.startsWith('[')) return [value];
  try {
    return JSON.parse(value);
  } catch {
    return [undefined];
  }
}

/** What a call needs power over, or why that is not known. `account`: the id, or `*`. Pure. */
export function neededBy(event: AuditEvent, account: string): readonly Needed[] | Wide {
  const service = event.service.toLowerCase();
  const name = (Object.hasOwn(ALSO, service) ? ALSO[service] : undefined) ?? service;
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  const read = reader?.(event, account);
  if (read === undefined) return 'format';
  const needed = read.filter((one) => one !== undefined);
  if (needed.length === 0 || needed.length < read.length) return 'unnamed';
  const isPlain = ({ exact, wide }: Needed) =>
    exact === wide || PLAIN.test(exact.slice(wide.length - 1).replace(/\/\*$/, ''));
  return needed.every(isPlain) ? needed : 'odd-name';
}
