/** Steps on the identities that the attack made, by their names in the journal. */
export const madeStepsZh: Readonly<Record<string, string>> = {
  'freeze-user': '给盗用者创建的用户附加冻结策略：',
  'freeze-role': '给盗用者创建的角色附加冻结策略：',
  'quarantine-user': '以隔离策略代替冻结策略，附加给盗用者创建的用户：',
  'quarantine-role': '以隔离策略代替冻结策略，附加给盗用者创建的角色：',
  'disable-made-key': '代替冻结，禁用盗用者所建用户的 AccessKey：',
  'disable-keys-of': '代替冻结，禁用盗用者所建用户的全部 AccessKey：',
  'check-user': '回读冻结策略是否约束盗用者创建的用户：',
  'check-role': '回读冻结策略是否约束盗用者创建的角色：',
  'unquarantine-user': '移除用户的隔离策略：',
  'unquarantine-role': '移除角色的隔离策略：',
  'unfreeze-user': '移除用户的冻结策略：',
  'unfreeze-role': '移除角色的冻结策略：',
};
