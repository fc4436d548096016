import type { Dice } from './dice';

interface Call {
  readonly service: string;
  readonly name: string;
  readonly version: string;
  readonly write: boolean;
  readonly type: string;
}

const call = (service: string, name: string, version: string, write: boolean, type: string): Call => ({
  service,
  name,
  version,
  write,
  type,
});
const CALLS = [
  call('Ecs', 'DescribeInstances', '2014-05-26', false, 'ACS::ECS::Instance'),
  call('Ecs', 'DescribeDisks', '2014-05-26', false, 'ACS::ECS::Disk'),
  call('Ecs', 'RunInstances', '2014-05-26', true, 'ACS::ECS::Instance'),
  call('Ram', 'ListUsers', '2015-05-01', false, 'ACS::RAM::User'),
  call('Ram', 'UpdateAccessKey', '2015-05-01', true, 'ACS::RAM::AccessKey'),
  call('Sts', 'AssumeRole', '2015-04-01', false, 'ACS::RAM::Role'),
  call('Slb', 'DescribeLoadBalancers', '2014-05-15', false, 'ACS::SLB::LoadBalancer'),
  call('Rds', 'DescribeDBInstances', '2014-08-15', false, 'ACS::RDS::DBInstance'),
];
const REGIONS = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing'];
const AGENTS = [
  'AlibabaCloud (Linux; amd64) Java/17.0.9+9-LTS Core/4.6.3 HTTPClient/ApacheHttpClient TeaDSL/1',
  'AlibabaCloud (linux; x64) Node.js/v20.11.1 Core/1.0.1 TeaDSL/2',
  'Aliyun-CLI/3.0.187',
];

/** An event of the documented form, about 1.2 kB; its parameters stand there twice, as the trail writes them. */
export function trailEvent(dice: Dice, at: Date, accessKeyId: string, mentioned: string | undefined): object {
  const { service, name, version, write, type } = dice.pick(CALLS);
  const region = dice.pick(REGIONS);
  const host = `${service.toLowerCase()}.${region}.aliyuncs.com`;
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const requestId = dice.requestId();
  const id = `i-bp1${dice.of('0123456789abcdefghijklmnopqrstuvwxyz', 17)}`;
  const parameters = {
    RegionId: region,
    InstanceIds: JSON.stringify([id]),
    PageSize: '50',
    PageNumber: String(1 + Math.floor(dice.next() * 9)),
    ...(mentioned ? { UserAccessKeyId: mentioned, Status: 'Inactive' } : {}),
  };
  const person = accessKeyId.slice(-6).toLowerCase();
  return {
    eventId: requestId,
    eventVersion: 1,
    eventSource: host,
    requestParameters: { ...parameters, AcsProduct: service },
    sourceIpAddress: dice.address(),
    userAgent: dice.pick(AGENTS),
    eventRW: write ? 'Write' : 'Read',
    eventType: 'ApiCall',
    referencedResources: { [type]: [id] },
    userIdentity: {
      accountId: '1234567890123456',
      principalId: `2${dice.of('0123456789', 17)}`,
      type: 'ram-user',
      userName: `svc-${person}`,
      accessKeyId,
      sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: time } },
    },
    serviceName: service,
    requestParameterJson: JSON.stringify(parameters),
    apiVersion: version,
    requestId,
    eventTime: time,
    isGlobal: service === 'Ram',
    acsRegion: region,
    eventName: name,
    eventCategory: 'Management',
    resourceType: type,
    resourceName: id,
  };
}
