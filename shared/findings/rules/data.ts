import { isIP } from 'node:net';
import type { AuditEvent } from '../../evidence/types';
import { type AccountFacts, bucketOf, destinationOf } from '../account';
import { letsIn, outsidersOf } from '../documents';
import { isForEveryone } from '../everyone';
import { documentOf, parameter, wordsOf } from '../parameters';
import type { Rule } from './model';

const policyFor = (principal: string) => ({
  bucketName: 'b',
  policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: [principal], Action: ['oss:GetObject'] }] }),
});

/** Data that is opened, shared or carried out. */
export const DATA: readonly Rule[] = [
  {
    id: 'data-opened',
    kind: 'data',
    severity: 'critical',
    technique: 'T1530',
    text: { zh: '存储空间被公开', en: 'A bucket was opened to the public' },
    advice: {
      zh: '立即改回私有并开启阻止公共访问，再从访问日志查明谁读取过。',
      en: 'Make it private again and block public access now, then see in the access logs who has read it.',
    },
    services: /^oss$/i,
    calls: /^(PutBucketAcl|PutBucketPolicy|PutObjectAcl)$/,
    holds: isPublic,
    // What lies in a bucket of the same day is what its maker publishes; single objects are published every day.
    weight: (event, account) =>
      event.name === 'PutObjectAcl' || account.isFreshBucket(bucketOf(event) ?? '', event.at) ? 'weak' : 'grave',
    fires: [
      { call: 'Oss PutBucketAcl', request: { acl: 'public-read' }, weight: 'grave' },
      { call: 'Oss PutBucketAcl', request: { bucketName: 'fresh', acl: 'public-read' }, weight: 'weak' },
      { call: 'Oss PutBucketPolicy', request: policyFor('*'), weight: 'grave' },
    ],
    silent: [
      { call: 'Oss PutBucketAcl', request: { acl: 'private' } },
      { call: 'Oss PutBucketPolicy', request: policyFor('9988776655443322') },
    ],
  },
  {
    id: 'data-to-another-account',
    kind: 'data',
    severity: 'critical',
    technique: 'T1537',
    text: { zh: '存储空间向其他账号开放或复制', en: 'A bucket was opened or copied to another account' },
    advice: {
      zh: '去掉授权或复制规则，视已复制的数据为外泄，并记下对方账号 ID 用于举报。',
      en: "Remove the grant or the replication, take what was copied as lost, and keep the other account's id for your report to Alibaba Cloud.",
    },
    services: /^oss$/i,
    calls: /^(PutBucketPolicy|PutBucketReplication)$/,
    holds: leavesTheAccount,
    weight: 'grave',
    receivers: receiversOf,
    fires: [
      { call: 'Oss PutBucketPolicy', request: policyFor('9988776655443322'), weight: 'grave' },
      { call: 'Oss PutBucketReplication', request: { bucketName: 'b', Destination: 'elsewhere' }, weight: 'grave' },
      {
        call: 'Oss PutBucketReplication',
        request: {
          bucketName: 'b',
          body: '<ReplicationConfiguration><Rule><Destination><Bucket>elsewhere</Bucket></Destination></Rule></ReplicationConfiguration>',
        },
        weight: 'grave',
      },
    ],
    silent: [{ call: 'Oss PutBucketPolicy', request: policyFor('234567890123456789') }],
  },
  {
    id: 'data-policy-unchecked',
    kind: 'data',
    severity: 'high',
    technique: 'T1537',
    text: {
      zh: '存储空间向某个账号开放，无法核对是否为其他账号',
      en: 'A bucket was opened to an account; whether to another one could not be checked',
    },
    advice: {
      zh: '把存储空间授权策略中的账号与您自己的账号 ID 对比；如果是您不认识的其他账号，去掉授权，并视被读取的内容为外泄。',
      en: "Compare the account in the bucket policy with your own account's id. Another one that you do not know: remove the grant, and take what was read as lost.",
    },
    services: /^oss$/i,
    calls: /^PutBucketPolicy$/,
    holds: (event, account) => letsIn(documentOf(event), account.id) === 'unclear',
    weight: 'strong',
    isUnchecked: true,
    fires: [{ call: 'Oss PutBucketPolicy', request: policyFor('12345678****3456'), weight: 'strong' }],
    silent: [{ call: 'Oss PutBucketPolicy', request: policyFor('1234567890123456') }],
  },
  {
    id: 'data-policy',
    kind: 'data',
    severity: 'high',
    technique: 'T1530',
    text: { zh: '修改了存储空间的访问规则', en: 'Who may read a bucket was changed' },
    advice: {
      zh: '对照变更前的设置核对该存储空间的权限、跨域和复制规则，改回不属于您的改动。',
      en: "Compare the bucket's grants, CORS and replication with what they were, and undo what is not yours.",
    },
    services: /^oss$/i,
    calls:
      /^(PutBucketAcl|PutBucketPolicy|PutObjectAcl|PutBucketReplication|PutBucketWebsite|PutBucketCors|PutAccessPointPolicy|(Put|Delete)BucketPublicAccessBlock)$/,
    weight: 'weak',
    fires: [{ call: 'Oss PutBucketCors', weight: 'weak' }],
    silent: [{ call: 'Oss GetBucketCors' }],
  },
  {
    id: 'data-shared',
    kind: 'data',
    severity: 'high',
    technique: 'T1537',
    text: { zh: '共享了镜像或快照', en: 'Images or snapshots were shared' },
    advice: {
      zh: '取消共享，并视镜像或快照中的数据和密钥为已外泄：对方可能已经复制。',
      en: 'Withdraw the share, and take data and secrets in the image or snapshot as known: the other side may have copied it.',
    },
    services: /^ecs$/i,
    calls: /^(ModifyImageShare(Group)?Permission|ModifySnapshot(Attribute|SharePermission))$/,
    holds: (event, account) => {
      const shared = wordsOf(event).filter(({ name }) => /^(add|remove|ispublic)/i.test(name));
      // The call is there to share: where the export has left its parameters out, it shared.
      return shared.length === 0 || sharedWith(event, account).length > 0 || isForEveryone(event);
    },
    weight: 'grave',
    receivers: sharedWith,
    fires: [
      { call: 'Ecs ModifyImageSharePermission', request: { 'AddAccount.1': '999' }, weight: 'grave' },
      { call: 'Ecs ModifyImageSharePermission', request: { IsPublic: 'true' }, weight: 'grave' },
      { call: 'Ecs ModifyImageShareGroupPermission', request: { 'AddGroup.1': 'all' }, weight: 'grave' },
    ],
    silent: [
      { call: 'Ecs ModifyImageSharePermission', request: { 'RemoveAccount.1': '999' } },
      { call: 'Ecs ModifyImageSharePermission', request: { IsPublic: 'false' } },
      { call: 'Ecs CopyImage' },
    ],
  },
  {
    id: 'data-exported',
    kind: 'data',
    severity: 'high',
    technique: 'T1537',
    text: { zh: '导出了数据', en: 'Data was exported' },
    advice: {
      zh: '取消未完成的导出、删除下载链接和导出文件，并判断已导出的数据涉及谁。',
      en: 'Cancel exports that still run, delete their files and links, and find out whose data was exported.',
    },
    services: /^(ecs|rds|dbs|dms.*|gpdb|polardb)$/i,
    calls:
      /^(ExportImage|ExportSnapshot|CreateDataExportOrder|CreateDatabaseExportOrder|GetDataExportDownloadURL|GetDbExportDownloadURL|CreateDownload)$/,
    // Whole disks leave as files; tables and backups are downloaded every day.
    weight: (event) => (/^Export(Image|Snapshot)$/.test(event.name) ? 'strong' : 'weak'),
    fires: [
      { call: 'Ecs ExportImage', request: { ImageId: 'm-1', OSSBucket: 'b' }, weight: 'strong' },
      { call: 'Dms CreateDataExportOrder', weight: 'weak' },
    ],
    silent: [{ call: 'Dms ListOrders' }],
  },
  {
    id: 'secret-read',
    kind: 'data',
    severity: 'high',
    technique: 'T1555.006',
    text: { zh: '读取了凭据或参数中的密钥', en: 'Secrets were read' },
    advice: {
      zh: '轮换被读取的每一个凭据：其内容已被他人知晓，并查看这些凭据所通往的系统。',
      en: 'Rotate every secret that was read, and look at the systems that it opens: somebody else knows it now.',
    },
    services: /^(kms|oos)$/i,
    calls: /^(GetSecretValue|GetSecretParameters?|GetSecretParametersByPath|ExportDataKey)$/,
    weight: 'weak',
    fires: [{ call: 'Kms GetSecretValue', weight: 'weak' }],
    silent: [{ call: 'Kms ListSecrets' }],
  },
  {
    id: 'database-opened',
    kind: 'database',
    severity: 'high',
    technique: 'T1098',
    text: { zh: '打开了数据库的入口或创建了账号', en: 'A database account or door was made' },
    advice: {
      zh: '把白名单改回原值，删除陌生的数据库账号，重置被修改的密码，并查看数据库审计日志。',
      en: "Put the IP list back, drop accounts that are not yours, reset passwords that were changed, and read the database's audit log.",
    },
    services: /^(rds|polardb|kvstore|r-kvstore|dds|gpdb)$/i,
    calls:
      /^(CreateAccount|ResetAccountPassword|ResetAccount|GrantAccountPrivilege|ModifySecurityIps|ModifyDBClusterAccessWhitelist)$/,
    weight: (event) => (opensToAll(event) ? 'grave' : 'weak'),
    fires: [
      { call: 'Rds ModifySecurityIps', request: { SecurityIps: '10.0.0.1,0.0.0.0/0' }, weight: 'grave' },
      { call: 'Rds ResetAccountPassword', weight: 'weak' },
    ],
    silent: [{ call: 'Rds DescribeAccounts' }],
  },
  {
    id: 'database-queried',
    kind: 'database',
    severity: 'high',
    technique: 'T1213.006',
    text: { zh: '通过接口执行了数据库语句', en: 'Statements were run on a database through the API' },
    advice: {
      zh: '从数据库审计日志查明执行了哪些语句，必要时从备份恢复，并评估数据外泄。',
      en: "See in the database's audit log which statements were run, restore where they changed data, and judge what was read.",
    },
    services: /^(rdsdata|rds-data|rdsai|dms.*)$/i,
    calls: /^(ExecuteStatement|BatchExecuteStatement|ExecuteScript|CreateDataCorrectOrder)$/,
    weight: 'weak',
    fires: [{ call: 'RdsData ExecuteStatement', weight: 'weak' }],
    silent: [{ call: 'Rds DescribeDatabases' }],
  },
];

