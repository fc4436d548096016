import { line } from '../message';
import type { RotationTexts } from './rotation';

export const rotationZh: RotationTexts = {
  title: (user) => `${user} 的 AccessKey 轮转尚未完成`,
  headline: (user, by) => line`${by} 开始的 ${user} 的 AccessKey 轮转正在等待下一步。`,
  happened: {
    begun: '轮转已开始，但尚未发现新 AccessKey。',
    made: '新 AccessKey 已创建，但无法确认其 Secret 已送达。',
    'handed-over': '新 AccessKey 已放到业务读取的位置，泄露的 AccessKey 仍然有效。',
    finished: '泄露的 AccessKey 已禁用，观察期已结束。',
  },
  todo: {
    begun: '再次运行下面的命令：它会从中断处继续，或说明现状。',
    made: '再次运行下面的命令：它会找到 Secret，或说明已丢失及处理方法。',
    'handed-over': '请确认业务已使用新 AccessKey 且旧 AccessKey 无人使用，再禁用旧 AccessKey：下一步命令见下。',
    finished: '请删除泄露的 AccessKey：下一步命令见下。删除后用户上的拒绝策略会随之解除。',
  },
  who: '负责轮转的人；在此之前拒绝策略保持不变',
  next: '下一步：',
  undo: '退回一步：',
  labels: { oldKey: '泄露的 AccessKey', newKey: '新 AccessKey', since: '等待自' },
};
