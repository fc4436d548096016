import { parameter, wordsOf } from '../parameters';
import type { Rule } from './model';

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
    services: /^(ecs|vpc|slb|alb|nlb|rds|polardb)$/i,
    calls:
      /^(ModifyInstanceAttribute|DeletionProtection|ModifyDBInstanceDeletionProtection|SetLoadBalancerDeleteProtection)$/,
    holds: (event) => isOff(parameter(event, 'DeletionProtection', 'ProtectionEnable', 'DeleteProtection')),
    weight: 'weak',
    fires: [{ call: 'Ecs ModifyInstanceAttribute', request: { DeletionProtection: 'false' }, weight: 'weak' }],
    silent: [{ call: 'Ecs ModifyInstanceAttribute', request: { DeletionProtection: true } }],
  },
  {
    id: 'machine-changed',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.004',
    text: { zh: '更改了实例的密码或启动脚本', en: 'The password or the start script of an instance was changed' },
    services: /^ecs$/i,
    calls: /^ModifyInstanceAttribute$/,
    holds: (event) => wordsOf(event).some(({ name }) => /^(Password|UserData)$/i.test(name)),
    weight: 'weak',
    fires: [{ call: 'Ecs ModifyInstanceAttribute', request: { UserData: 'IyEvYmluL3No' }, weight: 'weak' }],
    silent: [{ call: 'Ecs ModifyInstanceAttribute', request: { InstanceName: 'web-1' } }],
  },
  {
    id: 'machine-restarted',
    kind: 'destruction',
    severity: 'medium',
    technique: 'T1529',
    text: { zh: '重启或停止了实例', en: 'Instances were restarted or stopped' },
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
    services: /^oss$/i,
    calls: /^PutBucket(Lifecycle|Encryption)$/,
    weight: 'weak',
    fires: [{ call: 'Oss PutBucketLifecycle', weight: 'weak' }],
    silent: [{ call: 'Oss GetBucketLifecycle' }],
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
    services: /^slb$/i,
    calls: /^CreateLoadBalancerHTTPListener$/,
    weight: 'weak',
    fires: [{ call: 'Slb CreateLoadBalancerHTTPListener', weight: 'weak' }],
    silent: [{ call: 'Slb CreateLoadBalancerHTTPSListener' }],
  },
];