function isPublic(event: AuditEvent, account: AccountFacts): boolean {
  if (event.name === 'PutBucketPolicy') return letsIn(documentOf(event), account.id) === 'everyone';
  return wordsOf(event).some(({ word }) => /^public-read/i.test(word));
}

function leavesTheAccount(event: AuditEvent, account: AccountFacts): boolean {
  if (event.name === 'PutBucketPolicy') return letsIn(documentOf(event), account.id) === 'another-account';
  const destination = destinationOf(event);
  return destination !== undefined && !account.knowsBucket(destination, event.at);
}

function receiversOf(event: AuditEvent, account: AccountFacts): readonly string[] {
  if (event.name === 'PutBucketPolicy') return outsidersOf(documentOf(event), account.id);
  const destination = destinationOf(event);
  return destination === undefined ? [] : [destination];
}

function sharedWith(event: AuditEvent, account: AccountFacts): string[] {
  return wordsOf(event)
    .filter(({ name, word }) => /^addaccount/i.test(name) && word !== account.id)
    .map(({ word }) => word);
}

/** A list that lets in the half or the whole of the internet. */
function opensToAll(event: AuditEvent): boolean {
  const list = parameter(event, 'SecurityIps', 'SecurityIPArray', 'SecurityIPList') ?? '';
  return list.split(',').some((entry) => {
    const [address = '', prefix] = entry.trim().split('/');
    return isIP(address) !== 0 && (prefix === undefined ? /^[0:.]+$/.test(address) : Number(prefix) <= 1);
  });
}
