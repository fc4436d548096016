/** Steps on the identities that the attack made, by their names in the journal. */
export const madeStepsEn: Readonly<Record<string, string>> = {
  'freeze-user': 'attach the freeze policy to a user that the attack made:',
  'freeze-role': 'attach the freeze policy to a role that the attack made:',
  'quarantine-user': 'attach the quarantine, in place of freeze, to a user that the attack made:',
  'quarantine-role': 'attach the quarantine, in place of freeze, to a role that the attack made:',
  'disable-made-key': 'in place of freeze disable a key of a user that the attack made:',
  'disable-keys-of': 'in place of freeze disable the keys of a user that the attack made:',
  'check-user': 'read back that the freeze policy binds a user that the attack made:',
  'check-role': 'read back that the freeze policy binds a role that the attack made:',
  'unquarantine-user': 'take the quarantine policy off user',
  'unquarantine-role': 'take the quarantine policy off role',
  'unfreeze-user': 'take the freeze policy off user',
  'unfreeze-role': 'take the freeze policy off role',
};
