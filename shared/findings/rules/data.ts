import { isIP } from 'node:net';
import type { AuditEvent } from '../../evidence/types';
import { type AccountFacts, bucketOf, destinationOf } from '../account';
import { letsIn } from '../documents';
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
    services: /^oss$/i,
    calls: /^(PutBucketPolicy|PutBucketReplication)$/,
    holds: leavesTheAccount,
    weight: 'grave',
    fires: [
      { call: 'Oss PutBucketPolicy', request: policyFor('9988776655443322'), weight: 'grave' },
      { call: 'Oss PutBucketReplication', request: { bucketName: 'b', Destination: 'elsewhere' }, weight: 'grave' },
    ],
    silent: [{ call: 'Oss PutBucketPolicy', request: policyFor('234567890123456789') }],
  },
  {
    id: 'data-policy',
    kind: 'data',
    severity: 'high',
    technique: 'T1530',
    text: { zh: '修改了存储空间的访问规则', en: 'Who may read a bucket was changed' },
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
    services: /^ecs$/i,
    calls: /^(ModifyImageSharePermission|ModifySnapshotAttribute)$/,
    holds: (event, account) => {
      const shared = wordsOf(event).filter(({ name }) => /^(add|remove)/i.test(name));
      const added = shared.filter(({ name, word }) => /^addaccount/i.test(name) && word !== account.id);
      // The call is there to share: where the export has left its parameters out, it shared.
      return shared.length === 0 || added.length > 0;
    },
    weight: 'grave',
    fires: [{ call: 'Ecs ModifyImageSharePermission', request: { 'AddAccount.1': '999' }, weight: 'grave' }],
    silent: [
      { call: 'Ecs ModifyImageSharePermission', request: { 'RemoveAccount.1': '999' } },
      { call: 'Ecs CopyImage' },
    ],
  },
  {
    id: 'data-exported',
    kind: 'data',
    severity: 'high',
    technique: 'T1537',
    text: { zh: '导出了数据', en: 'Data was exported' },
    services: /^(ecs|rds|dbs|dms.*|gpdb|polardb)$/i,
    calls:
      /^(ExportImage|ExportSnapshot|CreateDataExportOrder|CreateDatabaseExportOrder|GetDataExportDownloadURL|GetDbExportDownloadURL|CreateDownload)$/,
    weight: 'weak',
    fires: [{ call: 'Dms CreateDataExportOrder', weight: 'weak' }],
    silent: [{ call: 'Dms ListOrders' }],
  },
  {
    id: 'secret-read',
    kind: 'data',
    severity: 'high',
    technique: 'T1555.006',
    text: { zh: '读取了凭据或参数中的密钥', en: 'Secrets were read' },
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

/** A list that lets in the half or the whole of the internet. */
function opensToAll(event: AuditEvent): boolean {
  const list = parameter(event, 'SecurityIps', 'SecurityIPArray', 'SecurityIPList') ?? '';
  return list.split(',').some((entry) => {
    const [address = '', prefix] = entry.trim().split('/');
    return isIP(address) !== 0 && (prefix === undefined ? /^[0:.]+$/.test(address) : Number(prefix) <= 1);
  });
}
