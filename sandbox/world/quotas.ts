/** What an account may hold (RAM "Limits", GetAccountSummary; a RAM user takes 10 custom and 20 system policies). */
export const QUOTAS = {
  users: 1000,
  groups: 50,
  roles: 1000,
  policies: 1500,
  virtualMfaDevices: 1000,
  keysPerUser: 2,
  keysPerAccount: 2,
  groupsPerUser: 5,
  versionsPerPolicy: 5,
  policySize: 6144,
  customPolicies: { user: 10, group: 5, role: 5 },
  systemPolicies: { user: 20, group: 20, role: 20 },
  ipItemsPerKeyPolicy: 50,
  conditionsPerKeyPolicy: 8,
} as const;
