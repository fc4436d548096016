import { type Verdict, verdict } from './verdict';

/** What a source of events says of itself, beside its events. */
export const SOURCES = {
  lacks: verdict(
    'trail-lacks-calls',
    'log-tampering',
    'high',
    'T1565.001',
    ['What the trail delivered lacks calls that ActionTrail has', '跟踪投递的内容缺少操作审计中存在的调用'],
    [
      "It was overwritten, or parts of it were deleted: the report was made from ActionTrail's own 90 days in its place. Find out who may write to the trail's bucket or logstore (bucket policy, ACL, users, roles), take that away, and give the bucket versions or a retention policy.",
      '其内容已被覆盖，或部分被删除：报告已改用操作审计自身的 90 天记录。请查明谁能写入该跟踪的存储空间或日志库（存储空间策略、ACL、用户、角色）并收回，再为存储空间开启版本控制或合规保留策略。',
    ],
  ),
  forged: verdict(
    'trail-has-unknown-calls',
    'log-tampering',
    'high',
    'T1565.001',
    ['What the trail delivered holds calls that ActionTrail does not know', '跟踪投递的内容含有操作审计中不存在的调用'],
    [
      "Somebody wrote them there: nothing of the trail was believed, whomever it accuses or excuses, and the report was made from ActionTrail's own 90 days. Find out who may write to the trail's bucket or logstore (bucket policy, ACL, users, roles), take that away, and give the bucket versions or a retention policy.",
      '这些调用是他人写入的：该跟踪的内容一概不予采信，无论它指控或开脱了谁，报告改用操作审计自身的 90 天记录。请查明谁能写入该跟踪的存储空间或日志库（存储空间策略、ACL、用户、角色）并收回，再为存储空间开启版本控制或合规保留策略。',
    ],
  ),
} as const satisfies Readonly<Record<string, Verdict>>;
