import { CLI } from '../../command-line';
import type { AuditEvent } from '../../evidence/types';
import { bucketOf } from '../account';
import { wordsOf } from '../parameters';
import type { Rule } from './model';

/** Names of log stores that hold an account's audit. */
const AUDIT = /actiontrail|audit|trail|cloudtrail|flowlog/i;
const isAudit = (event: AuditEvent): boolean => wordsOf(event).some(({ word }) => AUDIT.test(word));

/** What watches, and is made blind. */
export const DEFENCES: readonly Rule[] = [
  {
    id: 'evidence-tampering',
    kind: 'log-tampering',
    severity: 'critical',
    technique: 'T1562.008',
    text: {
      zh: '更改了存放证据、归档或跟踪的存储空间',
      en: 'The bucket of the evidence, its archive or the trail was changed',
    },
    advice: {
      zh: `其中的证据可能被删除、改写或公开，而拒绝策略不会撤销已写入的规则：立即在 OSS 控制台打开该存储空间，删除不是您设置的生命周期规则、存储空间策略、ACL 和复制规则。先下载证据包，最后用 \`${CLI} doctor\` 复查。`,
      en: `The deny takes back no rule that was written, and what lies there may be deleted, overwritten or shown: in the OSS console open this bucket and delete each lifecycle rule, bucket policy, ACL and replication rule that is not yours. Download the pack before, and run \`${CLI} doctor\` afterwards.`,
    },
    services: /^oss$/i,
    calls:
      /^((Put|Delete)Bucket\w+|DeleteBucket|PutPublicAccessBlock|DeletePublicAccessBlock|(Initiate|Abort|Complete|Extend)BucketWorm|(Create|Delete)AccessPoint|(Put|Delete)AccessPoint\w+)$/,
    holds: (event, account) => account.isToolsBucket(bucketOf(event)),
    weight: 'strong',
    isNobodysWork: true,
    fires: [
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'the-evidence' }, weight: 'strong' },
      { call: 'Oss DeleteBucket', request: { bucketName: 'the-evidence' }, weight: 'strong' },
      { call: 'Oss PutBucketPolicy', request: { bucketName: 'the-evidence' }, weight: 'strong' },
    ],
    silent: [
      { call: 'Oss PutBucketLifecycle', request: { bucketName: 'b' } },
      { call: 'Oss GetBucketLifecycle', request: { bucketName: 'the-evidence' } },
    ],
  },
  {
    id: 'log-tampering',
    kind: 'log-tampering',
    severity: 'critical',
    technique: 'T1562.008',
    text: { zh: '停止或删除了审计日志', en: 'Logs were stopped or deleted' },
    advice: {
      zh: '启动或重建跟踪，确认投递目标未被删除；在此期间的操作请到操作审计（90 天）和各产品日志中查。',
      en: "Start the trail again or make it anew, and check that what it delivers to still exists. For the gap look into ActionTrail's own 90 days and the products' logs.",
    },
    services: /^(actiontrail|sls|log)$/i,
    calls:
      /^(StopLogging|DeleteTrail|UpdateTrail|DisableInsight|DeleteDataEventSelector|DeleteProject|DeleteLogStore|DeleteLogstore)$/,
    // An application's own log store is the application's.
    weight: (event) => (/^(sls|log)$/i.test(event.service) && !isAudit(event) ? 'weak' : 'grave'),
    fires: [
      { call: 'Actiontrail StopLogging', request: { Name: 'main' }, weight: 'grave' },
      { call: 'Sls DeleteLogStore', request: { logstoreName: 'actiontrail_main' }, weight: 'grave' },
      { call: 'Sls DeleteLogStore', request: { logstoreName: 'nginx' }, weight: 'weak' },
    ],
    silent: [{ call: 'Actiontrail DescribeTrails' }],
  },
  {
    id: 'logs-removed',
    kind: 'log-tampering',
    severity: 'critical',
    technique: 'T1562.008',
    text: { zh: '关闭了日志记录', en: 'Logging was switched off' },
    advice: {
      zh: '重新打开这些日志，并记下中断的起止时间：期间的操作只能从其他来源查证。',
      en: 'Switch these logs on again, and note from when to when they were off: what happened then can only be seen elsewhere.',
    },
    services: /^(oss|sls|log|vpc|rds|waf.*|cloudfw)$/i,
    calls:
      /^(DeleteBucketLogging|DeleteIndex|DeleteConfig|DeactiveFlowLog|DeleteFlowLog|ModifySQLCollectorPolicy|ModifySlsDispatchStatus)$/,
    weight: 'strong',
    fires: [{ call: 'Oss DeleteBucketLogging', weight: 'strong' }],
    silent: [{ call: 'Oss GetBucketLogging' }],
  },
  {
    id: 'access-log-moved',
    kind: 'log-tampering',
    severity: 'medium',
    technique: 'T1562.008',
    text: { zh: '更改了存储空间的访问日志', en: 'The access log of a bucket was changed' },
    advice: {
      zh: '核对访问日志写到哪里；没有目标存储空间的设置等于关闭。期间对对象的操作只能从实时日志查证。',
      en: 'See where the access log goes now: a setting without a target is off. What was done with objects since, only the real-time log can tell.',
    },
    services: /^oss$/i,
    calls: /^PutBucketLogging$/,
    weight: 'weak',
    fires: [{ call: 'Oss PutBucketLogging', weight: 'weak' }],
    silent: [{ call: 'Oss GetBucketLogging' }],
  },
  {
    id: 'alarms-silenced',
    kind: 'alarms-silenced',
    severity: 'critical',
    technique: 'T1562.001',
    text: { zh: '屏蔽了告警', en: 'Alarms were silenced' },
    advice: {
      zh: '恢复被屏蔽的告警和通知设置，把被标记为已处理或加白的告警逐条重新查看。',
      en: 'Undo the whitelisting and put the notices back, then look again at every alarm that was marked as handled.',
    },
    services: /^(sas|aegis|notifications)$/i,
    calls: /^(ModifyAccessKeyLeakDeal|HandleSecurityEvents|ModifyNoticeConfig|UpdateUserSubscription|DelMessage)$/,
    weight: 'grave',
    fires: [{ call: 'Sas HandleSecurityEvents', weight: 'grave' }],
    silent: [{ call: 'Sas DescribeSuspEvents' }],
  },
  {
    id: 'defence-lowered',
    kind: 'alarms-silenced',
    severity: 'high',
    technique: 'T1562.001',
    text: { zh: '降低了防护或删除了告警规则', en: 'A defence or an alarm rule was switched off' },
    advice: {
      zh: '重新启用被关闭的防护和告警规则，并检查关闭期间受其保护的资源。',
      en: 'Switch the defence or the alarm rules on again, and check what they protect for the time in which they were off.',
    },
    services: /^(sas|aegis|cms|cloudfw|config)$/i,
    calls:
      /^(Delete.*Rules?|Disable.*Rules?|StopConfigRules|StopConfigurationRecorder|DeleteContacts?(Group)?|PutDisableFwSwitch|ModifyDefaultIPSConfig|SetAutoProtectNewAssets|ModifyWebLock(Status|Unbind)|UninstallBackupClient|Uninstall.*|PauseClient)$/,
    // Alarm rules come and go with what they watch.
    weight: (event) => (/^(cms|config)$/i.test(event.service) ? 'weak' : 'strong'),
    fires: [
      { call: 'Cloudfw PutDisableFwSwitch', weight: 'strong' },
      { call: 'Cms DeleteMetricRules', weight: 'weak' },
    ],
    silent: [{ call: 'Cms PutMetricRuleTargets' }],
  },
];
