import type { Texts } from './keys';

/** What came of a step, in one word. */
export const detailsZh: Texts['details'] = {
  attached: '已附加',
  already: '此前已完成',
  disabled: '已禁用',
  enabled: '已启用',
  detached: '已移除',
  added: '已加入',
  removed: '已移出',
  'it was deleted; once restored, a release puts it back': '该 AccessKey 已被删除；恢复之后再执行 release 即可恢复',
  'no record explains it': '没有记录说明它的来源',
};
