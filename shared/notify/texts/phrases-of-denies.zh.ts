import type { Texts } from './keys';

/** What is said of the deny policies' documents. */
export const denyPhrasesZh: Texts['phrases'] = [
  [/^(\S+) is gone: run "(npx .+)"$/, '$1 已不存在：请运行 "$2"'],
  [/^(\S+) was edited: run "(npx .+)"$/, '$1 被改过：请运行 "$2"'],
  [/^(\S+) denies less than it must: run "(npx .+)"$/, '$1 拒绝的内容少于应有的：请运行 "$2"'],
  [/^(\S+) denies less than it must$/, '$1 拒绝的内容少于应有的'],
  [/^it was attached to contain (.+) and (\d+) more$/, '它用来限制 $1 等，另有 $2 个'],
  [/^it was attached to contain (.+)$/, '它用来限制 $1'],
  [/^until then it cannot stand in for a quarantine that somebody undoes$/, '在此之前，隔离策略被人撤销时，它无法代替'],
];
