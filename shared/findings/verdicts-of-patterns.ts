import { type Verdict, verdict } from './verdict';

/** What many calls show together. */
export const PATTERNS = {
  sweep: verdict(
    'reconnaissance-burst',
    'reconnaissance',
    'high',
    'T1580',
    ['A look around the account within minutes', '短时间内对账号进行了大范围探查'],
    [
      'Compare what it read with what you would not have shown: names of users, instances and buckets are known now. Look for what came after it.',
      '核对被读取的内容：用户、实例、存储空间的名称已经外泄，请继续查看其后的操作。',
    ],
  ),
  tries: verdict(
    'ways-in-tried',
    'persistence',
    'high',
    'T1098',
    ['Ways in and power were asked for one after the other, and refused', '多次尝试建立持久化或提升权限，均被拒绝'],
    [
      'Nothing of it was made. Check that the same was not tried with success under another key or user, and keep the deny attached until the key is deleted.',
      '这些尝试没有成功。请确认没有用其他 AccessKey 或用户得手，并在删除该 AccessKey 之前保留拒绝策略。',
    ],
  ),
  messages: verdict(
    'messages-flood',
    'messages',
    'high',
    'T1496.003',
    ['Messages were sent as never before', '短信发送量异常'],
    [
      'Set a daily sending limit and an IP allow list in the SMS console, delete signatures and templates that are not yours, and tell those who got the messages.',
      '在短信控制台设置每日发送上限和 IP 白名单，删除不属于您的签名和模板，并告知收到短信的人。',
    ],
  ),
  mails: verdict(
    'mails-flood',
    'messages',
    'high',
    'T1496.004',
    ['Mails were sent as never before', '邮件发送量异常'],
    [
      'Switch the sender addresses off in the DirectMail console, change their SMTP passwords, and tell those who got the mails that they are not yours.',
      '在邮件推送控制台停用相关发信地址并修改 SMTP 密码，告知收件人这些邮件并非由您发出。',
    ],
  ),
  read: verdict(
    'data-read',
    'data',
    'high',
    'T1530',
    ['Objects were read as never before', '对象读取量异常'],
    [
      "Take the objects as known to others: find out which they were, rotate every secret in them, and check whether people's data must be reported.",
      '视这些对象为已外泄：查明是哪些对象，轮换其中的全部密钥，并判断是否涉及需要报告的个人信息。',
    ],
  ),
  swapped: verdict(
    'site-swapped',
    'data',
    'high',
    'T1565.001',
    [
      'An object of the site was read, written over and refreshed in the caches from elsewhere',
      '站点对象被外部读取、覆盖并刷新了缓存',
    ],
    [
      'Put the former version of the object back and refresh the caches again. Compare the two, and take what visitors entered meanwhile as known to the thief.',
      '恢复该对象之前的版本并再次刷新缓存；对比两个版本，其间访客输入的内容视为已泄露。',
    ],
  ),
  destruction: verdict(
    'destruction-flood',
    'destruction',
    'critical',
    'T1485',
    ['Resources were deleted as never before', '资源删除量异常'],
    [
      'Stop whatever else the key can delete, then restore from snapshots, backups and recycle bins before their time is over.',
      '先阻止继续删除，然后在保留期结束之前从快照、备份和回收站恢复。',
    ],
  ),
  compute: verdict(
    'compute-flood',
    'compute',
    'critical',
    'T1496.001',
    ['Machines were bought as never before', '计算资源购买量异常'],
    [
      'Release the machines in every region after keeping a snapshot of one as evidence, and check scaling groups that would start them again.',
      '留一份快照作为证据后，在所有地域释放这些机器，并检查会再次启动它们的伸缩组。',
    ],
  ),
} as const satisfies Readonly<Record<string, Verdict>>;
